package dev.parley.example.web;

/** Ends a request with a status and a text that the client may show. */
public final class HttpProblem extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * Makes the end of a request.
     *
     * @param status 400 to 599
     * @param message becomes {@code {"error": message}}
     */
    public HttpProblem(int status, String message) {
        super(message);
        this.status = status;
    }

    /**
     * The status to answer.
     *
     * @return 400 to 599
     */
    public int status() {
        return status;
    }
}
