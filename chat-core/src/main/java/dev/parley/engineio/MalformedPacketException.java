package dev.parley.engineio;

import java.io.Serial;

/** A client sent what is not a packet. */
final class MalformedPacketException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    MalformedPacketException(String message) {
        super(message, null, false, false);
    }
}
