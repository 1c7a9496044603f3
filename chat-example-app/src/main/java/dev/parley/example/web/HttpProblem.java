package dev.parley.example.web;

import org.jspecify.annotations.Nullable;

/** Ends a request with a status and a message that is safe to show. */
public final class HttpProblem extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable String code;

    /**
     * Creates an error that its status describes sufficiently.
     *
     * @param status 400 to 599
     * @param message becomes {@code {"error": message}}
     */
    public HttpProblem(int status, String message) {
        this(status, null, message);
    }

    /**
     * Creates an error with a code that programs can distinguish.
     *
     * @param status 400 to 599
     * @param code upper case, such as {@code QUOTA_FULL}; null for none
     * @param message becomes {@code {"error": message, "code": code}}
     */
    public HttpProblem(int status, @Nullable String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    /**
     * Returns the response status.
     *
     * @return 400 to 599
     */
    public int status() {
        return status;
    }

    /**
     * Returns the error code.
     *
     * @return the code, or null if the status is sufficient
     */
    public @Nullable String code() {
        return code;
    }

    /**
     * Returns the text to show.
     *
     * @return the message
     */
    public String text() {
        return String.valueOf(getMessage());
    }
}
