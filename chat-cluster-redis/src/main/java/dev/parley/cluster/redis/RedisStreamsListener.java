package dev.parley.cluster.redis;

import dev.parley.socketio.Adapter;

/**
 * Is notified of what happens to a {@link RedisStreams}. Its methods are called by the threads of the bus, one at a time for each of
 * them, and must not block; what they throw is logged.
 */
public interface RedisStreamsListener {

    /** What was missed: entries that cannot be had any more. */
    enum Gap {
        /** Entries were trimmed from the stream before they were read. */
        TRIMMED,
        /** A server of Parley numbered entries that never came: it could not send them, or Redis lost them. */
        SKIPPED,
        /** The stream ends before the last entry that was read: Redis lost data. */
        STREAM_LOST
    }

    /**
     * The way to the other servers changed.
     *
     * @param health how it is now
     */
    default void onHealth(Adapter.Health health) {}

    /**
     * Entries of other servers were missed.
     *
     * @param stream the stream
     * @param gap how it is known
     * @param missing how many at least; -1 if unknown
     */
    default void onGap(String stream, Gap gap, long missing) {}
}
