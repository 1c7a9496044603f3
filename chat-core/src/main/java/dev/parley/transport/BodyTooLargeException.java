package dev.parley.transport;

import java.io.Serial;

/** A request body was larger than the reader accepts; nothing of it was delivered. */
public final class BodyTooLargeException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Says which limit was passed.
     *
     * @param maxBytes the limit, in bytes
     */
    public BodyTooLargeException(int maxBytes) {
        super("request body exceeds " + maxBytes + " bytes");
    }
}
