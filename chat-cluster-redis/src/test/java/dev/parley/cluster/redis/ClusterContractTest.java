package dev.parley.cluster.redis;

import dev.parley.cluster.Order;
import dev.parley.cluster.redis.pubsub.PubSubMode;
import dev.parley.cluster.redis.server.RedisServers;
import dev.parley.testkit.cluster.AdapterContract;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/**
 * Clusters of servers over a Redis Cluster do what every cluster does. The contract waits for answers by what is sent behind them on
 * another channel, which keeps its place on one server of Redis only; {@link NodeInteropTest} has the channels on all of them.
 */
@Tag("any-jdk")
final class ClusterContractTest {

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

    abstract static class OverRedisCluster implements AdapterContract {

        private final Function<RedisServers, RedisCluster> clusters;
        private final Order order;
        private RedisCluster cluster;

        OverRedisCluster(Order order, Function<RedisServers, RedisCluster> clusters) {
            this.order = order;
            this.clusters = clusters;
        }

        @BeforeEach
        void open() {
            cluster = clusters.apply(redis.redis()).inOneSlot();
        }

        @AfterEach
        void close() {
            cluster.close();
        }

        @Override
        public Node node() {
            return cluster.node(order);
        }
    }

    @Nested
    final class Streams extends OverRedisCluster {
        Streams() {
            super(Order.LOCAL_FIRST, servers -> new RedisCluster(servers, Dialect.V0_3, true));
        }
    }

    @Nested
    final class StreamsInOrder extends OverRedisCluster {
        StreamsInOrder() {
            super(Order.LOG, servers -> new RedisCluster(servers, Dialect.V0_3, true));
        }
    }

    @Nested
    final class StreamsOf02 extends OverRedisCluster {
        StreamsOf02() {
            super(Order.LOCAL_FIRST, servers -> new RedisCluster(servers, Dialect.V0_2, false));
        }
    }

    @Nested
    final class ShardedDynamicPrivate extends OverRedisCluster {
        ShardedDynamicPrivate() {
            super(Order.LOCAL_FIRST, servers -> new RedisCluster(servers, PubSubMode.SHARDED_DYNAMIC_PRIVATE));
        }
    }

    @Nested
    final class ShardedStatic extends OverRedisCluster {
        ShardedStatic() {
            super(Order.LOCAL_FIRST, servers -> new RedisCluster(servers, PubSubMode.SHARDED_STATIC));
        }
    }
}
