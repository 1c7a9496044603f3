package dev.parley.transport;

import java.io.Serial;

/** Thrown if a request body exceeds the reader's limit; nothing of it was delivered. */
public final class BodyTooLargeException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param maxBytes the limit, in bytes
     */
    public BodyTooLargeException(int maxBytes) {
        super("request body exceeds " + maxBytes + " bytes");
    }
}
