package dev.parley.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.cluster.ClusterBus.Lane;
import dev.parley.cluster.ClusterMessage;
import dev.parley.cluster.ClusterMessage.Kind;
import dev.parley.cluster.PublishException;
import dev.parley.socketio.Adapter.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/** What reaches another server when Redis or the way to it fails. */
@Tag("any-jdk")
final class RedisFaultTest {

    private static final String SENDER = "00000000000000aa";
    private static final String RECEIVER = "00000000000000bb";

    private RedisServer redis;
    private RedisCluster cluster;
    private final Queue<Integer> received = new ConcurrentLinkedQueue<>();
    private final Queue<RedisStreamsListener.Gap> gaps = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void start() throws Exception {
        redis = RedisServer.start("--appendonly", "no");
        cluster = new RedisCluster(redis, Dialect.V0_3);
    }

    @AfterEach
    void stop() {
        cluster.close();
        redis.close();
    }

    private RedisStreamsOptions.Builder patient() {
        return cluster.options().maxWait(Duration.ofMinutes(1)).listener(new RedisStreamsListener() {
            @Override
            public void onGap(String stream, Gap gap, long missing) {
                gaps.add(gap);
            }
        });
    }

    /** Several connections are made again one after the other, each with pauses. */
    private static void eventually(Callable<Boolean> condition) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofMinutes(1))
                .until(condition);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static ClusterMessage message(Object value) {
        return new ClusterMessage(SENDER, "/", Kind.BROADCAST, Map.of("i", value));
    }

    private void take(ClusterMessage message) {
        received.add(((Number) message.data().getOrDefault("i", -1)).intValue());
    }

    private static Lane open(RedisStreams bus) throws Exception {
        Lane lane = bus.open("/", SENDER);
        get(lane.start(message -> {}));
        return lane;
    }

    private RedisStreams receive() throws Exception {
        RedisStreams bus = cluster.bus(patient().build());
        get(bus.open("/", RECEIVER).start(this::take));
        return bus;
    }

    private static void publish(Lane lane, int from, int to) {
        for (int i = from; i < to; i++) {
            lane.publish(message(i));
        }
    }

    private void expect(int count) {
        eventually(() -> received.size() >= count);
        assertThat(received)
                .containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
    }

    @Test
    void redis_absentAtTheStart_isUsedWhenItComes() throws Exception {
        redis.kill();
        RedisStreams bus = cluster.bus(patient().build());
        Lane lane = bus.open("/", SENDER);
        CompletableFuture<Void> ready = lane.start(message -> {}).toCompletableFuture();
        CompletableFuture<Void> sent = lane.publish(message(1)).toCompletableFuture();
        eventually(() -> lane.health().reason().contains("Failed to connect"));
        assertThat(lane.health().link()).isEqualTo(Link.DISCONNECTED);
        assertThat(ready).isNotDone();

        redis.restart();

        get(ready);
        get(sent);
        eventually(() -> bus.health().link() == Link.CONNECTED);
        assertThat(get(lane.servers())).isEqualTo(1);
    }

    @Test
    void redis_killedAndBackWithoutData_eachMessageArrivesOnceAndTheGapIsReported() throws Exception {
        RedisStreams receiver = receive();
        Lane lane = open(cluster.bus(patient().build()));
        publish(lane, 0, 100);
        expect(100);
        redis.kill();
        eventually(() -> lane.health().link() == Link.DISCONNECTED);
        publish(lane, 100, 200);

        redis.restart();

        expect(200);
        eventually(() -> receiver.stats().gaps() > 0);
        assertThat(gaps).isNotEmpty();
    }

    @Test
    void connections_killedInABurst_eachMessageArrivesOnce() throws Exception {
        receive();
        Lane lane = open(cluster.bus(patient().build()));
        for (int round = 0; round < 5; round++) {
            publish(lane, round * 500, round * 500 + 500);
            try (Jedis jedis = redis.jedis()) {
                for (ClientType type : List.of(ClientType.NORMAL, ClientType.PUBSUB)) {
                    jedis.clientKill(
                            ClientKillParams.clientKillParams().type(type).skipMe(ClientKillParams.SkipMe.YES));
                }
            }
        }

        expect(2_500);
        eventually(() -> lane.health().link() == Link.CONNECTED);
        assertThat(get(lane.servers())).isEqualTo(2);
    }

    @Test
    void redis_stoppedForAWhile_eachMessageArrivesOnce() throws Exception {
        receive();
        Lane lane = open(cluster.bus(patient().build()));
        publish(lane, 0, 10);
        expect(10);
        redis.signal("STOP");
        publish(lane, 10, 20);
        eventually(() -> lane.health().link() == Link.DISCONNECTED);
        publish(lane, 20, 30);

        redis.signal("CONT");

        expect(30);
    }

    @Test
    void stream_trimmedBeforeItIsRead_isReported() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch reached = new CountDownLatch(1);
        RedisStreams receiver = cluster.bus(patient().maxLength(100).build());
        get(receiver.open("/", RECEIVER).start(message -> {
            reached.countDown();
            try {
                slow.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            take(message);
        }));
        Lane lane = open(cluster.bus(patient().maxLength(100).build()));
        publish(lane, 0, 1);
        reached.await();
        publish(lane, 1, 5_000);
        get(lane.publish(message(5_000)));

        slow.countDown();

        eventually(() -> received.contains(5_000));
        assertThat(gaps).contains(RedisStreamsListener.Gap.TRIMMED);
        assertThat(received).hasSizeLessThan(5_001).doesNotHaveDuplicates();
        assertThat(receiver.health().link()).isEqualTo(Link.BEHIND);
    }

    @Test
    void stream_emptyAtTheStartAndTrimmedBeforeTheFirstRead_isReportedAlsoWithoutNumbers() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        RedisStreamsOptions two = patient().streamCount(2).build();
        RedisStreams receiver = cluster.bus(two);
        get(receiver.open("/a", RECEIVER).start(this::take));
        get(receiver.open("/", RECEIVER).start(message -> {
            try {
                slow.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }));
        Lane lane = open(cluster.bus(two));
        publish(lane, 0, 1);
        // It is busy with the other stream for longer than it trusts a stream not to be trimmed.
        eventually(() -> receiver.stats().lagMillis() > 200);
        String script = "for i = 1, 200 do redis.call('XADD', KEYS[1], 'MAXLEN', '100', '*',"
                + " 'uid', 'node', 'nsp', '/a', 'type', '4', 'data', '{\"i\":' .. i .. '}') end";
        try (Jedis jedis = redis.jedis()) {
            jedis.eval(script, 1, cluster.name() + "-0");
        }

        slow.countDown();

        eventually(() -> received.contains(200));
        assertThat(received).hasSize(100);
        assertThat(gaps).containsExactly(RedisStreamsListener.Gap.TRIMMED);
    }

    @Test
    void health_streamKeepsLessThanTenSeconds_saysSoUntilLessIsWritten() throws Exception {
        RedisStreams bus = cluster.bus(patient().maxLength(100).readCount(50).build());
        Lane lane = open(bus);

        publish(lane, 0, 500);

        eventually(() -> bus.health().reason().contains("raise maxLength"));
        assertThat(bus.health().link()).isNotEqualTo(Link.DISCONNECTED);
        eventually(() -> bus.health().reason().isEmpty());
    }

    @Test
    void reader_busyWithAMessage_showsHowFarItIsBehind() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        RedisStreams receiver = cluster.bus(patient().build());
        get(receiver.open("/", RECEIVER).start(message -> {
            try {
                slow.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            take(message);
        }));
        assertThat(receiver.stats().lagMillis()).isZero();
        Lane lane = open(cluster.bus(cluster.options().build()));
        publish(lane, 0, 2_000);

        eventually(() -> receiver.stats().lagMillis() > 1_000);
        eventually(() -> receiver.health().link() == Link.BEHIND);
        slow.countDown();

        expect(2_000);
        eventually(() -> receiver.stats().lagMillis() == 0);
        eventually(() -> receiver.health().link() == Link.CONNECTED);
    }

    @Test
    void streams_several_carryEachNamespaceOnTheOneOfNode() throws Exception {
        List<String> namespaces = List.of("/", "/chat", "/admin", "/a", "/game", "/notifications");
        RedisStreamsOptions four = cluster.options().streamCount(4).build();
        RedisStreams one = cluster.bus(four);
        RedisStreams two = cluster.bus(four);
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        for (String namespace : namespaces) {
            Lane sender = one.open(namespace, SENDER + namespace);
            get(sender.start(message -> heard.add("back from " + message.namespace())));
            Lane receiver = two.open(namespace, RECEIVER + namespace);
            get(receiver.start(message -> heard.add(message.namespace())));
            get(sender.publish(new ClusterMessage(SENDER + namespace, namespace, Kind.BROADCAST, Map.of())));
            get(receiver.publish(new ClusterMessage(RECEIVER + namespace, namespace, Kind.BROADCAST, Map.of())));
        }

        eventually(() -> heard.size() == 2 * namespaces.size());
        assertThat(heard).doesNotHaveDuplicates().containsAll(namespaces);
        try (Jedis jedis = redis.jedis()) {
            assertThat(jedis.keys(cluster.name() + "*"))
                    .containsExactlyInAnyOrder(
                            cluster.name() + "-3",
                            cluster.name() + "-0",
                            cluster.name() + "-2",
                            cluster.name() + "-1",
                            cluster.name() + "--3");
        }
    }

    private static String event(String data, String rooms) {
        return "{\"packet\":{\"type\":2,\"data\":" + data + "},\"opts\":{\"rooms\":[" + rooms
                + "],\"except\":[],\"flags\":{}}}";
    }

    @Test
    void entries_foreignOrMalformed_areSkippedAndCounted() throws Exception {
        RedisStreams receiver = receive();
        Lane lane = open(cluster.bus(cluster.options().build()));
        List<Map<String, String>> entries = List.of(
                Map.of("hello", "world"),
                Map.of("uid", "x", "nsp", "/", "type", "three"),
                Map.of("uid", "x", "nsp", "/", "type", "3", "data", "{"),
                Map.of("uid", "x", "nsp", "/", "type", "3", "data", event("[\"e\",01]", "")),
                Map.of("uid", "x", "nsp", "/", "type", "3", "data", event("[\"e\",\"\\x\"]", "\"nobody\"")),
                Map.of("uid", "x", "nsp", "/", "type", "3", "data", event("[\"e\"", "")),
                Map.of("uid", "x", "nsp", "/", "type", "3", "data", "AAAA"));
        try (Jedis jedis = redis.jedis()) {
            entries.forEach(entry -> jedis.xadd(cluster.name(), StreamEntryID.NEW_ENTRY, entry));
            jedis.xadd(cluster.name(), StreamEntryID.NEW_ENTRY, Map.of("uid", "x", "nsp", "/", "type", "101"));
            jedis.xadd(cluster.name(), StreamEntryID.NEW_ENTRY, Map.of("uid", "x", "nsp", "/other", "type", "3"));
            jedis.publish(cluster.name() + "#/#", "hello");
        }
        publish(lane, 0, 1);

        expect(1);
        eventually(() -> receiver.stats().unreadable() == entries.size() + 1);
    }

    @Test
    void publish_longerThanAllowed_isRefusedAndTheNextOnesGoOn() throws Exception {
        receive();
        RedisStreams bus = cluster.bus(patient().maxMessageBytes(2_000).build());
        Lane lane = open(bus);

        assertThatThrownBy(() -> get(lane.publish(message("x".repeat(2_000)))))
                .hasCauseInstanceOf(PublishException.class);
        publish(lane, 0, 2);

        expect(2);
        assertThat(bus.stats().refused()).isEqualTo(1);
        assertThat(gaps).isEmpty();
    }

    @Test
    void publish_moreThanMayWait_isDroppedAndShowsAsAGap() throws Exception {
        receive();
        RedisStreams bus = cluster.bus(patient().maxWaiting(100).build());
        Lane lane = open(bus);
        publish(lane, 0, 1);
        expect(1);
        redis.signal("STOP");
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        for (int i = 1; i <= 150; i++) {
            sent.add(lane.publish(message(i)).toCompletableFuture());
        }
        assertThat(bus.stats().waiting()).isEqualTo(100);
        assertThat(bus.stats().dropped()).isEqualTo(50);
        assertThatThrownBy(() -> get(sent.get(149))).hasCauseInstanceOf(PublishException.class);

        redis.signal("CONT");
        get(sent.get(99));
        get(lane.publish(message(151)));

        eventually(() -> received.contains(151));
        assertThat(gaps).contains(RedisStreamsListener.Gap.SKIPPED);
    }

    @Test
    void publish_moreBytesThanMayWait_isDroppedAndShowsAsAGap() throws Exception {
        receive();
        int most = 64 * 1_024;
        RedisStreams bus = cluster.bus(patient().maxWaitingBytes(most).build());
        Lane lane = open(bus);
        publish(lane, 0, 1);
        expect(1);
        redis.signal("STOP");
        Map<String, Object> body = Map.of("i", 1, "text", "x".repeat(1_000));
        ClusterMessage message = new ClusterMessage(SENDER, "/", Kind.BROADCAST, body);
        CompletableFuture<Void> last = new CompletableFuture<>();
        int waiting = 0;
        while (bus.stats().dropped() == 0) {
            last = lane.publish(message).toCompletableFuture();
            waiting = bus.stats().waiting();
        }

        CompletableFuture<Void> dropped = last;
        assertThatThrownBy(() -> get(dropped))
                .cause()
                .isInstanceOf(PublishException.class)
                .hasFieldOrPropertyWithValue("fate", PublishException.Fate.UNSENT)
                .hasMessageContaining("too many messages wait for Redis");
        assertThat(waiting).isBetween(50, most / 1_000);
        assertThat(bus.stats().waitingBytes()).isBetween(most - 2_000L, (long) most);
        assertThat(bus.stats().dropped()).isEqualTo(1);

        redis.signal("CONT");
        eventually(() -> bus.stats().waiting() == 0);
        get(lane.publish(message(151)));

        assertThat(bus.stats().waitingBytes()).isZero();
        eventually(() -> received.contains(151));
        assertThat(received).hasSize(waiting + 2);
        assertThat(gaps).contains(RedisStreamsListener.Gap.SKIPPED);
    }

    @Test
    void redis_stoppedBeforeALongMessageIsWritten_endsItInTime() throws Exception {
        RedisStreams bus = cluster.bus(cluster.options()
                .maxWaitingBytes(16_000_000)
                .maxWait(Duration.ofSeconds(1))
                .build());
        Lane lane = open(bus);
        redis.signal("STOP");
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            // More than the buffers of a socket take.
            sent.add(lane.publish(message("x".repeat(4_000_000))).toCompletableFuture());
        }

        for (CompletableFuture<Void> each : sent) {
            assertThatThrownBy(() -> get(each)).hasCauseInstanceOf(PublishException.class);
        }
        assertThat(bus.stats().waitingBytes()).isZero();
    }

    @Test
    void password_wrong_isSaidWithoutShowingIt() throws Exception {
        try (RedisServer guarded = RedisServer.start("--requirepass", "right-one")) {
            RedisStreamsOptions wrong = RedisStreamsOptions.builder()
                    .url("redis://:wrong-one@127.0.0.1:" + guarded.port())
                    .build();
            try (RedisStreams bus = RedisStreams.connect(wrong)) {
                eventually(() -> bus.health().reason().contains("WRONGPASS"));
                assertThat(bus.health().toString() + wrong).doesNotContain("wrong-one");
            }
            try (RedisStreams bus = RedisStreams.connect("redis://:right-one@127.0.0.1:" + guarded.port())) {
                eventually(() -> bus.health().link() == Link.CONNECTED);
            }
        }
    }
}
