package dev.parley.cluster.redis;

import static dev.parley.conformance.SocketHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.Clustering;
import dev.parley.cluster.Order;
import dev.parley.cluster.redis.connection.MessageCodec;
import dev.parley.socketio.Adapter;
import dev.parley.socketio.SocketServer;
import dev.parley.testkit.LeakCheck;
import dev.parley.testkit.LocalClient;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.cluster.AdapterContract;
import dev.parley.testkit.cluster.ClusterClient;
import dev.parley.testkit.cluster.ClusterServer;
import dev.parley.testkit.cluster.DrainContract;
import dev.parley.testkit.cluster.RecoveryContract;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ClientKillParams;
import redis.clients.jedis.params.SetParams;

/** Clients return to any server of a cluster over Redis Streams. */
@Tag("any-jdk")
final class RedisRecoveryTest {

    private static final String KEYS = "sio:session:";

    private static RedisServer redis;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisServer.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (redis != null) {
            redis.close();
        }
    }

    private static RedisStreamsOptions.Builder options(String name) {
        return RedisStreamsOptions.builder().url(redis.url()).streamName(name).channelPrefix(name);
    }

    private static AdapterContract.Node node(RedisStreams bus) {
        return new AdapterContract.Node() {

            @Override
            public Clustering adapter() {
                return Clustering.over(bus).order(Order.LOG).sharedData(AdapterContract.NAME);
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

    private static int count(String pattern) {
        try (Jedis jedis = redis.jedis()) {
            return jedis.keys(pattern).size();
        }
    }

    /** Servers of one test, with keys and a stream of their own. */
    abstract static class OverStreams implements RecoveryContract, DrainContract {

        private static int tests;

        private final UnaryOperator<RedisStreamsOptions.Builder> more;
        private final List<RedisStreams> buses = new ArrayList<>();
        private String name = "";

        OverStreams(UnaryOperator<RedisStreamsOptions.Builder> more) {
            this.more = more;
        }

        @BeforeEach
        void open() {
            name = "recovery-" + ++tests;
        }

        @AfterEach
        void close() {
            buses.forEach(RedisStreams::close);
        }

        @Override
        public AdapterContract.Node node() {
            RedisStreams bus = RedisStreams.connect(
                    more.apply(options(name).sessionKeyPrefix(name + ':').patience(Duration.ofMinutes(1)))
                            .build());
            buses.add(bus);
            return RedisRecoveryTest.node(bus);
        }

        @Override
        public int sessions() {
            return count(name + ":*");
        }

        @Override
        public void pass(Duration time) {
            try (Jedis jedis = redis.jedis()) {
                for (String key : jedis.keys(name + ":*")) {
                    long left = jedis.pttl(key);
                    assertThat(left).isPositive();
                    jedis.pexpire(key, left - time.toMillis());
                }
            }
        }

        @Override
        public void trim() {
            try (Jedis jedis = redis.jedis()) {
                jedis.keys(name).forEach(stream -> jedis.xtrim(stream, 0, false));
                jedis.keys(name + "-*").forEach(stream -> jedis.xtrim(stream, 0, false));
            }
        }
    }

    @Nested
    final class OverOneStream extends OverStreams {
        OverOneStream() {
            super(options -> options);
        }
    }

    @Nested
    final class OverSeveralStreams extends OverStreams {
        OverSeveralStreams() {
            super(options -> options.streamCount(3).dialect(Dialect.V0_2));
        }
    }

    /** What is in Redis, and what becomes of clients when Redis does not work. */
    @Nested
    @ExtendWith(LeakCheck.class)
    final class InRedis {

        private final List<RedisStreams> buses = new ArrayList<>();

        @AfterEach
        void close() {
            buses.forEach(RedisStreams::close);
            try (Jedis jedis = redis.jedis()) {
                jedis.flushAll();
            }
        }

        private ClusterServer server() {
            return server(RecoveryContract.WINDOW);
        }

        private ClusterServer server(Duration window) {
            ClusterServer server =
                    ClusterServer.start(node(bus(options("in-redis"))), options -> options.recovery(window, false));
            server.join("/");
            return server;
        }

        private RedisStreams bus(RedisStreamsOptions.Builder options) {
            RedisStreams bus = RedisStreams.connect(options.build());
            buses.add(bus);
            return bus;
        }

        private ClusterClient lost(ClusterServer server) {
            ClusterClient client = server.client();
            server.io().emit("seen");
            client.expectNumbered("42[\"seen\"]").lose();
            eventually(() -> count(KEYS + client.pid()) == 1);
            return client;
        }

        private void put(String pid, byte[] value) {
            try (Jedis jedis = redis.jedis()) {
                byte[] key = (KEYS + pid).getBytes(StandardCharsets.UTF_8);
                jedis.set(key, value, SetParams.setParams().px(60_000));
            }
        }

        private void put(String pid, Map<String, @Nullable Object> session) {
            put(pid, Base64.getEncoder().encode(MessageCodec.packed(session)));
        }

        /** A read that brings nothing takes seconds. */
        @Test
        void session_ofAClientThatReceivedNothingOfAServerThatReadNothing_hasAStart() {
            ClusterServer one = server();
            ClusterClient first = lost(one);
            ClusterClient client = server().client();
            client.lose();
            eventually(() -> count(KEYS + client.pid()) == 1);

            try (Jedis jedis = redis.jedis()) {
                Map<String, @Nullable Object> session = MessageCodec.map(
                        MessageCodec.readPacked(Base64.getDecoder().decode(jedis.get(KEYS + client.pid()))));
                assertThat(session).containsEntry("start", first.offset());
            }
        }

        @Test
        void session_isInTheFormOfNode_withTheNamespaceAndTheStartBesides() {
            ClusterServer server = server();
            ClusterClient first = server.client();
            server.io().emit("seen");
            first.expectNumbered("42[\"seen\"]");
            ClusterClient client = server.client();
            client.socket().join("r");
            client.socket().set(AdapterContract.NAME, "Ann");
            client.socket().set(AdapterContract.SECRET, "do not tell");
            client.lose();
            eventually(() -> count(KEYS + client.pid()) == 1);

            try (Jedis jedis = redis.jedis()) {
                String value = jedis.get(KEYS + client.pid());
                Map<String, @Nullable Object> session = MessageCodec.map(
                        MessageCodec.readPacked(Base64.getDecoder().decode(value)));
                String id = client.socket().id();
                assertThat(session.keySet()).containsExactly("sid", "pid", "rooms", "data", "nsp", "start");
                assertThat(session)
                        .containsEntry("sid", id)
                        .containsEntry("pid", client.pid())
                        .containsEntry("nsp", "/")
                        .containsEntry("data", Map.of("name", "Ann"))
                        .containsEntry("start", first.offset());
                assertThat(session.get("rooms"))
                        .asInstanceOf(InstanceOfAssertFactories.list(String.class))
                        .containsExactlyInAnyOrder(id, "r");
                assertThat(jedis.pttl(KEYS + client.pid()))
                        .isBetween(RecoveryContract.WINDOW.toMillis() - 30_000, RecoveryContract.WINDOW.toMillis());
            }
        }

        @Test
        void session_windowIsOver_isGoneFromRedis() {
            ClusterServer server = server(Duration.ofMillis(300));
            ClusterClient client = server.client();
            server.io().emit("seen");
            client.expectNumbered("42[\"seen\"]").lose();
            eventually(() -> !client.socket().connected());
            eventually(() -> count(KEYS + client.pid()) == 0);

            assertThat(server.returning("/", client.pid(), client.offset())
                            .socket()
                            .recovered())
                    .isFalse();
        }

        @Test
        void session_malformed_isSkipped_andTheClientConnectsAnew() {
            ClusterServer server = server();
            ClusterClient known = server.client();
            server.io().emit("seen");
            String offset = known.expectNumbered("42[\"seen\"]").offset();
            List<Object> tooMany = new ArrayList<>();
            for (int i = 0; i < 10_001; i++) {
                tooMany.add("r" + i);
            }
            Map<String, @Nullable Object> good =
                    Map.of("sid", "s", "pid", "p", "rooms", List.of("s"), "data", Map.of());
            List<Map<String, @Nullable Object>> sessions = List.of(
                    Map.of(),
                    with(good, "sid", 7),
                    with(good, "sid", ""),
                    with(good, "sid", "x".repeat(5_000)),
                    with(good, "pid", "another"),
                    with(good, "rooms", "s"),
                    with(good, "rooms", List.of(List.of())),
                    with(good, "rooms", List.of("x".repeat(5_000))),
                    with(good, "rooms", tooMany));
            for (Map<String, @Nullable Object> session : sessions) {
                put("p", session);
                assertThat(server.returning("/", "p", offset).socket().recovered())
                        .as(session.toString())
                        .isFalse();
            }
            byte[] deep = new byte[2_000];
            Arrays.fill(deep, (byte) 0x91);
            List<byte[]> values = List.of(
                    "no base64!".getBytes(StandardCharsets.UTF_8),
                    Base64.getEncoder().encode(new byte[] {1}),
                    Base64.getEncoder().encode(deep),
                    new byte[StreamSessions.MAX_SESSION_BYTES + 1]);
            for (byte[] value : values) {
                put("p", value);
                assertThat(server.returning("/", "p", offset).socket().recovered())
                        .isFalse();
            }
            put("p", good);
            assertThat(server.returning("/", "p", offset).socket().recovered()).isTrue();
        }

        private Map<String, @Nullable Object> with(Map<String, @Nullable Object> map, String name, Object value) {
            Map<String, @Nullable Object> changed = new LinkedHashMap<>(map);
            changed.put(name, value);
            return changed;
        }

        @Test
        void session_dataThatDoNotFit_areLeftOut() {
            ClusterServer server = server();
            ClusterClient known = server.client();
            server.io().emit("seen");
            String offset = known.expectNumbered("42[\"seen\"]").offset();
            put("p", Map.of("sid", "s", "pid", "p", "rooms", List.of("s", "r"), "data", Map.of("name", 7, "x", 1)));

            ClusterClient client = server.returning("/", "p", offset);

            assertThat(client.socket().recovered()).isTrue();
            assertThat(client.socket().rooms()).isEqualTo(Set.of("s", "r"));
            assertThat(client.socket().get(AdapterContract.NAME)).isNull();
        }

        @Test
        void privateId_thatIsNone_reachesNoKey() {
            ClusterServer server = server();
            for (String pid : List.of("", "a b", "*", "x".repeat(65), "../x", "ä")) {
                put(pid, Map.of("sid", "s", "pid", pid, "rooms", List.of("s"), "data", Map.of()));

                assertThat(server.returning("/", pid, "1-1").socket().recovered())
                        .isFalse();
                assertThat(count("*session:*")).isEqualTo(1);
                try (Jedis jedis = redis.jedis()) {
                    jedis.del(KEYS + pid);
                }
            }
        }

        @Test
        void return_redisLostItsData_isANewClient() throws Exception {
            ClusterServer one = server();
            ClusterClient first = lost(one);
            String offset = first.offset();
            redis.kill();
            redis.restartEmpty();
            eventually(() -> Objects.requireNonNull(one.io().health().get("/")).link() != Adapter.Link.DISCONNECTED);
            put(first.pid(), Map.of("sid", "s", "pid", first.pid(), "rooms", List.of("s"), "data", Map.of()));

            assertThat(one.returning("/", first.pid(), offset).socket().recovered())
                    .isFalse();
        }

        @Test
        void return_connectionsToRedisWereBroken_isRecovered() {
            ClusterServer one = server();
            ClusterServer two = server();
            ClusterClient first = lost(one);
            lost(two);
            try (Jedis jedis = redis.jedis()) {
                jedis.clientKill(new ClientKillParams().skipMe(ClientKillParams.SkipMe.YES));
            }
            one.io().emit("missed");

            ClusterClient second = two.returning("/", first.pid(), first.offset());

            assertThat(second.socket().recovered()).isTrue();
            List<String> events = new ArrayList<>(second.missed());
            while (events.size() < 2) {
                // It is written when the writer has connected again.
                events.add(second.awaitNumbered());
            }
            assertThat(events).containsExactly("42[\"seen\"]", "42[\"missed\"]");
        }

        @Test
        void return_toAServerThatHasJustBegun_isRecovered() {
            ClusterServer one = server();
            ClusterClient first = lost(one);

            ClusterClient second = server().returning("/", first.pid(), first.offset());

            assertThat(second.socket().recovered()).isTrue();
        }

        @Test
        void return_afterItsServerWasClosed_isRecoveredByAnother() {
            ClusterServer one = server();
            ClusterServer two = server();
            ClusterClient first = one.client();
            one.io().emit("seen");
            first.expectNumbered("42[\"seen\"]");
            one.close();
            buses.get(0).close();
            assertThat(count(KEYS + first.pid())).isEqualTo(1);
            two.io().emit("missed");

            ClusterClient second = two.returning("/", first.pid(), first.offset());

            assertThat(second.missed()).containsExactly("42[\"missed\"]");
            assertThat(second.socket().recovered()).isTrue();
        }

        @Test
        void return_redisStopped_connectsAnewWithinItsTime() throws Exception {
            RedisStreams bus = bus(options("stopped"));
            SocketServer io = SocketServer.builder()
                    .adapter(Clustering.over(bus).recoverWithin(Duration.ofMillis(300)))
                    .recovery(RecoveryContract.WINDOW, false)
                    .build();
            LocalTransport transport = LocalTransport.of(io);
            io.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
            redis.signal("STOP");
            try {
                LocalClient client = LocalClient.connect(
                        transport,
                        LocalClient.Settings.defaults().withAuth(Map.of("pid", "p", "offset", "1795873274533-0")));

                // Redis is still stopped, so that it was the bound that let the client in.
                assertThat(client.connected()).isTrue();
            } finally {
                redis.signal("CONT");
                io.close();
                transport.close();
            }
        }
    }
}
