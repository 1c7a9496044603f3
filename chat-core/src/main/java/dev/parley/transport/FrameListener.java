package dev.parley.transport;

import org.jspecify.annotations.Nullable;

/**
 * The input half of a WebSocket connection, implemented by the engine.
 *
 * <p>A binding calls the methods of one listener one at a time and in wire order, on any of its threads. The engine never
 * blocks in them.
 */
public interface FrameListener {

    /**
     * A whole message arrived: fragments are already assembled, text is already checked to be well-formed UTF-8.
     *
     * <p>The binding delivers the next message only after {@code handled} was completed; that is how the engine slows down a
     * peer that sends faster than it is served. A failed completion asks the binding to abort the connection.
     *
     * @param frame the message; valid after the call returned
     * @param handled completed by the engine, on any thread, when it is ready for the next message
     */
    void onFrame(Frame frame, Completion handled);

    /**
     * A part of a message arrived, and waits for the rest. A binding that holds parts says so with each one, so that they count
     * in the memory of the server, and so that a message that never comes whole ends its connection. What it said last holds
     * until {@link #onFrame} or {@link #onClosed}.
     *
     * @param bytes how many bytes of the message have come
     * @return false when the engine ends the connection: the binding drops what it holds of the message, and its rest
     */
    default boolean onPart(long bytes) {
        return true;
    }

    /**
     * The connection ended, whoever ended it. Called once, last; also after {@link WebSocketConnection#abort()}.
     *
     * @param code the WebSocket close code (RFC 6455 section 7.4); 1005 if the peer sent none, 1006 if there was no close
     *     frame, 1007 for text that was not UTF-8, 1009 for a message over the limit
     * @param reason the reason text, possibly empty
     * @param cause the failure that ended it, or null when it was closed in good order
     */
    void onClosed(int code, String reason, @Nullable Throwable cause);
}
