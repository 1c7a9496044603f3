package dev.parley.socketio;

import java.io.Serial;
import java.util.Objects;

/**
 * Thrown by a listener to tell the peer what was wrong: becomes the negative answer {@code {ok: false, code, message}}, if
 * the peer asked for one. Any other exception becomes the code {@value #INTERNAL_ERROR} without its message.
 */
public class EventException extends RuntimeException {

    /** The code of a listener that failed in a way of its own. */
    public static final String INTERNAL_ERROR = "INTERNAL_ERROR";

    /** The code of an event whose payload does not fit the type that the listener expects. */
    public static final String INVALID_PAYLOAD = "INVALID_PAYLOAD";

    /** The code of an event that a middleware of the socket refused. */
    public static final String REFUSED = "REFUSED";

    @Serial
    private static final long serialVersionUID = 1L;

    /** The code that the peer gets. */
    private final String code;

    /**
     * A failure with a code.
     *
     * @param code what a program can tell failures apart by, upper case by custom
     * @param message what a person can read
     */
    public EventException(String code, String message) {
        super(message);
        this.code = Objects.requireNonNull(code, "code");
    }

    /**
     * A failure with a code and a cause, which stays on the server.
     *
     * @param code what a program can tell failures apart by, upper case by custom
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
