package dev.parley.socketio.event;

import dev.parley.socketio.EventSource;
import java.io.Serial;
import java.time.Duration;

/**
 * An event was refused because its socket sent too many. The peer's answer is {@code {ok: false, code: "RATE_LIMITED", message,
 * retryAfterMs}}; listeners of {@link EventSource#onError} get this exception.
 */
public final class RateLimitException extends EventException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    /**
     * A refusal.
     *
     * @param message what the client is told
     * @param retryAfter how long from now the next event is accepted, positive
     */
    public RateLimitException(String message, Duration retryAfter) {
        super(RATE_LIMITED, message);
        this.retryAfter = retryAfter;
    }

    /**
     * When the next event is accepted.
     *
     * @return how long from the refusal, positive
     */
    public Duration retryAfter() {
        return retryAfter;
    }
}
