package dev.parley.transport;

import org.jspecify.annotations.Nullable;

/**
 * The inbound half of a WebSocket connection, implemented by the engine.
 *
 * <p>A binding calls the methods of one listener serially and in wire order, on any of its threads. The engine never
 * blocks in them.
 */
public interface FrameListener {

    /**
     * Called when a message has arrived: fragments are assembled, text is validated as UTF-8.
     *
     * <p>The binding delivers the next message only after {@code handled} was completed; this applies backpressure to a
     * peer that sends too fast. On a failed completion the binding aborts the connection.
     *
     * @param frame the message; valid after the call
     * @param handled completed by the engine, on any thread, when it is ready for the next message
     */
    void onFrame(Frame frame, Completion handled);

    /**
     * Called when a part of a message has arrived and is held until the message is complete. A binding that holds parts
     * reports each one, so that they count in the server's memory budget, and so that a message that is never completed
     * ends its connection. The last reported number applies until {@link #onFrame} or {@link #onClosed}.
     *
     * @param bytes the number of bytes of the message received so far
     * @return false if the engine ends the connection: the binding discards what it holds of the message, and its rest
     */
    default boolean onPart(long bytes) {
        return true;
    }

    /**
     * Called once, last, when the connection has ended, from whichever side; also after {@link
     * WebSocketConnection#abort()}.
     *
     * @param code the WebSocket close code (RFC 6455 section 7.4); 1005 if the peer sent none, 1006 if there was no
     *     close frame, 1002 for a frame that violates the protocol, such as one without a mask, 1007 for text that was
     *     not UTF-8, 1009 for a message over the limit
     * @param reason the reason text, possibly empty
     * @param cause the failure that ended it, or null if it was closed gracefully
     */
    void onClosed(int code, String reason, @Nullable Throwable cause);
}
