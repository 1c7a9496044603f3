package dev.parley.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.parley.model.Content;
import dev.parley.model.EntryDraft;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.model.Sender;
import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MongoFailureTest {

    private static final RoomName ROOM = RoomName.of("java");

    private final MongoServer server = new MongoServer(new MemoryBackend());
    private final CuttableProxy proxy = new CuttableProxy(server.bind());

    @AfterEach
    void stop() {
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
            assertThat(store.health().up()).isTrue();
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
                    .client(client);
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
    void importFrom_bothShapes_keepsOrderAndIsRepeatable() {
        try (MongoClient client = MongoClients.create(uri());
                MongoMessageStore store = store(Duration.ofSeconds(5))) {
            client.getDatabase("groupchat")
                    .getCollection("messages")
                    .insertMany(List.of(
                            new Document("username", "Alice")
                                    .append("room", "Java")
                                    .append("text", "first")
                                    .append("timestamp", java.util.Date.from(Instant.parse("2025-06-12T04:40:00Z"))),
                            new Document("username", "Bob")
                                    .append("room", "Java")
                                    .append("text", "no time"),
                            new Document("room", "Java").append("text", "nobody wrote this")));
            client.getDatabase("groupchat")
                    .getCollection("chatmessages")
                    .insertOne(new Document("user", "Eve")
                            .append("room", "C#")
                            .append("message", "other shape")
                            .append("createdAt", "2025-06-12T04:41:00Z"));

            ImportReport first = store.importFrom("messages", FieldMapping.USERNAME_TEXT_TIMESTAMP);
            ImportReport second = store.importFrom("chatmessages", FieldMapping.USER_MESSAGE_CREATED_AT);
            ImportReport again = store.importFrom("messages", FieldMapping.USERNAME_TEXT_TIMESTAMP);

            assertThat(first).isEqualTo(new ImportReport(2, 0, 1));
            assertThat(second).isEqualTo(new ImportReport(1, 0, 0));
            assertThat(again).isEqualTo(new ImportReport(0, 2, 1));
            assertThat(store.entries(RoomName.of("Java"), 0, 10))
                    .extracting(entry ->
                            entry.sender().name() + ": " + entry.content().text())
                    .containsExactly("Alice: first", "Bob: no time");
            assertThat(store.entries(RoomName.of("C#"), 0, 10))
                    .extracting(entry -> entry.createdAt().toString())
                    .containsExactly("2025-06-12T04:41:00Z");
        }
    }

    @Test
    void builder_boundsPassed_areRefused() {
        MongoStoreBuilder builder = MongoMessageStore.builder();

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
        return MongoMessageStore.builder().timeout(timeout).connect(uri());
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
