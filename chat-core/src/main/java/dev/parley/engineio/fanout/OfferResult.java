package dev.parley.engineio.fanout;

/** The result of offering a message. */
public enum OfferResult {

    /** It is queued or in flight. */
    QUEUED,

    /** It was dropped: volatile on a busy transport, or by the outbound policy. */
    DROPPED,

    /** The session is closed, or was closed by this offer as a slow consumer. */
    REFUSED
}
