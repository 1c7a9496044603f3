package dev.parley.socketio.event;

import org.jspecify.annotations.Nullable;

/** Acknowledges a received event. Thread-safe; may be kept and used later. */
public interface Ack {

    /**
     * Returns whether the peer requested an acknowledgement.
     *
     * @return false if {@link #send} has no effect because nobody is waiting
     */
    boolean wanted();

    /**
     * Sends the acknowledgement. Does nothing if the peer did not request one, already got it, or has disconnected.
     *
     * @param args its arguments: anything the server's JSON codec can write
     * @throws IllegalArgumentException if an argument cannot be encoded; another acknowledgement can still be sent
     */
    void send(@Nullable Object... args);
}
