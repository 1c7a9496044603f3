package dev.parley.engineio.server;

import dev.parley.transport.ConnectionError;
import dev.parley.transport.Frame;

/**
 * Callbacks of an {@link EngineIoServer} for the application.
 *
 * <p>The calls for one session are serial and in order: {@link #onOpen}, messages, {@link #onClose}; those of different
 * sessions are concurrent. They run on the server's executor and may block: the next message of a session is not read
 * from the network before the previous call has returned. Exceptions are logged, at most once a minute for each kind,
 * and have no other effect.
 */
public interface EngineIoListener {

    /**
     * Called when a session opens.
     *
     * @param session the new session
     */
    default void onOpen(EngineIoSession session) {}

    /**
     * Called when a message arrives.
     *
     * @param session its session
     * @param message text or binary, at most {@code maxPayload} bytes; stays valid after the call
     */
    void onMessage(EngineIoSession session, Frame message);

    /**
     * Called once when a session has ended, after all its messages.
     *
     * @param session the session, which accepts no more messages
     * @param reason the reason in the protocol's terms: {@code transport error}, {@code transport close} (by the
     *     client), {@code forced close} (by the server), {@code ping timeout}, {@code parse error}, {@code server
     *     shutting down}, {@code slow consumer} or {@code server overloaded}
     * @param description details for the log; possibly empty
     */
    default void onClose(EngineIoSession session, String reason, String description) {}

    /**
     * Called when a request is refused before it reaches a session. Invoked on an I/O thread: must not block.
     *
     * @param error the request, and why it was refused
     */
    default void onConnectionError(ConnectionError error) {}
}
