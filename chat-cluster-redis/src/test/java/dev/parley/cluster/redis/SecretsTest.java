package dev.parley.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No password of Redis is in any text, health, failure or line of the log, whatever the level: of one server, of sentinels and of a
 * cluster, with the right password and with a wrong one.
 */
@Tag("any-jdk")
final class SecretsTest {

    private static final String RIGHT = "right-secret-Xy7";
    private static final String WRONG = "wrong-secret-Zq9";
    private static final String OF_SENTINEL = "sentinel-secret-Vw3";
    private static final int WAYS = 16;

    @TempDir
    private Path folder;

    private final List<RedisServer> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(RedisServer::close);
    }

    /** All that the process prints and logs. */
    private String output(String secret) throws Exception {
        RedisServer redis = RedisServer.start("--requirepass", RIGHT);
        servers.add(redis);
        Path file = folder.resolve("sentinel.conf");
        Files.writeString(
                file,
                "sentinel monitor mymaster 127.0.0.1 " + redis.port() + " 1\nsentinel auth-pass mymaster " + RIGHT
                        + '\n');
        RedisServer sentinel = RedisServer.startSentinel(file, "--requirepass", OF_SENTINEL);
        servers.add(sentinel);
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SecretsMain.class.getName(),
                        secret,
                        String.valueOf(redis.port()),
                        String.valueOf(sentinel.port()),
                        OF_SENTINEL,
                        String.valueOf(RedisServer.freePort()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor()).as(() -> read(output)).isZero();
        } finally {
            process.destroyForcibly();
        }
        return read(output);
    }

    private static String read(Path output) {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static long count(String text, String part) {
        return text.lines().filter(line -> line.contains(part)).count();
    }

    private static void expectNone(String output) {
        assertThat(output).endsWith("done\n");
        assertThat(count(output, "== ")).isEqualTo(WAYS);
        for (String secret : List.of(RIGHT, WRONG, OF_SENTINEL)) {
            assertThat(output.lines().filter(line -> line.contains(secret))).isEmpty();
        }
    }

    @Test
    void password_wrong_isShownNowhere() throws Exception {
        String output = output(WRONG);

        expectNone(output);
        assertThat(count(output, "was published")).isZero();
        assertThat(count(output, "WARN")).isGreaterThanOrEqualTo(WAYS);
        assertThat(count(output, "DEBUG")).isGreaterThanOrEqualTo(WAYS);
        assertThat(count(output, "WRONGPASS")).isGreaterThanOrEqualTo(10);
        assertThat(count(output, "PublishException")).isGreaterThanOrEqualTo(WAYS);
        assertThat(output)
                .contains("Connection refused", "rediss://127.0.0.1:", "mymaster of sentinels 127.0.0.1:", "SSL")
                .contains("not an address of Redis")
                .contains("not an address of a server");
    }

    @Test
    void password_right_isShownNowhere() throws Exception {
        String output = output(RIGHT);

        expectNone(output);
        // By its address twice, and by its sentinel.
        assertThat(count(output, "was published")).isEqualTo(6);
        assertThat(output).contains("DB index is out of range");
    }
}
