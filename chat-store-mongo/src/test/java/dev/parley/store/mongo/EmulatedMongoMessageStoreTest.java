package dev.parley.store.mongo;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.parley.store.MessageStore;
import dev.parley.testkit.store.DurableStoreContract;
import dev.parley.testkit.store.LogArchiveContract;
import dev.parley.testkit.store.MessageStoreContract;
import dev.parley.testkit.store.SharedStoreContract;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Over an emulator and the real driver; says nothing of write concern, fail-over and index use. */
final class EmulatedMongoMessageStoreTest
        implements MessageStoreContract, LogArchiveContract, DurableStoreContract, SharedStoreContract {

    private final MongoServer server = new MongoServer(new MemoryBackend());
    private InetSocketAddress address;

    @BeforeEach
    void start() {
        address = server.bind();
    }

    @AfterEach
    void stop() {
        server.shutdownNow();
    }

    @Override
    public MessageStore open() {
        return MongoMessageStore.connect("mongodb://127.0.0.1:" + address.getPort() + "/groupchat");
    }

    @Override
    public boolean atomicBatches() {
        return false;
    }
}
