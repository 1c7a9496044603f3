package dev.parley.runtime.observe;

import dev.parley.transport.TransportName;
import org.jspecify.annotations.Nullable;

/**
 * Observes a server's activity for metrics and tracing. All methods do nothing by default, and later versions may add
 * methods.
 *
 * <p>Methods are called inline by the thread that performs the operation: an I/O thread, a fan-out thread, one of the
 * handler executor, a store thread, some holding a lock of the server. They are called concurrently, must be
 * thread-safe, must not block, and must not call the server. Events of one session or socket may come from different
 * threads, so the end can overtake a beginning of the same moment; every reported beginning is matched by one reported
 * end.
 *
 * <p>Exceptions are logged, at most once a minute for each kind of failure, and affect neither the server nor other
 * observers.
 *
 * <p>A broadcast is one call of {@link #emitted}, regardless of the number of recipients. Without an observer nothing
 * is measured.
 *
 * <p>Times are in nanoseconds, by the server's clock. Names of namespaces, events and codes can be chosen by clients,
 * unless a method says otherwise: bound them before keeping anything per name.
 */
public interface ServerObserver {

    /** Observes nothing. Code that measures for an observer may compare with it first. */
    ServerObserver NOOP = new ServerObserver() {};

    /**
     * Returns what starts spans for this observer. Called once for each server, when it is built.
     *
     * @return the tracer; {@link ServerTracer#NOOP} by default
     */
    default ServerTracer tracer() {
        return ServerTracer.NOOP;
    }

    // ---- sessions

    /**
     * A client opened an Engine.IO session.
     *
     * @param transport the initial transport
     * @param protocol the Engine.IO version, 3 or 4
     */
    default void sessionOpened(TransportName transport, int protocol) {}

    /**
     * An attempt to upgrade a session from polling to WebSocket ended. A session without an attempt stays on its
     * initial transport.
     *
     * @param upgraded whether it now uses the WebSocket; otherwise it keeps polling
     */
    default void upgradeEnded(boolean upgraded) {}

    /**
     * A session reported to {@link #sessionOpened} has ended, and what was queued for its client is discarded.
     *
     * @param transport the last transport
     * @param reason the reason in the protocol's terms, such as {@code ping timeout}; {@code slow consumer} if the
     *     client did not take its messages, {@code server overloaded} if it was evicted because memory was short. One
     *     of about ten constants
     * @param nanos how long it was open
     */
    default void sessionClosed(TransportName transport, String reason, long nanos) {}

    /**
     * A request was rejected before it reached a session.
     *
     * @param code the protocol's error code, 0 to 5
     */
    default void requestRefused(int code) {}

    /**
     * A client's Engine.IO packet arrived: a message, a heartbeat or a close. Each attachment is a packet of its own.
     *
     * @param bytes its size without the type
     */
    default void packetReceived(long bytes) {}

    /**
     * Messages for a slow client were dropped, as its outbound policy specifies. Volatile messages dropped on a busy
     * connection are not reported.
     *
     * @param messages the number of messages, positive
     */
    default void messagesDropped(int messages) {}

    // ---- sockets

    /**
     * A socket connected to a namespace, after passing its middleware.
     *
     * @param namespace a namespace of the server
     * @param recovered whether it resumes a lost connection
     */
    default void socketConnected(String namespace, boolean recovered) {}

    /**
     * A client was denied access to a namespace.
     *
     * @param namespace the requested name
     * @param code the {@code code} in the error's data, such as {@code OVERLOADED}; {@code REFUSED} if there is none
     */
    default void socketRefused(String namespace, String code) {}

    /**
     * A socket reported to {@link #socketConnected} has disconnected.
     *
     * @param namespace a namespace of the server
     * @param reason the reason in the protocol's terms, such as {@code client namespace disconnect}; one of a dozen
     *     constants
     */
    default void socketDisconnected(String namespace, String reason) {}

    /**
     * A client sends faster than its events are handled: reading from its connection is paused (backpressure).
     *
     * @param namespace a namespace of the server
     */
    default void readingPaused(String namespace) {}

    // ---- events

    /**
     * A client's event arrived and is queued in its socket's mailbox.
     *
     * @param namespace a namespace of the server
     */
    default void eventReceived(String namespace) {}

    /**
     * A client's event was handled. An event on which a middleware never decides is not reported.
     *
     * @param namespace a namespace of the server
     * @param event its name, as given by the client or a middleware; one that the application listens to unless the
     *     outcome is {@link EventOutcome#UNKNOWN} or {@link EventOutcome#REFUSED}
     * @param outcome the outcome
     * @param nanos the time from the start of the first middleware or listener until the last one returned;
     *     asynchronous work is not included
     */
    default void eventHandled(String namespace, String event, EventOutcome outcome, long nanos) {}

    /**
     * An event was emitted to one or more sockets. Packets replayed to a recovered connection are not reported.
     *
     * @param namespace a namespace of the server
     * @param recipients the number of recipient sockets on this server; an upper bound with several rooms or exceptions
     * @param bytes the size of its encoded form, counted once
     */
    default void emitted(String namespace, int recipients, long bytes) {}

    /**
     * A client acknowledged an event.
     *
     * @param namespace a namespace of the server
     * @param nanos the time from the emit to the acknowledgement
     */
    default void ackReceived(String namespace, long nanos) {}

    /**
     * A client did not acknowledge an event within the timeout of the emit.
     *
     * @param namespace a namespace of the server
     */
    default void ackTimedOut(String namespace) {}

    // ---- rooms

    /**
     * A socket joined a room; not called for the socket's own room.
     *
     * @param namespace a namespace of the server
     */
    default void roomJoined(String namespace) {}

    /**
     * A socket left a room it had joined, explicitly or by disconnecting.
     *
     * @param namespace a namespace of the server
     */
    default void roomLeft(String namespace) {}

    // ---- chat

    /**
     * A chat command was answered, or would have been if its client had asked for an acknowledgement.
     *
     * @param command its name, such as {@code chatMessage}; one of the catalogue
     * @param code {@code OK}, or the error code; a constant
     * @param nanos the time from its arrival to the answer
     */
    default void commandHandled(String command, String code, long nanos) {}

    /**
     * A message was stored; duplicates are not reported.
     *
     * @param kind {@code room}, or {@code private} for a message between users
     */
    default void messageStored(String kind) {}

    /**
     * A call of the message store returned or threw.
     *
     * @param operation the method, such as {@code append}; a constant
     * @param nanos the duration
     * @param failure what it threw; null if it returned
     */
    default void storeCalled(String operation, long nanos, @Nullable Throwable failure) {}
}
