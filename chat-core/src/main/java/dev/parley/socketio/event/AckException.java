package dev.parley.socketio.event;

import java.io.Serial;

/** Thrown if an event will not be acknowledged. A retry can help, unless the peer has disconnected. */
public final class AckException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final AckFailure failure;

    /**
     * Creates an exception.
     *
     * @param failure the reason
     */
    public AckException(AckFailure failure) {
        super("no answer: " + failure, null, false, false);
        this.failure = failure;
    }

    /**
     * Returns why there is no acknowledgement.
     *
     * @return the reason
     */
    public AckFailure failure() {
        return failure;
    }
}
