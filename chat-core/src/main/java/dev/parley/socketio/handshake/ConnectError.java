package dev.parley.socketio.handshake;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Refuses a client: its {@code connect_error} listener receives the message and the data. */
public final class ConnectError extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Object data;

    /**
     * Creates a refusal without data.
     *
     * @param message the message to the client
     */
    public ConnectError(String message) {
        this(message, null);
    }

    /**
     * Creates a refusal with data.
     *
     * @param message the message to the client
     * @param data additional data for the client: anything the server's JSON codec can write; null for none
     */
    public ConnectError(String message, @Nullable Object data) {
        super(message);
        this.data = data;
    }

    /**
     * Returns the additional data for the client.
     *
     * @return the data, or null
     */
    public @Nullable Object data() {
        return data;
    }
}
