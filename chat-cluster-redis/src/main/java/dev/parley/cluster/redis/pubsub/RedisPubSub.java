package dev.parley.cluster.redis.pubsub;

import dev.parley.cluster.ClusterBus;
import dev.parley.socketio.Adapter;
import dev.parley.time.SystemScheduler;

/**
 * Carries the messages of a cluster by publish and subscribe of Redis, in the form of {@code @socket.io/redis-adapter} 8, classic or
 * sharded, so that servers of Parley and of Node share rooms. Thread-safe; needs Redis 5, or Redis 7 for sharded channels.
 *
 * <pre>{@code
 * RedisPubSub bus = RedisPubSub.connect("redis://localhost:6379");
 * SocketServer io = SocketServer.builder().adapter(Clustering.over(bus)).build();
 * }</pre>
 *
 * <p>Redis keeps nothing: a server misses what is published while it is not connected, and does not learn of it. Messages whose fate is
 * unknown when a connection breaks are not sent again. {@link dev.parley.cluster.redis.RedisStreams} loses less. Two threads and as many
 * connections serve all namespaces, and a third thread the channels of rooms; over a Redis Cluster one thread for each of its servers that
 * has channels takes the place of the one that subscribes. While Redis is away, what is sent waits, within bounds, and each server goes
 * on serving its own sockets.
 */
public final class RedisPubSub implements ClusterBus {

    private final PubSubBus bus;

    private RedisPubSub(RedisPubSubOptions options) {
        bus = new PubSubBus(options, new SystemScheduler("parley-redis"));
        bus.begin();
    }

    /**
     * Begins to connect, with the default options: in classic mode. Redis may be absent.
     *
     * @param url as {@link RedisPubSubOptions.Builder#url}
     * @return a bus, to be closed
     * @throws IllegalArgumentException if it is no address of Redis
     */
    public static RedisPubSub connect(String url) {
        return connect(RedisPubSubOptions.builder().url(url).build());
    }

    /**
     * Begins to connect. Redis may be absent: the bus connects when it is there.
     *
     * @param options the options
     * @return a bus, to be closed
     */
    public static RedisPubSub connect(RedisPubSubOptions options) {
        return new RedisPubSub(options);
    }

    @Override
    public Lane open(String namespace, String server) {
        return bus.options().mode().sharded()
                ? new ShardedLane(bus, namespace, server)
                : new ClassicLane(bus, namespace, server);
    }

    /**
     * How other servers are reached now.
     *
     * @return as for each of the namespaces
     */
    public Adapter.Health health() {
        return bus.links().health();
    }

    @Override
    public RedisPubSubStats stats() {
        return bus.stats();
    }

    /** Ends all lanes and gives up the connections; waits for what is still to be sent, a second at most. */
    @Override
    public void close() {
        bus.close();
    }
}
