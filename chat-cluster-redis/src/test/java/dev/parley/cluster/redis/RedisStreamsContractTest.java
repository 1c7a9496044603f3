package dev.parley.cluster.redis;

import dev.parley.cluster.Order;
import dev.parley.testkit.cluster.AdapterContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** Clusters over Redis Streams do what every cluster does, in each dialect and order. */
@Tag("any-jdk")
final class RedisStreamsContractTest {

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

    abstract static class InOneDialect implements AdapterContract {

        private final Dialect dialect;
        private final Order order;
        private RedisCluster cluster;

        InOneDialect(Dialect dialect, Order order) {
            this.dialect = dialect;
            this.order = order;
        }

        @BeforeEach
        void open() {
            cluster = new RedisCluster(redis, dialect);
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
    final class InV03 extends InOneDialect {
        InV03() {
            super(Dialect.V0_3, Order.LOCAL_FIRST);
        }
    }

    @Nested
    final class InV02 extends InOneDialect {
        InV02() {
            super(Dialect.V0_2, Order.LOCAL_FIRST);
        }
    }

    @Nested
    final class InBoth extends InOneDialect {
        InBoth() {
            super(Dialect.BOTH, Order.LOCAL_FIRST);
        }
    }

    @Nested
    final class InTheOrderOfTheStream extends InOneDialect {
        InTheOrderOfTheStream() {
            super(Dialect.V0_3, Order.LOG);
        }
    }
}
