package dev.parley.engineio.server;

import dev.parley.transport.ConnectionError;
import dev.parley.transport.Frame;

/**
 * What an application is notified of by an {@link EngineIoServer}.
 *
 * <p>The calls for one session come one after another and in order: {@link #onOpen}, messages, {@link #onClose}; those of several sessions
 * come at the same time. They run on the server's executor and may block: the next message of a session is not read from the network
 * before the call for the one before has returned. What a call throws is logged, at most once a minute for each kind, and nothing else
 * comes of it.
 */
public interface EngineIoListener {

    /**
     * A session is open.
     *
     * @param session the new session
     */
    default void onOpen(EngineIoSession session) {}

    /**
     * A message arrived.
     *
     * @param session its session
     * @param message text or binary, of at most {@code maxPayload} bytes; stays valid
     */
    void onMessage(EngineIoSession session, Frame message);

    /**
     * A session has ended; called once, behind the messages that came before.
     *
     * @param session the session, which takes no messages any more
     * @param reason the protocol's words: {@code transport error}, {@code transport close} (by the client), {@code forced close} (by the
     *     server), {@code ping timeout}, {@code parse error}, {@code server shutting down}, {@code slow consumer} or
     *     {@code server overloaded}
     * @param description more about it, for a log; possibly empty
     */
    default void onClose(EngineIoSession session, String reason, String description) {}

    /**
     * A request was refused before it had a session. Called on an I/O thread: must not block.
     *
     * @param error what was asked, and why it was refused
     */
    default void onConnectionError(ConnectionError error) {}
}
