package dev.parley.runtime.observe;

/** The outcome of an event sent by a client. */
public enum EventOutcome {

    /** Every listener for its name returned. Acknowledgements may follow later, or never. */
    HANDLED,

    /** A listener for its name, or a catch-all listener, threw. The others were still called. */
    FAILED,

    /** A rate limit or a middleware rejected it, and no listener was called. */
    REFUSED,

    /** There is no listener for its name; catch-all and fallback listeners may have been called. */
    UNKNOWN
}
