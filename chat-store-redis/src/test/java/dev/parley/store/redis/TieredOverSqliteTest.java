package dev.parley.store.redis;

import dev.parley.store.MessageStore;
import dev.parley.store.jdbc.JdbcMessageStore;
import dev.parley.testkit.store.DurableStoreContract;
import dev.parley.testkit.store.MessageStoreContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** Archives only when it has to be: what is read is in Redis. */
@Tag("any-jdk")
final class TieredOverSqliteTest implements MessageStoreContract, DurableStoreContract {

    @TempDir
    private static Path folder;

    private static final AtomicInteger CHATS = new AtomicInteger();

    private static RedisProcess redis;

    /** Of this test alone. */
    private final String chat = "chat" + CHATS.incrementAndGet();

    @TempDir
    private Path data;

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
                JdbcMessageStore.sqlite(data.resolve("chat.db")),
                TierOptions.defaults().withDurability(Durability.hot()).withArchiving(Duration.ZERO, 500));
    }

    @Override
    public boolean atomicBatches() {
        return false;
    }
}
