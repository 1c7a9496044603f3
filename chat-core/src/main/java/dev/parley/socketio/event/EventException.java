package dev.parley.socketio.event;

import dev.parley.socketio.EventSource;
import dev.parley.socketio.SocketServerBuilder;
import java.io.Serial;
import java.util.Objects;

/**
 * Thrown by a listener to report to the peer what was wrong: becomes the negative answer {@code {ok: false, code, message}}, if
 * the peer asked for one. Any other exception becomes the code {@value #INTERNAL_ERROR} without its message.
 */
public class EventException extends RuntimeException {

    /** The code of a listener that failed in a way of its own. */
    public static final String INTERNAL_ERROR = "INTERNAL_ERROR";

    /** The code of an event whose payload does not fit the type that the listener expects. */
    public static final String INVALID_PAYLOAD = "INVALID_PAYLOAD";

    /** The code of an event that a middleware of the socket refused. */
    public static final String REFUSED = "REFUSED";

    /** The code of an event that came too soon after others, see {@link EventSource#limit(String, RateLimit)}. */
    public static final String RATE_LIMITED = "RATE_LIMITED";

    /** The code of an event that nobody listens to, see {@link SocketServerBuilder#answerWithin}. */
    public static final String UNKNOWN_EVENT = "UNKNOWN_EVENT";

    /** The code of an event whose listeners do not answer, see {@link SocketServerBuilder#answerWithin}. */
    public static final String NO_ANSWER = "NO_ANSWER";

    @Serial
    private static final long serialVersionUID = 1L;

    /** The code that the peer gets. */
    private final String code;

    /**
     * A failure with a code.
     *
     * @param code by which a program distinguishes failures, upper case by custom
     * @param message what a person can read
     */
    public EventException(String code, String message) {
        super(message);
        this.code = Objects.requireNonNull(code, "code");
    }

    /**
     * A failure with a code and a cause, which stays on the server.
     *
     * @param code by which a program distinguishes failures, upper case by custom
     * @param message what a person can read
     * @param cause what went wrong
     */
    public EventException(String code, String message, Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code, "code");
    }

    /**
     * What the peer gets as {@code code}.
     *
     * @return the code
     */
    public final String code() {
        return code;
    }
}
