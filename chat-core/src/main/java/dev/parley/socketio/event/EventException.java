package dev.parley.socketio.event;

import dev.parley.socketio.EventSource;
import dev.parley.socketio.SocketServerBuilder;
import java.io.Serial;
import java.util.Objects;

/**
 * Thrown by a listener to report an error to the peer: becomes the negative acknowledgement {@code {ok: false, code,
 * message}}, if the peer requested one. Any other exception becomes the code {@value #INTERNAL_ERROR} without its
 * message.
 */
public class EventException extends RuntimeException {

    /** The code for any other failure of a listener. */
    public static final String INTERNAL_ERROR = "INTERNAL_ERROR";

    /** The code for a payload that does not fit the listener's type. */
    public static final String INVALID_PAYLOAD = "INVALID_PAYLOAD";

    /** The code for an event refused by a middleware of the socket. */
    public static final String REFUSED = "REFUSED";

    /** The code for an event that exceeds a rate limit, see {@link EventSource#limit(String, RateLimit)}. */
    public static final String RATE_LIMITED = "RATE_LIMITED";

    /** The code for an event without listeners, see {@link SocketServerBuilder#answerWithin}. */
    public static final String UNKNOWN_EVENT = "UNKNOWN_EVENT";

    /** The code for an event that its listeners do not acknowledge, see {@link SocketServerBuilder#answerWithin}. */
    public static final String NO_ANSWER = "NO_ANSWER";

    @Serial
    private static final long serialVersionUID = 1L;

    /** The code sent to the peer. */
    private final String code;

    /**
     * Creates an exception with a code.
     *
     * @param code distinguishes errors for programs, upper case by convention
     * @param message a human-readable message
     */
    public EventException(String code, String message) {
        super(message);
        this.code = Objects.requireNonNull(code, "code");
    }

    /**
     * Creates an exception with a code and a cause, which stays on the server.
     *
     * @param code distinguishes errors for programs, upper case by convention
     * @param message a human-readable message
     * @param cause the cause
     */
    public EventException(String code, String message, Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code, "code");
    }

    /**
     * Returns the {@code code} sent to the peer.
     *
     * @return the code
     */
    public final String code() {
        return code;
    }
}
