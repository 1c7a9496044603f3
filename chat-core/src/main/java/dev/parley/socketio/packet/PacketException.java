package dev.parley.socketio.packet;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Thrown if a peer sent a malformed packet, or one that exceeds a limit. Retrying cannot help: the connection is closed. */
public final class PacketException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what is wrong, without any part of the payload
     */
    public PacketException(String message) {
        super(message);
    }

    /**
     * Creates an exception with a cause.
     *
     * @param message what is wrong, without any part of the payload
     * @param cause the cause, or null
     */
    public PacketException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
