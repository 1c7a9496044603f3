package dev.parley.store.redis;

import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import dev.parley.testkit.store.MessageStoreContract;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

final class TieredOverMemoryTest implements MessageStoreContract {

    @TempDir
    private static Path folder;

    private static final AtomicInteger CHATS = new AtomicInteger();

    private static RedisProcess redis;

    /** Of this test alone. */
    private final String chat = "chat" + CHATS.incrementAndGet();

    @BeforeAll
    static void start() {
        redis = RedisProcess.start(folder);
    }

    @AfterAll
    static void stop() {
        if (redis != null) {
            redis.close();
        }
    }

    @Override
    public MessageStore open() {
        return new TieredMessageStore(
                RedisHot.at(redis.url()).withName(chat),
                InMemoryMessageStore.create(),
                TierOptions.defaults().withDurability(Durability.hot()));
    }

    @Override
    public boolean atomicBatches() {
        return false;
    }
}
