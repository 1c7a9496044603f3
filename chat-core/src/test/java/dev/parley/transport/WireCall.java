package dev.parley.transport;

/** An HTTP request under way. */
public interface WireCall {

    /** Waits for the answer, some seconds at most. */
    WireResponse await();

    /** Whether the whole answer is there. */
    boolean isDone();

    /** Goes away: closes the connection without waiting for the answer. */
    void abort();
}
