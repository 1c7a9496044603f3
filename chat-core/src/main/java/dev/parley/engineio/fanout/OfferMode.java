package dev.parley.engineio.fanout;

/** How much a message matters. */
public enum OfferMode {

    /** Waits its turn; subject to the outbound policy when the queue is full. */
    NORMAL,

    /**
     * Dropped unless it can be written at once: nothing in flight, nothing waiting, a transport that is ready, and nothing sent in
     * one go with it.
     */
    VOLATILE,

    /** A packet the protocol cannot do without: never dropped by the outbound policy; a queue that it overfills closes. */
    CONTROL
}
