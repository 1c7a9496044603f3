package dev.parley.socketio.event;

/** Why there is no acknowledgement. */
public enum AckFailure {
    /** There was none in time. A later one is dropped. */
    TIMED_OUT,
    /** The peer has disconnected. */
    DISCONNECTED,
    /** The socket's server in the cluster did not answer in time. The event may have arrived. */
    SERVER_SILENT,
    /** The event was not sent: it was volatile and the connection busy, or the outbound queue rejected it. */
    DROPPED,
    /**
     * The event was not sent, because the socket has 10,000 outstanding acknowledgements or the {@code MemoryBudget} is
     * exhausted; or the acknowledgement arrived, but those of one broadcast may take at most a quarter of the budget.
     */
    OVERLOADED
}
