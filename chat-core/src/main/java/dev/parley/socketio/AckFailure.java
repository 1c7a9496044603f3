package dev.parley.socketio;

/** Why an answer is missing. */
public enum AckFailure {
    /** None came in time. A later one is dropped. */
    TIMED_OUT,
    /** The peer left, or had left before. */
    DISCONNECTED,
    /** The event was not sent: it was volatile and the connection busy, or the connection refused more. */
    DROPPED
}
