package dev.parley.socketio.handshake;

import dev.parley.socketio.Middleware;

/** Ends a {@link Middleware}'s turn. Only the first call counts; thread-safe, may be called later. */
public interface Next {

    /** Continues with the next middleware; after the last one the socket connects. */
    void proceed();

    /**
     * Refuses the socket: it never connects, and its client receives a {@code connect_error}.
     *
     * @param error the error for the client
     */
    void refuse(ConnectError error);

    /**
     * Refuses the socket without data.
     *
     * @param message the message to the client
     */
    default void refuse(String message) {
        refuse(new ConnectError(message));
    }
}
