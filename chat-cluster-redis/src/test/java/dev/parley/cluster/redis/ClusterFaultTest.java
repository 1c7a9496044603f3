package dev.parley.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.clients.CommandProcess;
import dev.parley.clients.NodeMembers;
import dev.parley.socketio.Adapter.Link;
import dev.parley.testkit.fault.CuttableProxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/**
 * What clients of two processes of Parley and one of Node get when a process, Redis or the way to it fails: whatever is emitted reaches
 * each of them once and in order, unless a gap is reported, and the clients of the sender do not wait for Redis.
 */
@Tag("any-jdk")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClusterFaultTest {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterFaultTest.class);
    private static final String STREAM = "faults";
    private static final int MAX_LENGTH = 1_000;

    /** One server and its client. */
    private interface Server {

        JsonNode run(String operation, Object... members) throws Exception;

        default void emit(String name, int from, int to) throws Exception {
            run("emitMany", "name", name, "from", from, "to", to);
        }

        default List<String> seen(String name) throws Exception {
            List<String> values = new ArrayList<>();
            run("seen", "name", name).forEach(each -> values.add(each.asText()));
            return values;
        }

        default Link link() throws Exception {
            return Link.valueOf(run("health").get("link").asText());
        }
    }

    private final List<AutoCloseable> opened = new ArrayList<>();
    private RedisServer redis;
    private CommandProcess firstProcess;
    private CommandProcess secondProcess;
    private Server first;
    private Server second;
    private Server node;

    @BeforeAll
    void start() throws Exception {
        redis = RedisServer.start("--appendonly", "yes", "--appendfsync", "always", "--appenddirname", "aof");
        opened.add(redis);
        NodeMembers members = NodeMembers.start("adapter-0.3.1", String.valueOf(redis.port()), STREAM);
        opened.add(members);
        members.run(0, "connect", "name", "client");
        node = (operation, values) -> members.run(0, operation, values);
        startFirst(redis.url());
        startSecond();
    }

    @BeforeEach
    void settle() throws Exception {
        eventually(
                () -> first.run("count").intValue() == 4 && second.run("count").intValue() == 4);
        for (Server each : all()) {
            each.run("forget");
        }
    }

    @AfterEach
    void report(TestInfo test) throws Exception {
        LOG.info("{}: own clients waited {} ms at most until now", test.getDisplayName(), first.run("longest"));
    }

    @AfterAll
    void stop() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private void startFirst(String url) throws Exception {
        firstProcess = process(url);
        first = (operation, values) -> firstProcess.run(0, operation, values);
    }

    private void startSecond() throws Exception {
        secondProcess = process(redis.url());
        second = (operation, values) -> secondProcess.run(0, operation, values);
    }

    private CommandProcess process(String url) throws Exception {
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
                        "LOCAL_FIRST")
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        Path.of("target", "server-main.log").toFile())));
        opened.add(process);
        return process;
    }

    private static void eventually(Callable<Boolean> condition) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(50))
                .atMost(Duration.ofMinutes(3))
                .until(condition);
    }

    private static List<String> values(String name, int count) {
        return IntStream.range(0, count).mapToObj(i -> name + ':' + i).toList();
    }

    /** All have got what one server emitted, once and in order; what comes last shows that nothing comes again. */
    private static void expect(String name, int count, Server sender, List<Server> servers) throws Exception {
        sender.emit(name + "-end", 0, 1);
        for (Server server : servers) {
            eventually(() -> !server.seen(name + "-end").isEmpty());
            assertThat(server.seen(name)).isEqualTo(values(name, count));
        }
    }

    /** The client of the sender has got all while the others are out of reach. */
    private static void expectAtOnce(String name, int count, Server server) throws Exception {
        eventually(() -> server.seen(name).size() == count);
        assertThat(server.link()).isEqualTo(Link.DISCONNECTED);
    }

    private static void awaitLink(Server server, Link link) {
        eventually(() -> server.link() == link);
    }

    private List<Server> all() {
        return List.of(first, second, node);
    }

    @Test
    void server_killed_othersGoOnWithoutItAndItComesBack() throws Exception {
        second.emit("a", 0, 100);
        expect("a", 100, second, all());

        secondProcess.kill();
        first.emit("b", 0, 100);
        expect("b", 100, first, List.of(first, node));
        eventually(() -> first.run("count").intValue() == 3);
        assertThat(first.run("fetch").get("silent").intValue()).isZero();

        startSecond();
        eventually(() -> first.run("count").intValue() == 4);
        first.emit("c", 0, 100);
        second.emit("d", 0, 100);
        expect("c", 100, first, all());
        expect("d", 100, second, all());
        assertThat(second.seen("b")).isEmpty();
    }

    @Test
    void server_stopped_countsAsSilentAndCatchesUp() throws Exception {
        secondProcess.signal("STOP");
        first.emit("a", 0, 200);
        expect("a", 200, first, List.of(first, node));
        JsonNode reply = first.run("fetch");
        assertThat(reply.get("silent").intValue()).isEqualTo(1);
        assertThat(reply.get("count").intValue()).isEqualTo(2);

        secondProcess.signal("CONT");

        expect("a", 200, first, all());
        assertThat(second.run("gaps")).isEmpty();
        eventually(() -> first.run("fetch").get("silent").intValue() == 0);
    }

    @Test
    void server_stoppedForLongerThanTheStreamLasts_reportsTheGapWithinASecondAndGoesOn() throws Exception {
        secondProcess.signal("STOP");
        first.emit("a", 0, 5 * MAX_LENGTH);
        eventually(() -> first.run("stats").get("waiting").intValue() == 0);

        secondProcess.signal("CONT");

        first.emit("b", 0, 100);
        expect("b", 100, first, all());
        assertThat(second.run("gaps").toString()).contains("TRIMMED");
        assertThat(second.run("gapAfterStop").intValue()).isLessThanOrEqualTo(1_000);
        assertThat(second.seen("a"))
                .hasSizeLessThan(5 * MAX_LENGTH)
                .doesNotHaveDuplicates()
                .isSubsetOf(values("a", 5 * MAX_LENGTH));
        assertThat(first.seen("a")).isEqualTo(values("a", 5 * MAX_LENGTH));
    }

    @Test
    void redis_killedAndBackWithItsData_losesNothing() throws Exception {
        first.emit("a", 0, 200);
        redis.kill();
        awaitLink(first, Link.DISCONNECTED);
        first.emit("a", 200, 400);
        second.emit("b", 0, 200);
        expectAtOnce("a", 400, first);

        redis.restart();

        expect("a", 400, first, all());
        expect("b", 200, second, all());
        assertThat(first.run("gaps")).isEmpty();
        assertThat(second.run("gaps")).isEmpty();
    }

    @Test
    void redis_killedAndBackWithoutItsData_losesNothingThatWaitsAndReportsTheGap() throws Exception {
        first.emit("a", 0, 200);
        expect("a", 200, first, all());
        redis.kill();
        awaitLink(first, Link.DISCONNECTED);
        first.emit("b", 0, 200);
        second.emit("c", 0, 200);
        expectAtOnce("b", 200, first);

        redis.restartEmpty();

        expect("b", 200, first, all());
        expect("c", 200, second, all());
        // Who connects after another has written finds its last entry trimmed; who is first, that the stream was lost.
        assertThat(first.run("gaps")).isNotEmpty();
        assertThat(second.run("gaps")).isNotEmpty();
        eventually(() -> first.run("count").intValue() == 4);
    }

    @Test
    void connections_allKilledAgainAndAgain_loseNothing() throws Exception {
        int before = first.run("stats").get("reconnects").intValue();
        for (int round = 0; round < 5; round++) {
            first.emit("a", 100 * round, 100 * round + 100);
            second.emit("b", 100 * round, 100 * round + 100);
            try (Jedis jedis = redis.jedis()) {
                for (ClientType type : List.of(ClientType.NORMAL, ClientType.PUBSUB)) {
                    jedis.clientKill(
                            ClientKillParams.clientKillParams().type(type).skipMe(ClientKillParams.SkipMe.YES));
                }
            }
            int reconnects = before + round + 1;
            eventually(() ->
                    first.run("stats").get("reconnects").intValue() >= reconnects && first.link() != Link.DISCONNECTED);
        }

        expect("a", 500, first, all());
        expect("b", 500, second, all());
        eventually(() -> first.run("count").intValue() == 4);
    }

    @Test
    void way_cutWithoutAWord_losesNothingWhenItIsBack() throws Exception {
        CuttableProxy way = new CuttableProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), redis.port()));
        opened.add(way);
        firstProcess.kill();
        startFirst("redis://127.0.0.1:" + way.port());
        eventually(() -> second.run("count").intValue() == 4);
        way.freeze();
        first.emit("a", 0, 200);
        second.emit("b", 0, 200);
        awaitLink(first, Link.DISCONNECTED);
        first.emit("a", 200, 400);
        expectAtOnce("a", 400, first);
        expect("b", 200, second, List.of(second, node));

        way.thaw();

        expect("a", 400, first, all());
        expect("b", 200, second, all());
        assertThat(first.run("gaps")).isEmpty();
        assertThat(second.run("gaps")).isEmpty();
        firstProcess.kill();
        startFirst(redis.url());
    }

    @Test
    void redis_outOfMemory_takesAllWhenItHasRoomAgain() throws Exception {
        refuseFor("OOM", "CONFIG SET maxmemory 1", "CONFIG SET maxmemory 0");
    }

    @Test
    void redis_readOnly_takesAllWhenItIsNotAnyMore() throws Exception {
        int nobody = RedisServer.freePort();
        refuseFor("READONLY", "REPLICAOF 127.0.0.1 " + nobody, "REPLICAOF NO ONE");
    }

    private void refuseFor(String why, String begin, String end) throws Exception {
        first.emit("a", 0, 100);
        expect("a", 100, first, all());
        command(begin);
        first.emit("b", 0, 200);
        eventually(() -> first.run("health").get("reason").asText().contains(why));
        expectAtOnce("b", 200, first);

        command(end);

        expect("b", 200, first, all());
        awaitLink(first, Link.CONNECTED);
        assertThat(first.run("stats").get("refused").intValue()).isZero();
        assertThat(second.run("gaps")).isEmpty();
    }

    private void command(String line) {
        try (Jedis jedis = redis.jedis()) {
            String[] words = line.split(" ");
            jedis.sendCommand(
                    () -> words[0].getBytes(StandardCharsets.US_ASCII),
                    List.of(words).subList(1, words.length).toArray(String[]::new));
        }
    }
}
