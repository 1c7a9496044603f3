package dev.parley.engineio.fanout;

/** What became of an offered message. */
public enum OfferResult {

    /** It waits or is on its way. */
    QUEUED,

    /** It was dropped: volatile on a busy transport, or by the outbound policy. */
    DROPPED,

    /** The session is closed, or was closed for this offer as a slow consumer. */
    REFUSED
}
