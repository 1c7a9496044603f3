package dev.parley.socketio;

import dev.parley.engineio.session.Session;
import dev.parley.socketio.event.Subscription;
import dev.parley.socketio.listener.EngineWatchers;
import dev.parley.transport.Frame;
import dev.parley.transport.TransportName;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The Engine.IO session of a socket, shared by the sockets of one client in several namespaces.
 *
 * <p>Thread-safe. Listeners run in the mailbox of the socket through which they were registered, in order with its
 * other listeners, and are removed with it.
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
     * An Engine.IO packet.
     *
     * @param type its type
     * @param content the content after the type; for a message the encoded Socket.IO packet, text, or binary for an
     *     attachment
     */
    public record Packet(PacketType type, Frame content) {}

    /** The packet types of Engine.IO, in the order of their digits on the wire. */
    public enum PacketType {
        /** The session's settings, sent by the server. */
        OPEN,

        /** Closes the session. */
        CLOSE,

        /** A heartbeat. */
        PING,

        /** The answer to a heartbeat. */
        PONG,

        /** A Socket.IO packet, or one of its attachments. */
        MESSAGE,

        /** Switches to another transport. */
        UPGRADE,

        /** No operation: ends a pending poll. */
        NOOP
    }

    /**
     * Returns the session id: a secret shared by client and server, to be logged in part at most.
     *
     * @return not the id of the socket
     */
    public String id() {
        return session.sid();
    }

    /**
     * Returns the client's Engine.IO version.
     *
     * @return 4, or 3 for a Socket.IO 2 client
     */
    public int protocol() {
        return session.protocol();
    }

    /**
     * Returns the current transport; a polling client may upgrade to WebSocket later.
     *
     * @return its name
     */
    public TransportName transport() {
        return session.transportName();
    }

    /**
     * Adds a listener for the upgrade to another transport, which happens at most once. {@link #transport()} names the
     * previous one.
     *
     * @param listener receives the new transport; called before the listeners for what arrives over it
     * @return removes the listener
     */
    public Subscription onUpgrade(Consumer<TransportName> listener) {
        Objects.requireNonNull(listener, "listener");
        return watchers.add(socket, EngineWatchers.Kind.UPGRADE, (type, content) -> listener.accept(transport()));
    }

    /**
     * Adds a listener for every received packet, including heartbeats; for diagnosis. Packets are skipped while the
     * socket's mailbox is full ({@link SocketServerBuilder#mailboxCapacity}).
     *
     * @param listener receives packets in order, each before its content is handled
     * @return removes the listener
     */
    public Subscription onPacketReceived(Consumer<Packet> listener) {
        return add(EngineWatchers.Kind.RECEIVED, listener);
    }

    /**
     * Adds a listener for every packet passed to the transport; for diagnosis. Packets dropped before that are not
     * reported. Packets are skipped while the socket's mailbox is full.
     *
     * @param listener receives packets in order; must not emit to this client, which would call it again
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
