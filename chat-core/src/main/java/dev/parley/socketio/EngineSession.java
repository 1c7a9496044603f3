package dev.parley.socketio;

import dev.parley.engineio.session.Session;
import dev.parley.socketio.event.Subscription;
import dev.parley.socketio.listener.EngineWatchers;
import dev.parley.transport.Frame;
import dev.parley.transport.TransportName;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The Engine.IO session under a socket, which the sockets of one client in several namespaces share.
 *
 * <p>Thread-safe. Listeners run in the mailbox of the socket through which they were registered, in order with its other listeners,
 * and go when it leaves.
 */
public final class EngineSession {

    private static final PacketType[] TYPES = PacketType.values();

    private final EngineWatchers.Watched socket;
    private final Session session;
    private final EngineWatchers watchers;

    EngineSession(EngineWatchers.Watched socket, Session session, EngineWatchers watchers) {
        this.socket = socket;
        this.session = session;
        this.watchers = watchers;
    }

    /**
     * A packet of the engine, as Engine.IO has them.
     *
     * @param type its type
     * @param content what follows the type; for a message the encoded packet of Socket.IO, text, or binary for an attachment
     */
    public record Packet(PacketType type, Frame content) {}

    /** The packet types of Engine.IO, in the order of their digits on the wire. */
    public enum PacketType {
        /** The session's settings, from the server. */
        OPEN,

        /** The end of the session. */
        CLOSE,

        /** A heartbeat, which is answered. */
        PING,

        /** The answer to a heartbeat. */
        PONG,

        /** A packet of Socket.IO, or one of its attachments. */
        MESSAGE,

        /** The client goes on with another transport. */
        UPGRADE,

        /** Nothing: the answer to a poll that is to end. */
        NOOP
    }

    /**
     * The session's id: a secret between the client and the server, for logs at most in part.
     *
     * @return not the id of the socket
     */
    public String id() {
        return session.sid();
    }

    /**
     * The version of Engine.IO that the client speaks.
     *
     * @return 4, or 3 for a client of Socket.IO 2
     */
    public int protocol() {
        return session.protocol();
    }

    /**
     * The transport used now; a client that polls may move to WebSocket later.
     *
     * @return its name
     */
    public TransportName transport() {
        return session.transportName();
    }

    /**
     * Calls a listener when the client moves to another transport, which happens once at most. {@link #transport()} names what
     * happened before.
     *
     * @param listener takes the new transport; runs before the listeners for what comes over it
     * @return removes the listener
     */
    public Subscription onUpgrade(Consumer<TransportName> listener) {
        Objects.requireNonNull(listener, "listener");
        return watchers.add(socket, EngineWatchers.Kind.UPGRADE, (type, content) -> listener.accept(transport()));
    }

    /**
     * Calls a listener for every packet that arrives, heartbeats included; for diagnosis. Packets are passed over while the socket's
     * mailbox is full ({@link SocketServerBuilder#mailboxCapacity}).
     *
     * @param listener takes packets in order, each before what it contains is handled
     * @return removes the listener
     */
    public Subscription onPacketReceived(Consumer<Packet> listener) {
        return add(EngineWatchers.Kind.RECEIVED, listener);
    }

    /**
     * Calls a listener for every packet that is handed to the transport; for diagnosis. A packet that was dropped before is not
     * among them. Packets are passed over while the socket's mailbox is full.
     *
     * @param listener takes packets in order; must not emit to this client, which would call it again
     * @return removes the listener
     */
    public Subscription onPacketSent(Consumer<Packet> listener) {
        return add(EngineWatchers.Kind.SENT, listener);
    }

    private Subscription add(EngineWatchers.Kind kind, Consumer<Packet> listener) {
        Objects.requireNonNull(listener, "listener");
        return watchers.add(socket, kind, (type, content) -> listener.accept(new Packet(TYPES[type - '0'], content)));
    }
}
