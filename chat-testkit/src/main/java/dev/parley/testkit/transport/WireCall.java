package dev.parley.testkit.transport;

/** An HTTP request under way. */
public interface WireCall {

    /**
     * Waits for the answer, some seconds at most.
     *
     * @return the answer
     */
    WireResponse await();

    /**
     * Whether the whole answer is there.
     *
     * @return true if {@link #await} would not wait
     */
    boolean isDone();

    /** Goes away: closes the connection without waiting for the answer. */
    void abort();
}
