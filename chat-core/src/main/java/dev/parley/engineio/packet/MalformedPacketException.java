package dev.parley.engineio.packet;

import java.io.Serial;

/** Thrown if a client sent a malformed packet. */
public final class MalformedPacketException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Creates an exception without a stack trace, because clients can cause it. */
    public MalformedPacketException(String message) {
        super(message, null, false, false);
    }
}
