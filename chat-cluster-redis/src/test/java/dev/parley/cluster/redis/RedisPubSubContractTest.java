package dev.parley.cluster.redis;

import dev.parley.cluster.redis.pubsub.PubSubMode;
import dev.parley.testkit.cluster.AdapterContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** Clusters by publish and subscribe do what every cluster does, in each mode. */
@Tag("any-jdk")
final class RedisPubSubContractTest {

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

    abstract static class InOneMode implements AdapterContract {

        private final PubSubMode mode;
        private RedisCluster cluster;

        InOneMode(PubSubMode mode) {
            this.mode = mode;
        }

        @BeforeEach
        void open() {
            cluster = new RedisCluster(redis, mode);
        }

        @AfterEach
        void close() {
            cluster.close();
        }

        @Override
        public Node node() {
            return cluster.node();
        }
    }

    @Nested
    final class Classic extends InOneMode {
        Classic() {
            super(PubSubMode.CLASSIC);
        }
    }

    @Nested
    final class ShardedStatic extends InOneMode {
        ShardedStatic() {
            super(PubSubMode.SHARDED_STATIC);
        }
    }

    @Nested
    final class ShardedDynamic extends InOneMode {
        ShardedDynamic() {
            super(PubSubMode.SHARDED_DYNAMIC);
        }
    }

    @Nested
    final class ShardedDynamicPrivate extends InOneMode {
        ShardedDynamicPrivate() {
            super(PubSubMode.SHARDED_DYNAMIC_PRIVATE);
        }
    }
}
