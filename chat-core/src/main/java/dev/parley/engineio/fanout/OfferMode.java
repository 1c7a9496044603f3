package dev.parley.engineio.fanout;

/** The importance of a message. */
public enum OfferMode {

    /** Queued; subject to the outbound policy if the queue is full. */
    NORMAL,

    /**
     * Dropped unless it can be written immediately: nothing in flight or queued, a transport that is ready, and no
     * other message of the same tick.
     */
    VOLATILE,

    /** Essential to the protocol: never dropped by the outbound policy; overfilling the queue closes the session. */
    CONTROL
}
