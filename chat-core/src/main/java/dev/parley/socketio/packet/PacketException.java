package dev.parley.socketio.packet;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** What a peer sent is not a well-formed packet, or breaks a limit. Retrying cannot help: the connection is closed. */
public final class PacketException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Says what is wrong.
     *
     * @param message what is wrong, without any part of the payload
     */
    public PacketException(String message) {
        super(message);
    }

    /**
     * Says what is wrong and what found it.
     *
     * @param message what is wrong, without any part of the payload
     * @param cause what found it, or null
     */
    public PacketException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
