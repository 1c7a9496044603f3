package dev.parley.engineio.packet;

import java.io.Serial;

/** A client sent what is not a packet. */
public final class MalformedPacketException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    /** An exception without a stack trace, for what clients send. */
    public MalformedPacketException(String message) {
        super(message, null, false, false);
    }
}
