package dev.parley.socketio.event;

import dev.parley.socketio.EventSource;
import java.io.Serial;
import java.time.Duration;

/**
 * Thrown if an event exceeds a rate limit. The peer's acknowledgement is {@code {ok: false, code: "RATE_LIMITED",
 * message, retryAfterMs}}; listeners of {@link EventSource#onError} receive this exception.
 */
public final class RateLimitException extends EventException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    /**
     * Creates an exception.
     *
     * @param message the message to the client
     * @param retryAfter how long until the next event is accepted, positive
     */
    public RateLimitException(String message, Duration retryAfter) {
        super(RATE_LIMITED, message);
        this.retryAfter = retryAfter;
    }

    /**
     * Returns how long until the next event is accepted.
     *
     * @return the time from the refusal, positive
     */
    public Duration retryAfter() {
        return retryAfter;
    }
}
