package dev.parley.cluster.redis;

import static dev.parley.conformance.SocketHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.Clustering;
import dev.parley.cluster.Order;
import dev.parley.cluster.redis.server.RedisServers;
import dev.parley.socketio.Adapter;
import dev.parley.testkit.LeakCheck;
import dev.parley.testkit.cluster.AdapterContract;
import dev.parley.testkit.cluster.ClusterClient;
import dev.parley.testkit.cluster.ClusterServer;
import dev.parley.testkit.cluster.RecoveryContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Clients return to any server of a cluster over a Redis Cluster, and over a master with sentinels. */
@Tag("any-jdk")
final class RedisClusterRecoveryTest {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static AdapterContract.Node node(RedisStreams bus) {
        return new AdapterContract.Node() {

            @Override
            public Adapter.Factory adapter() {
                return Clustering.over(bus)
                        .order(Order.LOG)
                        .sharedData(AdapterContract.NAME)
                        .recoverWithin(Duration.ofSeconds(20));
            }

            @Override
            public void cut() {
                throw new AssertionError("nobody is cut off");
            }

            @Override
            public void mend() {
                throw new AssertionError("nobody is cut off");
            }
        };
    }

    /** Buses and servers of one test. */
    abstract static class OverRedis {

        final List<RedisStreams> buses = new ArrayList<>();
        String name = "";

        abstract RedisServers redis() throws Exception;

        boolean sharded() {
            return false;
        }

        @BeforeEach
        void names() {
            name = "recovery-" + NUMBER.incrementAndGet();
        }

        @AfterEach
        void close() {
            buses.forEach(RedisStreams::close);
        }

        /** On a busy machine nothing is to go out without its position. */
        Duration patience() {
            return Duration.ofMinutes(1);
        }

        RedisStreams bus() {
            try {
                RedisStreams bus = RedisStreams.connect(RedisStreamsOptions.builder()
                        .servers(redis())
                        .streamName(name)
                        .channelPrefix(name)
                        .shardedPubSub(sharded())
                        .sessionKeyPrefix(name + ':')
                        .maxWait(Duration.ofMinutes(1))
                        .patience(patience())
                        .build());
                buses.add(bus);
                return bus;
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        }

        ClusterServer newServer() {
            ClusterServer server =
                    ClusterServer.start(node(bus()), options -> options.recovery(RecoveryContract.WINDOW, false));
            server.join("/");
            return server;
        }

        static ClusterClient seen(ClusterServer server) {
            ClusterClient client = server.client();
            server.io().to(client.socket().id()).emit("seen");
            return client.expectNumbered("42[\"seen\"]");
        }

        static void logged(ClusterServer server, String event) {
            server.io()
                    .emit(event)
                    .flushed()
                    .toCompletableFuture()
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();
        }

        static void expectRecovered(ClusterServer server, ClusterClient lost, String... missed) {
            ClusterClient again = server.returning("/", lost.pid(), lost.offset());
            assertThat(again.socket().recovered()).isTrue();
            assertThat(again.socket().id()).isEqualTo(lost.socket().id());
            assertThat(again.missed()).containsExactly(missed);
        }
    }

    @Nested
    final class OverSlots extends OverRedis implements RecoveryContract {

        private static ServerCluster redis;

        @BeforeAll
        static void start() throws Exception {
            redis = ServerCluster.start("any");
        }

        @AfterAll
        static void stop() {
            if (redis != null) {
                redis.close();
            }
        }

        @Override
        RedisServers redis() {
            return redis.redis();
        }

        @Override
        boolean sharded() {
            return true;
        }

        @Override
        public AdapterContract.Node node() {
            return RedisClusterRecoveryTest.node(bus());
        }

        private void onKeys(String form, Function<Jedis, Function<String, Object>> change) {
            List<Set<String>> keys = redis.keys(form);
            for (int i = 0; i < keys.size(); i++) {
                for (String key : keys.get(i)) {
                    ServerCluster.ask(
                            redis.masters().get(i), jedis -> change.apply(jedis).apply(key));
                }
            }
        }

        @Override
        public int sessions() {
            return redis.keys(name + ":*").stream().mapToInt(Set::size).sum();
        }

        @Override
        public void pass(Duration time) {
            onKeys(name + ":*", jedis -> key -> jedis.pexpire(key, jedis.pttl(key) - time.toMillis()));
        }

        @Override
        public void trim() {
            onKeys(name, jedis -> key -> jedis.xtrim(key, 0, false));
        }

        @Test
        void return_ofManyAtOnce_sessionsAreOnAllServersAndAllAreRecovered() {
            ClusterServer one = newServer();
            ClusterServer two = newServer();
            List<ClusterClient> clients =
                    IntStream.range(0, 40).mapToObj(i -> seen(one)).toList();
            clients.forEach(ClusterClient::lose);
            eventually(() -> sessions() == 40);
            assertThat(redis.keys(name + ":*")).hasSize(3).noneMatch(Set::isEmpty);
            logged(one, "missed");

            List<CompletableFuture<Void>> all = clients.stream()
                    .map(client -> CompletableFuture.runAsync(
                            () -> expectRecovered(two, client, "42[\"missed\"]"), task -> new Thread(task).start()))
                    .toList();

            all.forEach(CompletableFuture::join);
            assertThat(sessions()).isZero();
        }

        @Test
        void return_slotsHaveMoved_isRecovered() {
            ClusterServer one = newServer();
            ClusterServer two = newServer();
            ClusterClient client = seen(one);
            // Both have a connection for sessions, which is to the server that had the slot.
            ClusterClient before = seen(two);
            before.lose();
            client.lose();
            eventually(() -> sessions() == 2);
            expectRecovered(one, before);
            String key = name + ':' + client.pid();
            redis.move(key);
            redis.move(name);
            logged(one, "missed");

            expectRecovered(two, client, "42[\"missed\"]");
            assertThat(sessions()).isZero();
        }

        @Test
        void return_slotIsOnTheMove_isSavedAndTakenWhereItIs() {
            ClusterServer one = newServer();
            ClusterServer two = newServer();
            ClusterClient client = seen(one);
            ClusterClient later = seen(one);
            String key = name + ':' + client.pid();
            client.lose();
            eventually(() -> sessions() == 1);
            // A slot on the move has some of its keys here and some there.
            redis.beginMove(key);
            redis.moveKey(key);
            logged(one, "missed");

            expectRecovered(two, client, "42[\"missed\"]");
            redis.endMove(key);

            String laterKey = name + ':' + later.pid();
            if (JedisClusterCRC16.getSlot(laterKey) != JedisClusterCRC16.getSlot(key)) {
                redis.beginMove(laterKey);
                later.lose();
                eventually(() -> sessions() == 1);
                assertThat(ServerCluster.<Set<String>>ask(redis.owner(laterKey), jedis -> jedis.keys(name + ":*")))
                        .isEmpty();
                expectRecovered(two, later, "42[\"missed\"]");
                redis.endMove(laterKey);
            }
        }

        @Test
        void return_streamIsOnTheMove_isReadWhereItIs() {
            ClusterServer one = newServer();
            ClusterServer two = newServer();
            ClusterClient client = seen(one);
            ClusterClient reader = two.client();
            client.lose();
            eventually(() -> sessions() == 1);
            logged(one, "missed");
            reader.expectNumbered("42[\"missed\"]");
            redis.beginMove(name);
            redis.moveKey(name);

            CompletableFuture<Void> returned = CompletableFuture.runAsync(
                    () -> expectRecovered(two, client, "42[\"missed\"]"), task -> new Thread(task).start());
            returned.orTimeout(60, TimeUnit.SECONDS).join();
            redis.endMove(name);
        }
    }

    @Nested
    @ExtendWith(LeakCheck.class)
    final class AfterAFailover extends OverRedis {

        private SentinelSet redis;

        @BeforeEach
        void start() throws Exception {
            redis = SentinelSet.start(Certificates.ofThisMachine());
        }

        @AfterEach
        void stop() {
            if (redis != null) {
                redis.close();
            }
        }

        @Override
        RedisServers redis() throws Exception {
            return redis.servers().build();
        }

        @Override
        Duration patience() {
            return Duration.ofMillis(250);
        }

        @Test
        void return_masterWasKilledMeanwhile_isRecoveredByTheOtherServer() throws Exception {
            ClusterServer one = newServer();
            ClusterServer two = newServer();
            ClusterClient client = seen(one);
            client.lose();
            String key = name + ':' + client.pid();
            eventually(() -> onReplica(jedis -> jedis.exists(key)));
            logged(one, "before");
            eventually(() -> onReplica(jedis -> jedis.xlen(name) == 2));

            redis.master().kill();
            logged(two, "behind");
            // It went out at once, and is written when the replica is the master.
            eventually(() -> replicaTells(jedis -> jedis.xlen(name) == 3));

            expectRecovered(two, client, "42[\"before\"]", "42[\"behind\"]");
        }

        /** While it becomes the master it may close connections. */
        private boolean replicaTells(Function<Jedis, Boolean> question) {
            try {
                return onReplica(question);
            } catch (JedisConnectionException closed) {
                return false;
            }
        }

        private <T> T onReplica(Function<Jedis, T> question) {
            return ServerCluster.ask(redis.replica(), question);
        }
    }
}
