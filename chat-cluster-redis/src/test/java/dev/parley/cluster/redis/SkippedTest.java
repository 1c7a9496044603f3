package dev.parley.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.redis.connection.Counters;
import dev.parley.cluster.redis.connection.Links;
import dev.parley.cluster.redis.connection.MessageCodec.Raw;
import dev.parley.cluster.redis.server.RedisServers;
import dev.parley.testkit.ManualScheduler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is foreign or malformed in Redis: skipped, counted, and logged once a minute, however it is malformed. */
@Tag("any-jdk")
final class SkippedTest {

    private static final String DEEP = "{\"a\":" + "[".repeat(150) + "]".repeat(150) + "}";

    /** Each fails in a way of its own. */
    private static final List<List<byte[]>> ENTRIES = List.of(
            fields(),
            fields("hello", "world"),
            fields("uid", "u", "nsp", "/", "type", "three"),
            fields("uid", "u", "nsp", "/", "type", "3", "data", "{"),
            fields("uid", "u", "nsp", "/", "type", "3", "data", "{\"secret\":\"of-a-client\",}"),
            fields("uid", "u", "nsp", "/", "type", "3", "data", DEEP),
            fields("uid", "u", "nsp", "/", "type", "3", "data", "AAAA"),
            fields("uid", "u", "nsp", "/", "type", "3", "data", "no base64"),
            fields("uid", "u", "nsp", "/", "type", "3", "data", "3wAAAP8="),
            fields("uid", "u", "nsp", "/", "type", "3", "data", "{\"packet\":{\"type\":2,\"data\":[\"e\",01]}}"),
            fields("uid", "u", "nsp", "/", "type", "3", "n", "x"));

    private final ManualScheduler clock = new ManualScheduler();
    private final RecordingLogger log = new RecordingLogger();
    private final Counters counters = new Counters();
    private final Links links =
            new Links(log, RedisServers.at("redis://localhost:1").build(), clock, health -> {});
    private final Router router = new Router(RedisStreamsOptions.builder().build(), links, counters);

    SkippedTest() {
        router.receivers().add(new Nobody());
    }

    /** Has every message decoded. */
    private static final class Nobody implements Router.Receiver {

        @Override
        public String namespace() {
            return "/";
        }

        @Override
        public String server() {
            return "00000000000000aa";
        }

        @Override
        public void receive(Raw message, @Nullable String id) {
            throw new AssertionError("handed on: " + message);
        }

        @Override
        public void receiveOwn(long number, String id) {}

        @Override
        public void passed(Map<String, String> positions) {}
    }

    private static List<byte[]> fields(String... namesAndValues) {
        List<byte[]> fields = new ArrayList<>();
        for (String each : namesAndValues) {
            fields.add(each.getBytes(StandardCharsets.UTF_8));
        }
        return fields;
    }

    private List<String> warnings() {
        return log.lines().stream().filter(line -> line.startsWith("WARN")).toList();
    }

    private void readEntries(int times) {
        for (int i = 0; i < times; i++) {
            ENTRIES.forEach(each -> router.entry("socket.io", "1-1", each));
        }
    }

    private void hear(int times) {
        for (int i = 0; i < times; i++) {
            for (String each : List.of("", "{", "{}", "\u0001", "no message", DEEP, "{\"type\":3,\"uid\":\"u\"}")) {
                router.message(each.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void entries_malformed_areCountedAndLoggedOnceAMinute() {
        readEntries(100);
        clock.advance(Duration.ofSeconds(59));
        readEntries(100);

        assertThat(counters.unreadable.sum()).isEqualTo(200L * ENTRIES.size());
        assertThat(counters.received.sum()).isZero();
        assertThat(warnings()).hasSize(1).first().asString().contains("An entry of the stream was skipped: ");

        clock.advance(Duration.ofSeconds(1));
        readEntries(100);

        assertThat(warnings())
                .hasSize(2)
                .last()
                .asString()
                .contains("An entry of the stream was skipped, " + (200 * ENTRIES.size() - 1)
                        + " more since the last such line: ");
        assertThat(warnings()).noneMatch(line -> line.contains("of-a-client"));
    }

    @Test
    void messages_malformed_areCountedAndLoggedOnceAMinuteBesideEntries() {
        readEntries(1);
        hear(50);
        clock.advance(Duration.ofSeconds(59));
        hear(50);

        assertThat(counters.unreadable.sum()).isEqualTo(ENTRIES.size() + 700L);
        assertThat(warnings()).hasSize(2).last().asString().contains("A published message was skipped: ");

        clock.advance(Duration.ofSeconds(1));
        hear(50);

        assertThat(warnings()).hasSize(3).last().asString().contains("699 more since the last such line");
    }
}
