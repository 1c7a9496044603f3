package dev.parley.example.web;

import org.jspecify.annotations.Nullable;

/** Ends a request with a status and a text that the client may show. */
public final class HttpProblem extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable String code;

    /**
     * A refusal that its status says enough about.
     *
     * @param status 400 to 599
     * @param message becomes {@code {"error": message}}
     */
    public HttpProblem(int status, String message) {
        this(status, null, message);
    }

    /**
     * A refusal of a kind that programs tell from others of the same status.
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
     * The status to answer.
     *
     * @return 400 to 599
     */
    public int status() {
        return status;
    }

    /**
     * What kind of refusal it is.
     *
     * @return the code, or null if the status says enough
     */
    public @Nullable String code() {
        return code;
    }

    /**
     * The text to show.
     *
     * @return the message
     */
    public String text() {
        return String.valueOf(getMessage());
    }
}
