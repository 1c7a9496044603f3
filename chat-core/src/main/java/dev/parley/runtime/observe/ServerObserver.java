package dev.parley.runtime.observe;

import dev.parley.transport.TransportName;
import org.jspecify.annotations.Nullable;

/**
 * Is notified of what a server does, so that it can be counted, timed or traced. A method that is not overridden does nothing, and
 * later versions may add methods.
 *
 * <p>Methods are called inline, by the thread that does what they are about: an I/O thread, a fan-out thread, one of the handler
 * executor, a store thread, some with a lock of the server held. They are called concurrently, must be thread-safe, must not block, and
 * must not call the server. What happens to one session or socket is reported by whatever thread did it, so an end can overtake a
 * beginning that happened at the same moment; every beginning that is reported has one end that is reported.
 *
 * <p>What a method throws is logged, once a minute at most for each kind of failure, and harms neither the server nor other observers.
 *
 * <p>A broadcast is one call of {@link #emitted}, whatever the number of its recipients. Without an observer nothing is measured.
 *
 * <p>Times are in nanoseconds, by the server's clock. Names of namespaces, events and codes can be made up by clients, unless a method
 * says otherwise: bound them before you keep anything by name.
 */
public interface ServerObserver {

    /** Observes nothing. Who measures something for an observer may compare with it first. */
    ServerObserver NOOP = new ServerObserver() {};

    // ---- sessions

    /**
     * A client opened an Engine.IO session.
     *
     * @param transport the transport that it begins with
     * @param protocol the Engine.IO version, 3 or 4
     */
    default void sessionOpened(TransportName transport, int protocol) {}

    /**
     * An attempt to move a session from polling to WebSocket ended. A session without one stays with the transport that it began with.
     *
     * @param upgraded whether it uses the WebSocket now; otherwise it goes on polling
     */
    default void upgradeEnded(boolean upgraded) {}

    /**
     * A session that was reported to {@link #sessionOpened} has ended, and what waited for its client is gone.
     *
     * @param transport the transport that it used last
     * @param reason why, in the protocol's words, such as {@code ping timeout}; {@code slow consumer} when the client did not take its
     *     messages, {@code server overloaded} when it was evicted because memory was short. One of ten or so constants
     * @param nanos how long it was open
     */
    default void sessionClosed(TransportName transport, String reason, long nanos) {}

    /**
     * A request was refused before a session took it.
     *
     * @param code the protocol's error code, 0 to 5
     */
    default void requestRefused(int code) {}

    /**
     * An Engine.IO packet of a client arrived: a message, a heartbeat or a goodbye. An attachment is a packet of its own.
     *
     * @param bytes its size without the type
     */
    default void packetReceived(long bytes) {}

    /**
     * Messages were dropped because a client does not take what waits for it, as the outbound policy says. Volatile messages that find
     * the connection busy are not reported.
     *
     * @param messages how many, positive
     */
    default void messagesDropped(int messages) {}

    // ---- sockets

    /**
     * A socket connected to a namespace: middleware let it in.
     *
     * @param namespace a namespace of the server
     * @param recovered whether it goes on where a lost connection ended
     */
    default void socketConnected(String namespace, boolean recovered) {}

    /**
     * A client was refused a namespace.
     *
     * @param namespace the name that it asked for
     * @param code the {@code code} in the data of the refusal, such as {@code OVERLOADED}; {@code REFUSED} if there is none
     */
    default void socketRefused(String namespace, String code) {}

    /**
     * A socket that was reported to {@link #socketConnected} has left.
     *
     * @param namespace a namespace of the server
     * @param reason why, in the protocol's words, such as {@code client namespace disconnect}; one of a dozen constants
     */
    default void socketDisconnected(String namespace, String reason) {}

    /**
     * A client sends faster than its events are handled: its connection is not read until there is room.
     *
     * @param namespace a namespace of the server
     */
    default void readingPaused(String namespace) {}

    // ---- events

    /**
     * An event of a client arrived and waits in the mailbox of its socket.
     *
     * @param namespace a namespace of the server
     */
    default void eventReceived(String namespace) {}

    /**
     * An event of a client was handled. An event that a middleware never decides about is not reported.
     *
     * @param namespace a namespace of the server
     * @param event its name, as the client or a middleware gave it; one that the application listens to unless the outcome is
     *     {@link EventOutcome#UNKNOWN} or {@link EventOutcome#REFUSED}
     * @param outcome what became of it
     * @param nanos how long middleware and listeners took, from the moment at which the first began until the last returned; what they
     *     finish later is no part of it
     */
    default void eventHandled(String namespace, String event, EventOutcome outcome, long nanos) {}

    /**
     * An event was sent, to one socket or to many. What a lost connection is sent again when it returns is not reported.
     *
     * @param namespace a namespace of the server
     * @param recipients how many sockets of this server it is for; with several rooms or exceptions, how many at most
     * @param bytes the size of its encoded form, once
     */
    default void emitted(String namespace, int recipients, long bytes) {}

    /**
     * A client answered an event.
     *
     * @param namespace a namespace of the server
     * @param nanos the time from the emit to the answer
     */
    default void ackReceived(String namespace, long nanos) {}

    /**
     * A client did not answer an event in the time that the emit gave it.
     *
     * @param namespace a namespace of the server
     */
    default void ackTimedOut(String namespace) {}

    // ---- rooms

    /**
     * A socket joined a room; not called for the room that every socket has for itself.
     *
     * @param namespace a namespace of the server
     */
    default void roomJoined(String namespace) {}

    /**
     * A socket left a room that it had joined, by itself or because it is gone.
     *
     * @param namespace a namespace of the server
     */
    default void roomLeft(String namespace) {}

    // ---- chat

    /**
     * A command of the chat was answered, or would have been if its client had asked.
     *
     * @param command its name, such as {@code chatMessage}; one of the catalogue
     * @param code {@code OK}, or the error code of the refusal; constants
     * @param nanos the time from its arrival to the answer
     */
    default void commandHandled(String command, String code, long nanos) {}

    /**
     * A message was stored; a repetition of one that was stored before is not reported.
     *
     * @param kind {@code room}, or {@code private} for a message between users
     */
    default void messageStored(String kind) {}

    /**
     * A call of the message store ended.
     *
     * @param operation the method, such as {@code append}; a constant
     * @param nanos how long it took
     * @param failure what it threw; null if it returned
     */
    default void storeCalled(String operation, long nanos, @Nullable Throwable failure) {}
}
