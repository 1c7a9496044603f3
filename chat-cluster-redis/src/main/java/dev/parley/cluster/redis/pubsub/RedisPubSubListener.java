package dev.parley.cluster.redis.pubsub;

import dev.parley.socketio.Adapter;

/**
 * Is notified of what happens to a {@link RedisPubSub}. Its methods are called by the threads of the bus, one at a time for each of
 * them, and must not block; what they throw is logged.
 */
public interface RedisPubSubListener {

    /**
     * The way to the other servers changed. What others published while this server was disconnected is lost; it is not known how much
     * that is.
     *
     * @param health how it is now
     */
    default void onHealth(Adapter.Health health) {}
}
