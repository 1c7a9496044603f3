package dev.parley.cluster.redis;

import static dev.parley.conformance.SocketHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.ClusterBus;
import dev.parley.cluster.ClusterMessage;
import dev.parley.cluster.ClusterMessage.Kind;
import dev.parley.cluster.Clustering;
import dev.parley.cluster.Emitter;
import dev.parley.cluster.redis.pubsub.PubSubMode;
import dev.parley.socketio.SocketServer;
import dev.parley.testkit.LocalClient;
import dev.parley.testkit.LocalTransport;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages that can be read, but do not have the fields of their kind: servers skip and count them, and go on. */
@Tag("any-jdk")
final class SkippedByServersTest {

    private static final String STRANGER = "00000000000000ff";
    private static final Map<String, Object> OPTS = Map.of("rooms", List.of(), "except", List.of(), "flags", Map.of());

    private static final List<ClusterMessage> MALFORMED = List.of(
            message(Kind.JOIN, Map.of("opts", OPTS, "rooms", 3)),
            message(Kind.LEAVE, Map.of("opts", OPTS, "rooms", List.of(1))),
            message(Kind.JOIN, Map.of("opts", Map.of("rooms", "all", "except", List.of()), "rooms", List.of("r"))),
            message(Kind.SERVER_SIDE, Map.of("packet", List.of())),
            message(Kind.SERVER_SIDE, Map.of("packet", List.of(1, "x"))));

    static Stream<Named<Function<RedisServer, RedisCluster>>> clusters() {
        return Stream.of(
                Named.of("streams 0.3", of -> new RedisCluster(of, Dialect.V0_3)),
                Named.of("streams 0.2", of -> new RedisCluster(of, Dialect.V0_2)),
                Named.of("sharded", of -> new RedisCluster(of, PubSubMode.SHARDED_STATIC)));
    }

    private static ClusterMessage message(Kind kind, Map<String, Object> data) {
        return new ClusterMessage(STRANGER, "/", kind, Map.copyOf(data));
    }

    @ParameterizedTest
    @MethodSource("clusters")
    void messages_withoutTheFieldsOfTheirKind_areSkippedAndCounted(Function<RedisServer, RedisCluster> kind)
            throws Exception {
        try (RedisServer redis = RedisServer.start();
                RedisCluster cluster = kind.apply(redis)) {
            ClusterBus bus = cluster.bus();
            SocketServer io =
                    SocketServer.builder().adapter(Clustering.over(bus)).build();
            LocalTransport transport = LocalTransport.of(io);
            LocalClient client = LocalClient.connect(transport);
            io.ready().toCompletableFuture().get(60, TimeUnit.SECONDS);
            ClusterBus others = cluster.bus();
            ClusterBus.Lane stranger = others.open("/", STRANGER);

            for (ClusterMessage each : MALFORMED) {
                stranger.publish(each).toCompletableFuture().get(60, TimeUnit.SECONDS);
            }
            Emitter.over(others).emit("good", 1);

            assertThat(client.next("good").get(0, Integer.class)).isEqualTo(1);
            eventually(() -> bus.stats().unreadable() == MALFORMED.size());
            io.shutdown().toCompletableFuture().get(60, TimeUnit.SECONDS);
            transport.close();
        }
    }
}
