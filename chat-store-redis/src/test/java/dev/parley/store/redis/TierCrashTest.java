package dev.parley.store.redis;

import dev.parley.store.jdbc.JdbcMessageStore;
import dev.parley.testkit.store.CrashRounds;
import dev.parley.testkit.store.CrashWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process that appends and archives is killed at random moments; the next one goes on. */
@Tag("any-jdk")
final class TierCrashTest {

    private static final int ROUNDS = 8;

    @TempDir
    private Path folder;

    @Test
    void append_writerAndArchiverKilledUnderLoad_keepsEveryAcknowledgedMessage() {
        try (RedisProcess redis = RedisProcess.start(folder.resolve("redis"))) {
            String file = folder.resolve("chat.db").toString();
            new CrashRounds(Writer.class, List.of(redis.url(), file), () -> open(redis.url(), file))
                    .withRounds(ROUNDS)
                    .run();
        }
    }

    /** A killed archiver keeps its lease for longer than a round takes, so the archive may be far behind. */
    static TieredMessageStore open(String url, String file) {
        return new TieredMessageStore(
                RedisHot.at(url),
                JdbcMessageStore.sqlite(Path.of(file)),
                TierOptions.defaults()
                        .withDurability(Durability.hot())
                        .withArchiving(Duration.ofMillis(10), 50)
                        .withBounds(Duration.ofDays(1), 1L << 30));
    }

    /** The process that is killed. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] arguments) {
            CrashWriter.run(open(arguments[0], arguments[1]), Integer.parseInt(arguments[2]), System.out);
        }
    }
}
