package dev.parley.cluster;

/** A message did not reach the other servers, or it is not known that it did; {@link ClusterBus.Lane#publish} fails with it. */
public final class PublishException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What became of the message. */
    public enum Fate {
        /** No other server gets it. */
        UNSENT,
        /** It is not known whether other servers get it. */
        UNKNOWN
    }

    /** What became of it. */
    private final Fate fate;

    /**
     * Creates one.
     *
     * @param fate what became of the message
     * @param message why
     */
    public PublishException(Fate fate, String message) {
        super(message);
        this.fate = fate;
    }

    /**
     * What became of the message.
     *
     * @return its fate
     */
    public Fate fate() {
        return fate;
    }
}
