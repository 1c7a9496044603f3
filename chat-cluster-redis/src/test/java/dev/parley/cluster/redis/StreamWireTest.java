package dev.parley.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.Emitter;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Jedis;

/** Operations of Parley write the entries that the same operations of {@code @socket.io/redis-streams-adapter} wrote. */
@Tag("any-jdk")
final class StreamWireTest {

    private static void done(CompletionStage<?> stage) throws Exception {
        stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** Type and data of entries, but for those that only servers with sockets write. */
    private static List<String> recorded(String version) throws Exception {
        try (InputStream file =
                Objects.requireNonNull(StreamWireTest.class.getResourceAsStream("stream-entries.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(version))
                    .map(line -> line.split("\t", -1))
                    .map(parts -> parts[2] + ' ' + parts[3])
                    .filter(entry -> entry.matches("[3456] .*")
                            && !entry.contains("requestId")
                            && !entry.contains("expectSingleResponse"))
                    .toList();
        }
    }

    @ParameterizedTest
    @CsvSource({"0.3.1,V0_3", "0.2.3,V0_2"})
    void operations_write_whatThoseOfNodeDid(String version, Dialect dialect) throws Exception {
        try (RedisServer redis = RedisServer.start();
                RedisStreams bus = RedisStreams.connect(RedisStreamsOptions.builder()
                        .url(redis.url())
                        .dialect(dialect)
                        .build())) {
            Emitter emitter = Emitter.over(bus);
            done(emitter.emit("ev", 1, "two", Map.of("three", 3)));
            done(emitter.to("room1").emit("ev", "x"));
            done(emitter.to("room1", "room2").except("room3").emit("ev", "y"));
            done(emitter.emit("ev", "zwölf \"quoted\" \\ \n", null, 3.5, true, List.of(), Map.of()));
            Map<String, byte[]> last = Map.of("b", new byte[] {(byte) 0xff});
            done(emitter.to("room1").except("room2").emit("bin", new byte[] {1, 2, 3}, last));
            done(emitter.in("room1").socketsJoin("room4", "room5"));
            done(emitter.in("room4").socketsLeave("room5"));
            done(emitter.in("room4").disconnectSockets(false));

            List<String> written = new ArrayList<>();
            try (Jedis jedis = redis.jedis()) {
                jedis.xrange("socket.io", "-", "+").forEach(entry -> {
                    Map<String, String> fields = entry.getFields();
                    written.add(fields.get("type") + ' ' + fields.get("data"));
                });
            }
            assertThat(written).isEqualTo(recorded(version)).hasSize(8);
        }
    }
}
