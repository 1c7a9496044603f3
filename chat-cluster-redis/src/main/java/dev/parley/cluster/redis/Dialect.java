package dev.parley.cluster.redis;

/** Which version of {@code @socket.io/redis-streams-adapter} the other servers of a cluster understand. */
public enum Dialect {
    /** Version 0.3: questions and answers go by publish and subscribe. Servers of 0.2 answer no question. */
    V0_3,
    /** Version 0.2: everything goes through the stream, and servers are known by their heartbeats. */
    V0_2,
    /**
     * Both, for the time in which a cluster is changed from 0.2 to 0.3: questions go through the stream, which servers of either
     * version read, and all are counted.
     */
    BOTH;

    /** Whether questions go through the stream, and heartbeats are sent. */
    boolean asksInStream() {
        return this != V0_3;
    }

    /** Whether there are subscriptions, by which other servers count this one. */
    boolean subscribes() {
        return this != V0_2;
    }
}
