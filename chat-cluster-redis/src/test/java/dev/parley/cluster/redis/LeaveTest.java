package dev.parley.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.ClusterBus;
import dev.parley.cluster.Clustering;
import dev.parley.cluster.redis.pubsub.PubSubMode;
import dev.parley.socketio.RemoteSocket;
import dev.parley.socketio.SocketServer;
import dev.parley.socketio.SocketServerBuilder;
import dev.parley.socketio.event.ClusterReply;
import dev.parley.testkit.LocalClient;
import dev.parley.testkit.LocalTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A server that leaves while Redis hangs does not wait for it, and the others know it when Redis goes on. */
@Tag("any-jdk")
final class LeaveTest {

    /** A second for what waits, one for sessions, and the rest for a busy machine. */
    private static final Duration MOST = Duration.ofSeconds(10);

    private RedisServer redis;
    private final List<Node> nodes = new ArrayList<>();

    /** A server with one client. */
    private record Node(SocketServer io, LocalTransport transport, ClusterBus bus) {

        int servers() throws Exception {
            return io.of("/").adapter().serverCount().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }

        ClusterReply<List<RemoteSocket>> fetch() throws Exception {
            return io.of("/")
                    .except()
                    .fetchSockets(Duration.ofSeconds(30))
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
        }

        /** As operations.md has it: first the server, then its bus. */
        void leave() {
            io.shutdown().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
            bus.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        redis = RedisServer.start("--appendonly", "no");
    }

    @AfterEach
    void stop() throws Exception {
        redis.signal("CONT");
        for (Node node : nodes) {
            node.leave();
            node.transport.close();
        }
        redis.close();
    }

    private Node node(RedisCluster cluster) throws Exception {
        ClusterBus bus = cluster.bus();
        SocketServerBuilder server = SocketServer.builder().adapter(Clustering.over(bus));
        if (bus.isLog()) {
            server.recovery(Duration.ofMinutes(2), false);
        }
        SocketServer io = server.build();
        LocalTransport transport = LocalTransport.of(io);
        LocalClient.connect(transport);
        io.ready().toCompletableFuture().get(60, TimeUnit.SECONDS);
        Node node = new Node(io, transport, bus);
        nodes.add(node);
        return node;
    }

    private static void eventually(Callable<Boolean> condition) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(50))
                .atMost(Duration.ofMinutes(1))
                .until(condition);
    }

    static Stream<Named<Function<RedisServer, RedisCluster>>> clusters() {
        return Stream.of(
                Named.of("streams 0.3", of -> new RedisCluster(of, Dialect.V0_3)),
                // Servers of 0.2 that cannot say that they leave are missed after 10 seconds.
                Named.of("streams 0.2", of -> new RedisCluster(of, Dialect.V0_2)),
                Named.of("streams 0.2 and 0.3", of -> new RedisCluster(of, Dialect.BOTH)),
                Named.of("classic", of -> new RedisCluster(of, PubSubMode.CLASSIC)),
                Named.of("sharded", of -> new RedisCluster(of, PubSubMode.SHARDED_DYNAMIC)));
    }

    @ParameterizedTest
    @MethodSource("clusters")
    void close_whileRedisHangs_doesNotWaitAndTheOthersKnowWhenItGoesOn(Function<RedisServer, RedisCluster> kind)
            throws Exception {
        RedisCluster cluster = kind.apply(redis);
        Node stays = node(cluster);
        Node leaves = node(cluster);
        Node staysToo = node(cluster);
        for (Node each : nodes) {
            eventually(() -> each.servers() == 3);
        }
        assertThat(stays.fetch().value()).hasSize(3);
        redis.signal("STOP");
        for (int i = 0; i < 1_000; i++) {
            leaves.io.emit("x", "y".repeat(1_000));
        }

        CompletableFuture.runAsync(leaves::leave, task -> new Thread(task).start())
                .get(MOST.toSeconds(), TimeUnit.SECONDS);
        leaves.transport.close();
        nodes.remove(leaves);
        redis.signal("CONT");

        for (Node each : List.of(stays, staysToo)) {
            eventually(() -> each.servers() == 2);
            ClusterReply<List<RemoteSocket>> reply = each.fetch();
            assertThat(reply.complete()).isTrue();
            assertThat(reply.value()).hasSize(2);
        }
    }
}
