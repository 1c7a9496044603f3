package dev.parley.cluster.redis;

import dev.parley.cluster.ClusterBus;
import dev.parley.cluster.Clustering;
import dev.parley.cluster.Order;
import dev.parley.socketio.Adapter;
import dev.parley.testkit.cluster.AdapterContract;
import dev.parley.testkit.cluster.OrderContract;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** Own broadcasts in the order of a stream. */
@Tag("any-jdk")
final class RedisOrderTest implements OrderContract {

    private static RedisServer redis;

    private RedisCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisServer.start();
    }

    @AfterAll
    static void stop() {
        if (redis != null) {
            redis.close();
        }
    }

    @BeforeEach
    void open() {
        cluster = new RedisCluster(redis, Dialect.V0_3);
    }

    @AfterEach
    void close() {
        release();
        cluster.close();
    }

    @Override
    public AdapterContract.Node node() {
        ClusterBus bus = cluster.bus(cluster.options()
                .patience(Duration.ofMinutes(1))
                .maxWait(Duration.ofMinutes(1))
                .build());
        return new AdapterContract.Node() {

            @Override
            public Adapter.Factory adapter() {
                return Clustering.over(bus).order(Order.LOG);
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

    @Override
    public void hold() {
        signal("STOP");
    }

    @Override
    public void release() {
        signal("CONT");
    }

    private static void signal(String signal) {
        try {
            redis.signal(signal);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }
}
