package dev.parley.store.redis;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.parley.store.MessageStore;
import dev.parley.store.mongo.MongoMessageStore;
import dev.parley.testkit.store.DurableStoreContract;
import dev.parley.testkit.store.MessageStoreContract;
import dev.parley.testkit.store.SharedStoreContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** Archives as fast as it can: reads meet archiving at every point. */
@Tag("any-jdk")
final class TieredOverMongoTest implements MessageStoreContract, DurableStoreContract, SharedStoreContract {

    @TempDir
    private static Path folder;

    private static final AtomicInteger CHATS = new AtomicInteger();

    private static final MongoServer MONGO = new MongoServer(new MemoryBackend());

    private static RedisProcess redis;
    private static int port;

    /** Of this test alone. */
    private final String chat = "chat" + CHATS.incrementAndGet();

    @BeforeAll
    static void start() {
        redis = RedisProcess.start(folder);
        port = MONGO.bind().getPort();
    }

    /** After the last store is closed: one whose archive is gone waits for it. */
    @AfterAll
    static void stop() {
        if (redis != null) {
            redis.close();
        }
        MONGO.shutdownNow();
    }

    @Override
    public MessageStore open() {
        return new TieredMessageStore(
                RedisHot.at(redis.url()).withName(chat),
                MongoMessageStore.connect("mongodb://127.0.0.1:" + port + "/" + chat),
                TierOptions.defaults().withDurability(Durability.hot()).withArchiving(Duration.ofMillis(10), 7));
    }

    @Override
    public boolean atomicBatches() {
        return false;
    }
}
