package dev.parley.store.redis;

import dev.parley.chat.TwoEnginesContract;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("any-jdk")
final class TieredTwoEnginesTest implements TwoEnginesContract {

    @TempDir
    private Path folder;

    private final SharedArchive archive = SharedArchive.of(InMemoryMessageStore.create());
    private RedisProcess redis;

    @BeforeEach
    void start() {
        redis = RedisProcess.start(folder);
    }

    @AfterEach
    void stop() {
        if (redis != null) {
            redis.close();
        }
    }

    @Override
    public MessageStore open() {
        return new TieredMessageStore(
                RedisHot.at(redis.url()),
                archive,
                TierOptions.defaults().withDurability(Durability.hot()).withArchiving(Duration.ofMillis(10), 7));
    }
}
