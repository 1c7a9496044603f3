package dev.parley.socketio.event;

/** Why an answer is missing. */
public enum AckFailure {
    /** None came in time. A later one is dropped. */
    TIMED_OUT,
    /** The peer left, or had left before. */
    DISCONNECTED,
    /** The server of the cluster that has the socket gave no sign in time. The event may have arrived. */
    SERVER_SILENT,
    /** The event was not sent: it was volatile and the connection busy, or the connection refused more. */
    DROPPED,
    /**
     * The event was not sent, because the socket owes 10,000 answers or the {@code MemoryBudget} is used up; or the answer came, but the
     * answers to one broadcast take no more than a quarter of the budget.
     */
    OVERLOADED
}
