package dev.parley.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import dev.parley.model.Content;
import dev.parley.model.EntryDraft;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.model.Sender;
import dev.parley.store.Head;
import dev.parley.store.MessageStore;
import io.netty.channel.Channel;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers of the protocol that lack a part of it, and replica sets whose members lag. */
final class MongoOtherServersTest {

    /** As FerretDB 1, whose {@code $group} counts and adds up, but has no first value. */
    private static final class WithoutFirst extends MemoryBackend {
        private final AtomicInteger refused = new AtomicInteger();

        @Override
        public Document handleCommand(Channel channel, String database, String command, Document query) {
            if (query.toString().contains("$first")) {
                refused.incrementAndGet();
                throw new MongoServerError(
                        238, "NotImplemented", "$group accumulator \"$first\" is not implemented yet");
            }
            return super.handleCommand(channel, database, command, query);
        }
    }

    private final WithoutFirst backend = new WithoutFirst();
    private final MongoServer server = new MongoServer(backend);
    private final String uri = "mongodb://127.0.0.1:" + server.bind().getPort() + "/groupchat";

    @AfterEach
    void stop() {
        server.shutdownNow();
    }

    @Test
    void heads_serverWithoutFirst_areReadOneByOne() {
        try (MessageStore store = MongoMessageStore.connect(uri)) {
            Map<RoomName, Head> expected = new HashMap<>();
            for (int i = 0; i < 20; i++) {
                RoomName room = RoomName.of("room " + i);
                for (int m = 0; m < i % 4; m++) {
                    store.append(List.of(EntryDraft.message(
                            room,
                            MessageId.of(i + "-" + m),
                            Sender.of("1", "Alice"),
                            Instant.EPOCH.plusSeconds(m),
                            Content.of("x"))));
                }
                expected.put(room, store.head(room));
            }

            assertThat(store.heads(expected.keySet())).isEqualTo(expected);
            assertThat(store.rooms(null, 100))
                    .hasSize(15)
                    .allSatisfy(head -> assertThat(head).isEqualTo(expected.get(head.room())));
            assertThat(backend.refused).hasValue(2);
        }
    }

    @Test
    void collections_ofAnyConnection_readFromThePrimary() {
        try (MongoClient client = MongoClients.create(uri + "?readPreference=secondaryPreferred")) {
            ChatCollections collections =
                    ChatCollections.of(client.getDatabase("groupchat"), "parley_", WriteConcern.MAJORITY);

            assertThat(List.of(collections.entries(), collections.rooms(), collections.recordVersions()))
                    .allSatisfy(collection ->
                            assertThat(collection.getReadPreference()).isEqualTo(ReadPreference.primary()));
        }
    }
}
