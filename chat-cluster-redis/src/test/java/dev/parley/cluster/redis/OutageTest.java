package dev.parley.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.clients.CommandProcess;
import dev.parley.socketio.Adapter.Link;
import dev.parley.testkit.fault.CuttableProxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/**
 * What outages of Redis are to the clients of two processes in {@code Order.LOG} that send 200 messages a second each: own clients get each
 * event within a second, by the clock of their process, and the other server's get each once and in order. What is measured is longer on a
 * machine that does not run the threads of a process when they are due; how much that was is measured beside it, and counts as much more.
 */
@Tag("any-jdk")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OutageTest {

    private static final Logger LOG = LoggerFactory.getLogger(OutageTest.class);
    private static final String STREAM = "outages";
    private static final int RATE = 200;
    private static final int MAX_LENGTH = 10_000;
    /** Own clients wait no longer, in milliseconds: a third of an outage, and more than a busy machine adds. */
    private static final int MOST = 1_000;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private RedisServer redis;
    private CuttableProxy way;
    private Sender first;
    private Sender second;

    /** One server, and what it emits. */
    private record Sender(String name, CommandProcess process) {

        JsonNode run(String operation, Object... members) throws Exception {
            return process.run(0, operation, members);
        }

        List<String> seen(String from) throws Exception {
            List<String> values = new ArrayList<>();
            run("seen", "name", from).forEach(each -> values.add(each.asText()));
            return values;
        }

        int sent() throws Exception {
            return run("paced").intValue();
        }

        Link link() throws Exception {
            return Link.valueOf(run("health").get("link").asText());
        }
    }

    @BeforeAll
    void start() throws Exception {
        redis = RedisServer.start("--appendonly", "yes", "--appendfsync", "always", "--appenddirname", "aof");
        opened.add(redis);
        way = new CuttableProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), redis.port()));
        opened.add(way);
        first = sender("a", "redis://127.0.0.1:" + way.port());
        second = sender("b", redis.url());
    }

    @AfterAll
    void stop() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private Sender sender(String name, String url) throws Exception {
        CommandProcess process = CommandProcess.of(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServerMain.class.getName(),
                        url,
                        STREAM,
                        String.valueOf(MAX_LENGTH),
                        "LOG")
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        Path.of("target", "server-main.log").toFile())));
        opened.add(process);
        return new Sender(name, process);
    }

    private static void eventually(Callable<Boolean> condition) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofMinutes(3))
                .until(condition);
    }

    private List<Sender> both() {
        return List.of(first, second);
    }

    @BeforeEach
    void warm() throws Exception {
        for (Sender each : both()) {
            eventually(() -> each.link() == Link.CONNECTED);
        }
        begin(RATE);
        expectAll(RATE);
    }

    private void begin(int count) throws Exception {
        for (Sender each : both()) {
            each.run("forget");
        }
        for (Sender each : both()) {
            each.run("emitPaced", "name", each.name(), "count", count, "rate", RATE);
        }
    }

    /** Time passes by what was emitted. */
    private void until(double seconds) {
        eventually(() -> first.sent() >= RATE * seconds);
    }

    private static List<String> values(String name, int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> name + ':' + i).toList();
    }

    private void expectAll(int count) throws Exception {
        for (Sender receiver : both()) {
            for (Sender sender : both()) {
                expect(receiver, sender, values(sender.name(), 0, count));
            }
            assertThat(receiver.run("gaps")).isEmpty();
        }
    }

    private static void expect(Sender receiver, Sender sender, List<String> values) throws Exception {
        eventually(() -> receiver.seen(sender.name()).size() >= values.size());
        assertThat(receiver.seen(sender.name())).containsExactlyElementsOf(values);
    }

    /** The bound of the promise, for all own clients of all that was emitted. */
    private void expectInTime(String outage) throws Exception {
        for (Sender each : both()) {
            JsonNode delays = each.run("delays");
            LOG.info(
                    "{}, {}: {} ({} local first)",
                    outage,
                    each.name(),
                    delays,
                    each.run("stats").get("localFirst"));
            assertThat(delays.get("running").intValue())
                    .as("%s, %s: %s", outage, each.name(), delays)
                    .isLessThanOrEqualTo(MOST);
        }
    }

    /** What comes behind it shows that nothing comes twice. */
    private void expectOnceInTime(String outage, int count) throws Exception {
        for (Sender each : both()) {
            eventually(() -> each.sent() == count);
        }
        expectAll(count);
        expectInTime(outage);
        begin(RATE / 10);
        expectAll(RATE / 10);
    }

    @Test
    void redis_killedForThreeSecondsAndBackWithItsData_losesAndDoublesNothingAndDelaysNobody() throws Exception {
        begin(7 * RATE);
        until(1);
        redis.kill();
        until(4);
        redis.restart();

        expectOnceInTime("killed, back with its data", 7 * RATE);
    }

    @Test
    void redis_killedForThreeSecondsAndBackWithoutItsData_delaysNobodyAndLosesNothingThatWaits() throws Exception {
        begin(7 * RATE);
        until(1);
        redis.kill();
        int[] sent = {first.sent(), second.sent()};
        until(4);
        redis.restartEmpty();
        for (Sender each : both()) {
            eventually(() -> each.sent() == 7 * RATE);
        }

        for (Sender each : both()) {
            expect(each, each, values(each.name(), 0, 7 * RATE));
        }
        expectInTime("killed, back without its data");
        expectButForWhatWasInRedis(second, first, sent[0]);
        expectButForWhatWasInRedis(first, second, sent[1]);
    }

    /** What Redis had taken and nobody had read is lost with it, and reported. */
    private void expectButForWhatWasInRedis(Sender receiver, Sender sender, int before) throws Exception {
        List<String> all = values(sender.name(), 0, 7 * RATE);
        eventually(() -> receiver.seen(sender.name()).contains(all.get(all.size() - 1)));
        List<String> seen = receiver.seen(sender.name());
        assertThat(seen).doesNotHaveDuplicates().isSubsetOf(all).containsAll(all.subList(before, all.size()));
        assertThat(seen).isSortedAccordingTo((one, other) -> all.indexOf(one) - all.indexOf(other));
        assertThat(receiver.run("gaps")).isNotEmpty();
    }

    @Test
    void redis_stoppedForThreeSeconds_losesAndDoublesNothingAndDelaysNobody() throws Exception {
        begin(7 * RATE);
        until(1);
        redis.signal("STOP");
        until(4);
        redis.signal("CONT");

        expectOnceInTime("stopped", 7 * RATE);
    }

    @Test
    void connections_allKilledEachHalfSecond_losesAndDoublesNothingAndDelaysNobody() throws Exception {
        begin(9 * RATE);
        for (int round = 1; round <= 14; round++) {
            until(round / 2.0);
            try (Jedis jedis = redis.jedis()) {
                for (ClientType type : List.of(ClientType.NORMAL, ClientType.PUBSUB)) {
                    jedis.clientKill(
                            ClientKillParams.clientKillParams().type(type).skipMe(ClientKillParams.SkipMe.YES));
                }
            }
        }

        expectOnceInTime("connections killed", 9 * RATE);
    }

    @Test
    void way_frozenForThreeSeconds_losesAndDoublesNothingAndDelaysNobody() throws Exception {
        begin(7 * RATE);
        until(1);
        way.freeze();
        until(4);
        way.thaw();

        expectOnceInTime("way frozen", 7 * RATE);
    }

    @Test
    void way_cutForThreeSeconds_losesAndDoublesNothingAndDelaysNobody() throws Exception {
        begin(7 * RATE);
        until(1);
        way.cut();
        until(4);
        way.mend();

        expectOnceInTime("way cut", 7 * RATE);
    }
}
