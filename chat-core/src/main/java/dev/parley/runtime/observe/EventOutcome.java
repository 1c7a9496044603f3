package dev.parley.runtime.observe;

/** What became of an event that a client sent. */
public enum EventOutcome {

    /** Every listener for its name returned. Answers may come later, or never. */
    HANDLED,

    /** A listener for its name, or one for all events, threw. The others were called all the same. */
    FAILED,

    /** A rate limit or a middleware refused it, and no listener was called. */
    REFUSED,

    /** Nobody listens to its name; listeners for all events, or for those that nobody else handles, may have been called. */
    UNKNOWN
}
