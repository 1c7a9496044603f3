package dev.parley.cluster.redis;

import dev.parley.cluster.ClusterBus;
import dev.parley.socketio.Adapter;
import dev.parley.time.SystemScheduler;

/**
 * Carries the messages of a cluster over Redis Streams, in the form of {@code @socket.io/redis-streams-adapter}, so that servers of
 * Parley and of Node share rooms. Thread-safe; needs Redis 5 or later.
 *
 * <pre>{@code
 * RedisStreams bus = RedisStreams.connect("redis://localhost:6379");
 * SocketServer io = SocketServer.builder().adapter(Clustering.over(bus)).build();
 * }</pre>
 *
 * <p>Broadcasts and commands to sockets are entries of a stream, which no server misses while it is away for a short time; questions
 * and answers are published and reach who listens. Three threads and as many connections serve all namespaces; over a Redis Cluster
 * there is one that reads for each stream, and one that subscribes for each server that has channels. While Redis is away, what is sent
 * waits, within bounds, and each server goes on serving its own sockets. An entry whose fate is unknown when a connection breaks is
 * looked for, and sent again if Redis does not have it.
 */
public final class RedisStreams implements ClusterBus {

    private final SystemScheduler clock = new SystemScheduler("parley-redis");
    private final StreamBus bus;

    private RedisStreams(RedisStreamsOptions options) {
        bus = new StreamBus(options, clock);
        bus.begin();
    }

    /**
     * Begins to connect, with the default options. Redis may be absent.
     *
     * @param url as {@link RedisStreamsOptions.Builder#url}
     * @return a bus, to be closed
     * @throws IllegalArgumentException if it is no address of Redis
     */
    public static RedisStreams connect(String url) {
        return connect(RedisStreamsOptions.builder().url(url).build());
    }

    /**
     * Begins to connect. Redis may be absent: the bus connects when it is there.
     *
     * @param options the options
     * @return a bus, to be closed
     */
    public static RedisStreams connect(RedisStreamsOptions options) {
        return new RedisStreams(options);
    }

    @Override
    public boolean isLog() {
        return true;
    }

    @Override
    public Lane open(String namespace, String server) {
        return new StreamLane(bus, namespace, server);
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
    public RedisStreamsStats stats() {
        return bus.stats();
    }

    /** Ends all lanes and gives up the connections; waits for what is still to be sent, a second at most. */
    @Override
    public void close() {
        bus.close();
        clock.close();
    }
}
