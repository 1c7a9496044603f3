package dev.parley.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.cluster.ClusterBus;
import dev.parley.cluster.ClusterBus.Lane;
import dev.parley.cluster.ClusterMessage;
import dev.parley.cluster.ClusterMessage.Kind;
import dev.parley.cluster.redis.pubsub.PubSubMode;
import dev.parley.cluster.redis.pubsub.RedisPubSub;
import dev.parley.cluster.redis.pubsub.RedisPubSubOptions;
import dev.parley.cluster.redis.server.RedisServers;
import dev.parley.socketio.Adapter.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What reaches another server when a server of a Redis Cluster fails, or a slot moves. */
@Tag("any-jdk")
final class RedisClusterFaultTest {

    private static final String SENDER = "00000000000000aa";
    private static final String RECEIVER = "00000000000000bb";
    private static final String STREAM = "socket.io";
    private static final String CHANNEL = "socket.io#/#";

    private final List<ClusterBus> buses = new ArrayList<>();
    private final Queue<Integer> received = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> own = new ConcurrentLinkedQueue<>();
    private final Queue<RedisStreamsListener.Gap> gaps = new ConcurrentLinkedQueue<>();
    private @Nullable ServerCluster running;
    private boolean encrypted;

    private void start(String key) throws Exception {
        running = ServerCluster.start(key);
    }

    private void start(String key, boolean encrypted) throws Exception {
        running = ServerCluster.start(key, encrypted ? Certificates.ofThisMachine() : null);
        this.encrypted = encrypted;
    }

    private ServerCluster redis() {
        return Objects.requireNonNull(running);
    }

    @AfterEach
    void stop() throws Exception {
        List<String> plain = encrypted ? redis().plainConnections() : List.of();
        for (ClusterBus each : buses) {
            each.close();
        }
        if (running != null) {
            running.close();
        }
        assertThat(plain).isEmpty();
    }

    private static void eventually(Callable<Boolean> condition) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofMinutes(1))
                .until(condition);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private RedisStreams streams(int count) {
        RedisStreams bus = RedisStreams.connect(RedisStreamsOptions.builder()
                .servers(redis().redis())
                .shardedPubSub(true)
                .streamCount(count)
                .maxWait(Duration.ofMinutes(1))
                .listener(new RedisStreamsListener() {
                    @Override
                    public void onGap(String stream, Gap gap, long missing) {
                        gaps.add(gap);
                    }
                })
                .build());
        buses.add(bus);
        return bus;
    }

    private RedisPubSub pubSub() {
        RedisPubSub bus = RedisPubSub.connect(RedisPubSubOptions.builder()
                .servers(redis().redis())
                .mode(PubSubMode.SHARDED_DYNAMIC)
                .maxWait(Duration.ofMinutes(1))
                .build());
        buses.add(bus);
        return bus;
    }

    private static ClusterMessage message(String namespace, int value, String... rooms) {
        return new ClusterMessage(
                SENDER, namespace, Kind.BROADCAST, Map.of("i", value, "opts", Map.of("rooms", List.of(rooms))));
    }

    private void take(ClusterMessage message) {
        received.add(((Number) message.data().getOrDefault("i", -1)).intValue());
    }

    private void publish(Lane lane, int from, int to) {
        for (int i = from; i < to; i++) {
            int value = i;
            lane.publish(message("/", i), id -> own.add(value));
        }
    }

    private void expect(int count) {
        List<Integer> all = IntStream.range(0, count).boxed().toList();
        eventually(() -> received.size() >= count && own.size() >= count);
        assertThat(received).containsExactlyElementsOf(all);
        assertThat(own).containsExactlyElementsOf(all);
    }

    private Lane openBoth(ClusterBus sender, ClusterBus receiver) throws Exception {
        get(receiver.open("/", RECEIVER).start(this::take));
        Lane lane = sender.open("/", SENDER);
        get(lane.start(message -> {}));
        return lane;
    }

    private static long entries(RedisServer server) {
        return ServerCluster.<Long>ask(server, jedis -> jedis.xlen(STREAM));
    }

    private long entriesOnReplica() {
        return ServerCluster.<Long>ask(redis().replica(), jedis -> {
            jedis.readonly();
            return jedis.xlen(STREAM);
        });
    }

    @ParameterizedTest(name = "encrypted {0}")
    @ValueSource(booleans = {false, true})
    void masterOfTheStream_killed_theBusGoesOnWithItsReplicaAndOwnSocketsDoNotWait(boolean tls) throws Exception {
        start(STREAM, tls);
        RedisStreams receiver = streams(1);
        Lane lane = openBoth(streams(1), receiver);
        publish(lane, 0, 100);
        expect(100);
        // What a replica has not got yet is lost with its master, and reported.
        eventually(() -> entriesOnReplica() == 100);

        redis().owner(STREAM).kill();
        publish(lane, 100, 200);
        eventually(() -> own.size() == 200);
        assertThat(lane.health().link()).isEqualTo(Link.DISCONNECTED);
        assertThat(received).hasSize(100);

        expect(200);
        eventually(() ->
                lane.health().link() == Link.CONNECTED && receiver.health().link() == Link.CONNECTED);
        assertThat(get(lane.servers())).isEqualTo(2);
        assertThat(gaps).isEmpty();
        assertThat(entries(redis().replica())).isEqualTo(200);
    }

    @ParameterizedTest(name = "encrypted {0}")
    @ValueSource(booleans = {false, true})
    void slotOfTheStream_moved_eachMessageArrivesOnceAndInOrder(boolean tls) throws Exception {
        start(STREAM, tls);
        Lane lane = openBoth(streams(1), streams(1));
        publish(lane, 0, 100);
        expect(100);

        publish(lane, 100, 1_000);
        redis().move(STREAM);
        publish(lane, 1_000, 2_000);

        expect(2_000);
        eventually(() -> lane.health().link() == Link.CONNECTED);
        assertThat(gaps).isEmpty();
        assertThat(entries(redis().other(STREAM))).isEqualTo(2_000);
    }

    @Test
    void streams_severalOnSeveralServers_carryEachNamespace() throws Exception {
        start(STREAM);
        RedisStreams sender = streams(4);
        RedisStreams receiver = streams(4);
        List<String> namespaces = List.of("/", "/chat", "/admin", "/a", "/game", "/notifications");
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        for (String namespace : namespaces) {
            get(receiver.open(namespace, RECEIVER + namespace).start(message -> heard.add(message.namespace())));
            Lane lane = sender.open(namespace, SENDER + namespace);
            get(lane.start(message -> {}));
            get(lane.publish(message(namespace, 1)));
        }

        eventually(() -> heard.size() == namespaces.size());
        assertThat(heard).doesNotHaveDuplicates();
        eventually(() -> receiver.health().link() == Link.CONNECTED);
    }

    @ParameterizedTest(name = "encrypted {0}")
    @ValueSource(booleans = {false, true})
    void slotOfAChannel_moved_isSubscribedToWhereItIs(boolean tls) throws Exception {
        start(CHANNEL, tls);
        RedisPubSub receiver = pubSub();
        Lane lane = openBoth(pubSub(), receiver);
        get(lane.publish(message("/", 1)));
        eventually(() -> received.contains(1));

        redis().move(CHANNEL);

        eventually(() -> ServerCluster.ask(redis().other(CHANNEL), jedis -> jedis.pubsubShardNumSub(CHANNEL))
                .containsValue(2L));
        get(lane.publish(message("/", 2)));
        eventually(() -> received.contains(2));
        assertThat(get(lane.servers())).isEqualTo(2);
        assertThat(receiver.stats().reconnects()).isZero();
        assertThat(received).containsExactly(1, 2);
    }

    @Test
    void masterOfAChannel_killed_otherChannelsGoOnAndItsReplicaTakesOver() throws Exception {
        start(CHANNEL);
        RedisPubSub receiver = pubSub();
        get(receiver.open("/", RECEIVER).start(this::take));
        Lane lane = pubSub().open("/", SENDER);
        get(lane.start(message -> {}));
        Lane rooms = receiver.open("/", "00000000000000cc");
        get(rooms.start(message -> {}));
        String elsewhere = IntStream.range(0, 1_000)
                .mapToObj(i -> "room" + i)
                .filter(room -> redis().owner(CHANNEL + room + '#') != redis().owner(CHANNEL))
                .findFirst()
                .orElseThrow();
        Lane member = receiver.open("/", "00000000000000dd");
        get(member.start(this::take));
        member.roomChanged(elsewhere, true);
        eventually(() -> ServerCluster.ask(
                        redis().owner(CHANNEL + elsewhere + '#'),
                        jedis -> jedis.pubsubShardNumSub(CHANNEL + elsewhere + '#'))
                .containsValue(1L));

        redis().owner(CHANNEL).kill();
        var waits = lane.publish(message("/", 1));
        get(lane.publish(message("/", 2, elsewhere)));
        eventually(() -> received.contains(2));
        assertThat(received).doesNotContain(1);
        assertThat(lane.health().link()).isEqualTo(Link.DISCONNECTED);

        waits.toCompletableFuture().handle((done, failed) -> null).get(60, TimeUnit.SECONDS);
        eventually(() ->
                receiver.health().link() == Link.CONNECTED && lane.health().link() == Link.CONNECTED);
        get(lane.publish(message("/", 3)));
        eventually(() -> received.contains(3));
    }

    @Test
    void cluster_thatIsNone_isSaid() throws Exception {
        try (RedisServer single = RedisServer.start()) {
            RedisStreams bus = RedisStreams.connect(RedisStreamsOptions.builder()
                    .servers(RedisServers.cluster("127.0.0.1:" + single.port()).build())
                    .dialect(Dialect.V0_2)
                    .build());
            buses.add(bus);
            eventually(() -> bus.health().reason().contains("cluster support disabled"));
            assertThat(bus.health().link()).isEqualTo(Link.DISCONNECTED);
        }
    }

    @Test
    void options_thatNoServerOfAClusterCanCarry_areRefused() {
        RedisServers cluster = RedisServers.cluster("a").build();

        assertThatThrownBy(() -> RedisStreamsOptions.builder().servers(cluster).build())
                .hasMessageContaining("shardedPubSub");
        assertThatThrownBy(() -> RedisStreamsOptions.builder()
                        .dialect(Dialect.BOTH)
                        .shardedPubSub(true)
                        .build())
                .hasMessageContaining("0.2");
        assertThatThrownBy(() -> RedisPubSubOptions.builder().servers(cluster).build())
                .hasMessageContaining("sharded mode");
    }
}
