package dev.parley.socketio.event;

import java.io.Serial;

/** The answer to an event will not come. Sending again can help, unless the peer has left. */
public final class AckException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final AckFailure failure;

    /**
     * An answer that is missing.
     *
     * @param failure why
     */
    public AckException(AckFailure failure) {
        super("no answer: " + failure, null, false, false);
        this.failure = failure;
    }

    /**
     * Why the answer is missing.
     *
     * @return the reason
     */
    public AckFailure failure() {
        return failure;
    }
}
