package dev.parley.store.mongo;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.parley.store.MessageStore;
import dev.parley.testkit.store.DurableStoreContract;
import dev.parley.testkit.store.LogArchiveContract;
import dev.parley.testkit.store.MessageStoreContract;
import dev.parley.testkit.store.SharedStoreContract;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Over an emulator and the real driver; says nothing of write concern, fail-over and index use. */
final class EmulatedMongoMessageStoreTest
        implements MessageStoreContract, LogArchiveContract, DurableStoreContract, SharedStoreContract {

    private static final MongoServer SERVER = new MongoServer(new MemoryBackend());
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private static int port;

    private final String database = "groupchat" + DATABASES.incrementAndGet();

    @BeforeAll
    static void start() {
        port = SERVER.bind().getPort();
    }

    @AfterAll
    static void stop() {
        SERVER.shutdownNow();
    }

    @Override
    public MessageStore open() {
        return MongoMessageStore.connect("mongodb://127.0.0.1:" + port + "/" + database);
    }

    @Override
    public boolean atomicBatches() {
        return false;
    }
}
