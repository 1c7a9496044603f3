package dev.parley.cluster.redis;

/** A message did not reach the other servers, or it is not known that it did. */
public final class PublishException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What became of the message. */
    public enum Fate {
        /** No other server gets it. */
        UNSENT,
        /** Redis did not say whether it took it. */
        UNKNOWN
    }

    /** What became of it. */
    private final Fate fate;

    PublishException(Fate fate, String message) {
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
