package dev.parley.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.ClusterBus.Lane;
import dev.parley.cluster.ClusterMessage;
import dev.parley.cluster.ClusterMessage.Kind;
import dev.parley.cluster.redis.server.RedisServers;
import dev.parley.socketio.Adapter.Health;
import dev.parley.socketio.Adapter.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/** A bus goes on when sentinels make the replica of its master the master; with TLS everywhere, too. */
@Tag("any-jdk")
final class SentinelTest {

    private static final String SENDER = "00000000000000aa";
    private static final String RECEIVER = "00000000000000bb";

    @Nested
    final class WithPasswords extends OverSentinels {

        @Override
        SentinelSet start() throws Exception {
            return SentinelSet.start(null);
        }
    }

    @Nested
    final class WithTlsAndUsers extends OverSentinels {

        @Override
        SentinelSet start() throws Exception {
            return SentinelSet.start(Certificates.ofThisMachine());
        }

        @AfterEach
        void nobodyCameInTheClear() {
            assertThat(redis.plainConnections()).isEmpty();
        }
    }

    abstract static class OverSentinels {

        private final List<RedisStreams> buses = new ArrayList<>();
        private final Queue<Integer> received = new ConcurrentLinkedQueue<>();
        private final Queue<Integer> own = new ConcurrentLinkedQueue<>();
        private final Queue<RedisStreamsListener.Gap> gaps = new ConcurrentLinkedQueue<>();
        private final Queue<Link> links = new ConcurrentLinkedQueue<>();
        SentinelSet redis;

        abstract SentinelSet start() throws Exception;

        @BeforeEach
        void open() throws Exception {
            redis = start();
        }

        @AfterEach
        void stop() {
            buses.forEach(RedisStreams::close);
            if (redis != null) {
                redis.close();
            }
        }

        /** Sentinels whose processes were not run for two seconds decide nothing for half a minute. */
        private static void eventually(Callable<Boolean> condition) {
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(10))
                    .atMost(Duration.ofMinutes(3))
                    .until(condition);
        }

        private static <T> T get(CompletionStage<T> stage) throws Exception {
            return stage.toCompletableFuture().get(180, TimeUnit.SECONDS);
        }

        private RedisStreams bus(RedisServers servers) {
            RedisStreams bus = RedisStreams.connect(RedisStreamsOptions.builder()
                    .servers(servers)
                    .maxWait(Duration.ofMinutes(1))
                    .listener(new RedisStreamsListener() {
                        @Override
                        public void onGap(String stream, Gap gap, long missing) {
                            gaps.add(gap);
                        }

                        @Override
                        public void onHealth(Health health) {
                            links.add(health.link());
                        }
                    })
                    .build());
            buses.add(bus);
            return bus;
        }

        private static ClusterMessage message(int value) {
            return new ClusterMessage(SENDER, "/", Kind.BROADCAST, Map.of("i", value));
        }

        private void publish(Lane lane, int from, int to) {
            for (int i = from; i < to; i++) {
                int value = i;
                lane.publish(message(i), id -> own.add(value));
            }
        }

        private void expect(int count) {
            List<Integer> all = IntStream.range(0, count).boxed().toList();
            eventually(() -> received.size() >= count && own.size() >= count);
            assertThat(received).containsExactlyElementsOf(all);
            assertThat(own).containsExactlyElementsOf(all);
        }

        private Lane openBoth() throws Exception {
            RedisStreams receiver = bus(redis.servers().build());
            get(receiver.open("/", RECEIVER)
                    .start(message -> received.add(((Number) message.data().getOrDefault("i", -1)).intValue())));
            RedisStreams sender = bus(redis.servers().build());
            Lane lane = sender.open("/", SENDER);
            get(lane.start(message -> {}));
            eventually(() -> sender.health().link() == Link.CONNECTED);
            publish(lane, 0, 100);
            expect(100);
            return lane;
        }

        private long entriesOnReplica() {
            try (Jedis jedis = redis.replica().jedis()) {
                return jedis.xlen("socket.io");
            }
        }

        @Test
        void master_killed_theBusGoesOnWithTheNextOneAndOwnSocketsDoNotWait() throws Exception {
            Lane lane = openBoth();
            links.clear();
            // What a replica has not got yet is lost with its master, and reported.
            eventually(() -> entriesOnReplica() == 100);

            redis.master().kill();
            publish(lane, 100, 200);
            eventually(() -> own.size() == 200);
            assertThat(lane.health().link()).isEqualTo(Link.DISCONNECTED);
            assertThat(received).hasSize(100);

            expect(200);
            eventually(() -> buses.stream().allMatch(bus -> bus.health().link() == Link.CONNECTED));
            assertThat(get(lane.servers())).isEqualTo(2);
            assertThat(links).contains(Link.DISCONNECTED);
            assertThat(gaps).isEmpty();
            assertThat(entriesOnReplica()).isEqualTo(200);
        }

        @Test
        void master_killedBeforeItsReplicaHasEverything_theGapIsReportedAndNothingThatWaitsIsLost() throws Exception {
            Lane lane = openBoth();
            try (Jedis first = redis.master().jedis();
                    Jedis second = redis.replica().jedis()) {
                // What is written from now on is not on the replica.
                second.configSet("masterauth", "wrong");
                first.clientKill(ClientKillParams.clientKillParams().type(ClientType.REPLICA));
            }
            publish(lane, 100, 150);
            expect(150);

            redis.master().kill();
            publish(lane, 150, 200);

            expect(200);
            eventually(() -> !gaps.isEmpty());
            assertThat(gaps).isSubsetOf(RedisStreamsListener.Gap.STREAM_LOST, RedisStreamsListener.Gap.TRIMMED);
        }

        @Test
        void sentinels_allButOneGoneOrOfAnotherMaster_theBusConnects() throws Exception {
            redis.sentinels().get(0).kill();
            RedisStreams bus = bus(redis.servers().build());
            eventually(() -> bus.health().link() == Link.CONNECTED);

            String sentinel = "127.0.0.1:" + redis.sentinels().get(1).port();
            RedisStreams lost = bus(RedisServers.sentinels("another", sentinel)
                    .sentinelPassword(SentinelSet.SENTINEL_PASSWORD.toCharArray())
                    .build());
            eventually(() -> lost.health().reason().contains("knows no master another"));
            RedisStreams refused =
                    bus(redis.servers().sentinelPassword("wrong".toCharArray()).build());
            eventually(() -> refused.health().reason().contains("WRONGPASS"));
        }
    }
}
