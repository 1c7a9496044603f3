package dev.parley.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Updates;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.parley.model.Content;
import dev.parley.model.EntryDraft;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.model.Sender;
import dev.parley.store.MessageQuery;
import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import dev.parley.store.StoreHealth;
import dev.parley.testkit.fault.CuttableProxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("any-jdk")
final class MongoFailureTest {

    private static final RoomName ROOM = RoomName.of("java");

    private final MongoServer server = new MongoServer(new MemoryBackend());
    private final CuttableProxy proxy = new CuttableProxy(server.bind());
    private final ExecutorService callers = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        callers.shutdownNow();
        proxy.close();
        server.shutdownNow();
    }

    @Test
    void connect_serverDown_isUnavailableThenRecoversWithoutRestart() {
        proxy.cut();
        try (MongoMessageStore store = store(Duration.ofMillis(300))) {
            assertThat(store.health().up()).isFalse();
            assertThatThrownBy(() -> store.append(List.of(draft(1))))
                    .isInstanceOfSatisfying(StoreException.class, e -> {
                        assertThat(e.category()).isEqualTo(Category.UNAVAILABLE);
                        assertThat(e.retryable()).isTrue();
                    });

            proxy.mend();

            assertThat(append(store, draft(1))).isEqualTo(1);
            await().until(() -> store.health().up());
        }
    }

    @Test
    void append_connectionLost_recoversWithoutRestartAndLosesNothing() {
        try (MongoMessageStore store = store(Duration.ofMillis(500))) {
            assertThat(append(store, draft(1))).isEqualTo(1);
            proxy.cut();
            assertThatThrownBy(() -> store.append(List.of(draft(2)))).isInstanceOf(StoreException.class);

            proxy.mend();

            assertThat(append(store, draft(2))).isEqualTo(2);
            assertThat(store.entries(ROOM, 0, 10)).hasSize(2);
        }
    }

    /** One timeout for a call, however often the driver tries, and one for all calls that come together. */
    @ParameterizedTest
    @EnumSource
    @Timeout(60)
    void calls_serverGone_failTogetherWithinTheTimeout(Trouble trouble) {
        Duration timeout = Duration.ofSeconds(2);
        try (MongoMessageStore store = store(timeout)) {
            trouble.begin(store, proxy);
            List<CompletableFuture<Void>> calls = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                calls.add(calling(() -> store.head(ROOM)));
                calls.add(calling(() -> store.append(List.of(draft(1)))));
            }

            failsWithin(timeout.multipliedBy(2), CompletableFuture.allOf(calls.toArray(CompletableFuture<?>[]::new)));
            failsWithin(timeout.multipliedBy(2), calling(() -> store.messages(MessageQuery.tail(ROOM, 10))));

            trouble.end(proxy);
            assertThat(append(store, draft(2))).isPositive();
        }
    }

    /** What becomes of the server. */
    enum Trouble {
        DOWN {
            @Override
            void begin(MongoMessageStore store, CuttableProxy proxy) {
                proxy.cut();
            }

            @Override
            void end(CuttableProxy proxy) {
                proxy.mend();
            }
        },
        FROZEN_BEFORE_THE_FIRST_CALL {
            @Override
            void begin(MongoMessageStore store, CuttableProxy proxy) {
                proxy.freeze();
            }
        },
        FROZEN_LATER {
            @Override
            void begin(MongoMessageStore store, CuttableProxy proxy) {
                append(store, draft(1));
                proxy.freeze();
            }
        };

        abstract void begin(MongoMessageStore store, CuttableProxy proxy);

        void end(CuttableProxy proxy) {
            proxy.thaw();
        }
    }

    private CompletableFuture<Void> calling(Runnable call) {
        return CompletableFuture.runAsync(call, callers);
    }

    private static void failsWithin(Duration bound, CompletableFuture<Void> call) {
        assertThat(call)
                .failsWithin(bound)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.category()).as(e.getMessage()).isIn(Category.UNAVAILABLE, Category.TIMEOUT));
    }

    @Test
    @Timeout(60)
    void health_serverFrozen_isAnsweredWithinItsBoundAndRecovers() {
        try (MongoMessageStore store = store(Duration.ofSeconds(5))) {
            await().until(() -> store.health().up());
            proxy.freeze();
            await().untilAsserted(() -> assertThat(store.health().detail()).contains("no answer within 1000 ms"));
            assertThat(store.health().up()).isFalse();

            proxy.thaw();
            await().atMost(Duration.ofSeconds(20)).until(() -> store.health().up());
        }
    }

    @Test
    void connect_uriInEveryForm_isBoundedAndKept() {
        String server = "127.0.0.1:" + proxy.port();
        for (String uri : List.of(
                "mongodb://" + server,
                "mongodb://" + server + "/",
                "mongodb://" + server + "/groupchat",
                "mongodb://" + server + "/?retryWrites=false",
                "mongodb://" + server + "/groupchat?retryWrites=false&timeoutMS=60000")) {
            try (MongoMessageStore store = MongoMessageStore.builder()
                    .timeout(Duration.ofSeconds(1))
                    .uri(uri)
                    .build()) {
                String database = uri.contains("groupchat") ? "groupchat" : MongoMessageStoreBuilder.DEFAULT_DATABASE;
                await().untilAsserted(() ->
                        assertThat(store.health()).isEqualTo(new StoreHealth(true, "MongoDB, database " + database)));
                proxy.freeze();
                failsWithin(Duration.ofSeconds(5), calling(() -> store.head(ROOM)));
                proxy.thaw();
            }
        }
        assertThatThrownBy(() -> MongoMessageStore.connect("http://" + server))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void entries_documentDamaged_isCorruptAndNamesIt() {
        try (MongoClient client = MongoClients.create(uri());
                MongoMessageStore store = store(Duration.ofSeconds(5))) {
            append(store, draft(1));
            client.getDatabase("groupchat")
                    .getCollection("parley_entries")
                    .updateOne(new Document(), Updates.set("createdAt", "yesterday"));

            assertThatThrownBy(() -> store.entries(ROOM, 0, 10))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.category()).isEqualTo(Category.CORRUPT))
                    .hasMessageContaining("damaged");
        }
    }

    @Test
    void head_indexNotUnique_isRefused() {
        try (MongoClient client = MongoClients.create(uri());
                MongoMessageStore store = store(Duration.ofSeconds(5))) {
            client.getDatabase("groupchat")
                    .getCollection("parley_entries")
                    .createIndex(Indexes.ascending("log", "seq"), new IndexOptions().name("parley_seq"));

            assertThatThrownBy(() -> store.head(ROOM))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.category()).isEqualTo(Category.INCOMPATIBLE))
                    .hasMessageContaining("parley_seq");
        }
    }

    @Test
    void head_newerSchema_isRefusedWithBothVersions() {
        try (MongoMessageStore store = store(Duration.ofSeconds(5))) {
            append(store, draft(1));
        }
        int newer = ChatCollections.VERSION + 1;
        try (MongoClient client = MongoClients.create(uri())) {
            client.getDatabase("groupchat")
                    .getCollection("parley_schema")
                    .updateOne(Filters.eq("_id", "schema"), Updates.set("version", newer));
        }
        try (MongoMessageStore store = store(Duration.ofSeconds(5))) {
            assertThatThrownBy(() -> store.head(ROOM))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("schema version " + newer)
                    .hasMessageContaining("up to " + ChatCollections.VERSION);
        }
    }

    @Test
    void close_clientOfTheCallers_staysOpen() {
        try (MongoClient client = MongoClients.create(uri())) {
            MongoMessageStore store = MongoMessageStore.builder()
                    .database("groupchat")
                    .prefix("x_")
                    .client(client)
                    .build();
            append(store, draft(1));
            store.close();

            assertThatThrownBy(() -> store.head(ROOM))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.category()).isEqualTo(Category.CLOSED));
            assertThat(client.getDatabase("groupchat")
                            .getCollection("x_entries")
                            .countDocuments())
                    .isEqualTo(1);
        }
    }

    @Test
    void builder_boundsPassed_areRefused() {
        MongoMessageStoreBuilder builder = MongoMessageStore.builder();

        assertThatThrownBy(() -> builder.timeout(Duration.ofMillis(99))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.timeout(Duration.ofMinutes(11))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.inboxCapacity(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.writeConcern(WriteConcern.UNACKNOWLEDGED))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FieldMapping("room", "", "text", "at"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private String uri() {
        return "mongodb://127.0.0.1:" + proxy.port() + "/groupchat";
    }

    private MongoMessageStore store(Duration timeout) {
        return MongoMessageStore.builder().timeout(timeout).uri(uri()).build();
    }

    /** Repeats while the driver finds the server again; the draft has a client id, so that is safe. */
    private static long append(MongoMessageStore store, EntryDraft draft) {
        StoreException last = null;
        for (int attempt = 0; attempt < 100; attempt++) {
            try {
                return store.append(List.of(draft)).get(0).entry().seq();
            } catch (StoreException e) {
                assertThat(e.retryable()).as("%s", e.getMessage()).isTrue();
                last = e;
            }
        }
        throw new AssertionError("no append was accepted", last);
    }

    private static EntryDraft draft(int number) {
        return EntryDraft.message(
                        ROOM,
                        MessageId.of("m" + number),
                        Sender.of("alice", "Alice"),
                        Instant.parse("2025-06-12T04:40:00Z"),
                        Content.of("message " + number))
                .withClientMsgId("c" + number);
    }
}
