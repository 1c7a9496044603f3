package dev.parley.cluster.redis.pubsub;

/** Which adapter of {@code @socket.io/redis-adapter} the other servers of a cluster have, and how it subscribes. */
public enum PubSubMode {
    /** {@code createAdapter}: every server receives every message. {@code @socket.io/redis-emitter} sends to these servers. */
    CLASSIC,
    /** {@code createShardedAdapter} with {@code subscriptionMode: "static"}: one channel for all rooms of a namespace. Redis 7. */
    SHARDED_STATIC,
    /**
     * {@code createShardedAdapter} with {@code subscriptionMode: "dynamic"}, its default: one channel for each room that is not that of
     * a single socket, which only servers with sockets in it receive. Redis 7.
     */
    SHARDED_DYNAMIC,
    /**
     * {@code createShardedAdapter} with {@code subscriptionMode: "dynamic-private"}: one channel for each room, that of a single
     * socket too. Redis 7.
     */
    SHARDED_DYNAMIC_PRIVATE;

    /** Whether the channels are sharded ones. */
    boolean sharded() {
        return this != CLASSIC;
    }

    /** Whether rooms have channels. */
    boolean dynamic() {
        return this == SHARDED_DYNAMIC || this == SHARDED_DYNAMIC_PRIVATE;
    }

    /** Whether this room has one. */
    boolean hasChannel(String room) {
        // What is as long as the id of a socket counts as one.
        return this == SHARDED_DYNAMIC_PRIVATE || (this == SHARDED_DYNAMIC && room.length() != 20);
    }
}
