package dev.parley.socketio.event;

import org.jspecify.annotations.Nullable;

/** Answers one received event. Thread-safe; may be kept and used later. */
public interface Ack {

    /**
     * Whether the peer asked for an answer.
     *
     * @return false when {@link #send} has no effect because nobody waits
     */
    boolean wanted();

    /**
     * Sends the answer. Does nothing when the peer did not ask, was answered before, or has left.
     *
     * @param args the answer's arguments: anything the server's JSON codec can write
     * @throws IllegalArgumentException if an argument cannot be encoded; the peer can still be given another answer
     */
    void send(@Nullable Object... args);
}
