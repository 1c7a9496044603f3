package dev.parley.socketio;

import dev.parley.engineio.fanout.CloseReason;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.engineio.session.Session;
import dev.parley.runtime.observe.ServerObserver;
import dev.parley.socketio.event.Args;
import dev.parley.socketio.event.DisconnectReason;
import dev.parley.socketio.event.EmitResult;
import dev.parley.socketio.event.Event;
import dev.parley.socketio.event.EventException;
import dev.parley.socketio.event.Selection;
import dev.parley.socketio.event.SocketKey;
import dev.parley.socketio.handshake.Handshake;
import dev.parley.socketio.inbound.Mailbox;
import dev.parley.socketio.listener.EngineWatchers;
import dev.parley.socketio.listener.ListenerRegistry.Kind;
import dev.parley.socketio.listener.Outgoing;
import dev.parley.socketio.listener.Refusals;
import dev.parley.socketio.packet.Packet;
import dev.parley.socketio.recovery.RecoveryLog;
import dev.parley.socketio.recovery.Resumption;
import dev.parley.socketio.recovery.SocketData;
import dev.parley.socketio.room.RoomChange;
import dev.parley.socketio.room.RoomMemberships;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A client in a namespace.
 *
 * <p>Thread-safe. Its listeners run serially, in the order of the client's events, in the socket's mailbox on the
 * server's handler executor; packets emitted by one thread arrive in order. States: connecting (while middleware
 * decide; nothing reaches the client), connected, left.
 */
public final class Socket extends EventSource implements RemoteSocket {

    /** The connection that carries the socket, along with sockets of other namespaces. */
    interface Carrier {

        Session session();

        EngineWatchers watchers();

        List<Socket> sockets();

        /** The server disconnected a socket. */
        void remove(Socket socket);

        /** Refuses a connecting socket; false if it is no longer connecting. */
        boolean expel(String namespace);
    }

    private enum State {
        CONNECTING,
        CONNECTED,
        LEFT
    }

    private final Carrier connection;
    private final Session session;
    private final Namespace namespace;
    private final Handshake handshake;
    private final Mailbox mailbox;
    private final String id;
    private final @Nullable Resumption resumption;
    private final boolean recovered;
    /** The room changes of connecting, until listeners are notified; confined to the mailbox. */
    private List<RoomChange> entered = List.of();

    private final SocketData data = new SocketData();
    private final SocketOutput output;
    private final Departure departure = new Departure(this);

    private volatile State state = State.CONNECTING;
    private volatile boolean silenced;
    /** Whether the connection was lost, so that the client may return. */
    private volatile boolean lost;

    Socket(
            Carrier connection,
            Namespace namespace,
            Handshake handshake,
            Mailbox mailbox,
            RecoveryLog.@Nullable Saved saved) {
        super(namespace.server().json());
        this.connection = connection;
        this.session = connection.session();
        this.namespace = namespace;
        this.handshake = handshake;
        this.mailbox = mailbox;
        this.recovered = saved != null;
        this.id = saved != null ? saved.id() : newId(namespace.server(), namespace, session);
        this.output = new SocketOutput(this, id, session, namespace.server().writer());
        RecoveryLog log = namespace.recovery();
        this.resumption = log == null ? null : resumption(log, saved);
        if (saved != null) {
            data.restore(saved.data());
            output.memberships().restore(saved.rooms());
        }
    }

    private Resumption resumption(RecoveryLog log, RecoveryLog.@Nullable Saved saved) {
        String known = saved == null ? null : handshake.auth("pid", String.class);
        return new Resumption(
                log,
                namespace.inMemory().index(),
                known == null ? namespace.server().newSocketId() : known,
                handshake.auth("offset", String.class),
                saved);
    }

    /** Socket.IO 2 clients derive the id from the session's. */
    private static String newId(ServerContext server, Namespace namespace, Session session) {
        if (session.protocol() != 3) {
            return server.newSocketId();
        }
        return namespace.name().equals(Packet.MAIN) ? session.sid() : namespace.name() + '#' + session.sid();
    }

    @Override
    public String id() {
        return id;
    }

    /**
     * Returns the socket's namespace.
     *
     * @return the namespace
     */
    public Namespace namespace() {
        return namespace;
    }

    @Override
    public Handshake handshake() {
        return handshake;
    }

    /**
     * Returns the socket's Engine.IO session.
     *
     * @return its transport, and listeners for it
     */
    public EngineSession engineSession() {
        return new EngineSession(output, session, connection.watchers());
    }

    /**
     * Returns whether it is connected: not while middleware decide, and not after disconnecting.
     *
     * @return true in between
     */
    public boolean connected() {
        return state == State.CONNECTED;
    }

    /**
     * Returns whether its state was recovered after a temporary loss of the connection.
     *
     * @return false for a new socket
     */
    public boolean recovered() {
        return recovered;
    }

    @Override
    public Set<String> rooms() {
        return departure.rooms();
    }

    @Override
    public <T> @Nullable T get(SocketKey<T> key) {
        return data.get(key);
    }

    /**
     * Stores data on the socket, replacing the previous value.
     *
     * @param <T> its type
     * @param key the key
     * @param value the data; null removes it
     */
    public <T> void set(SocketKey<T> key, @Nullable T value) {
        data.set(key, value);
    }

    @Override
    public void join(String... rooms) {
        if (state != State.LEFT) {
            namespace.adapter().join(this, List.of(rooms));
        }
    }

    @Override
    public void leave(String room) {
        namespace.adapter().leave(this, room);
    }

    @Override
    public EmitResult emit(String event, @Nullable Object... args) {
        return output.emit(Selection.EVERYONE, event, args);
    }

    /**
     * Emits the event {@code message}.
     *
     * @param args its arguments
     * @return the result
     * @throws IllegalArgumentException if an argument cannot be encoded
     */
    public EmitResult send(@Nullable Object... args) {
        return emit("message", args);
    }

    @Override
    public CompletionStage<Args> emitWithAck(Duration timeout, String event, @Nullable Object... args) {
        return timeout(timeout).emitWithAck(event, args);
    }

    /**
     * Drops packets if the connection is busy, instead of queueing them; see {@link Broadcaster#asVolatile}.
     *
     * @return an operator for this socket
     */
    public SocketOperator asVolatile() {
        return new SocketOperator(output, Selection.EVERYONE.asVolatile());
    }

    /**
     * Sets whether a connection with compression compresses the packet.
     *
     * @param wanted false to send it uncompressed
     * @return an operator for this socket
     */
    public SocketOperator compress(boolean wanted) {
        return new SocketOperator(output, Selection.EVERYONE.withCompress(wanted));
    }

    /**
     * Requests an acknowledgement.
     *
     * @param timeout how long to wait for it; zero does not wait
     * @return an operator for this socket
     */
    public AckingSocketOperator timeout(Duration timeout) {
        return new AckingSocketOperator(output, Selection.EVERYONE, timeout);
    }

    @Override
    public BroadcastOperator broadcast() {
        return namespace.operator(Selection.EVERYONE.except(id));
    }

    /**
     * {@inheritDoc}
     *
     * <p>On return the socket is disconnected and in no room. Disconnect listeners run later, in the mailbox; for those
     * registered with {@link #onDisconnecting}, {@link #rooms} still returns the rooms it was in.
     */
    @Override
    public void disconnect(boolean close) {
        if (close) {
            List<Socket> all = connection.sockets();
            all.forEach(Socket::leaveNamespace);
            if (state != State.CONNECTING || !connection.expel(namespace.name())) {
                session.close(CloseReason.FORCED_SERVER_CLOSE);
            }
        } else {
            leaveNamespace();
        }
    }

    /** Disconnects the socket from its namespace and keeps the connection open; see {@link #disconnect(boolean)}. */
    public void disconnect() {
        disconnect(false);
    }

    private void leaveNamespace() {
        if (state != State.CONNECTED) {
            return;
        }
        silenced = true;
        connection.remove(this);
        output.sendFarewell();
        if (markLeft(false)) {
            departure.leaveRooms();
            finish(DisconnectReason.SERVER_NAMESPACE_DISCONNECT, "");
        }
    }

    /**
     * Returns the number of messages queued for this socket's connection, of all its namespaces.
     *
     * @return the number
     */
    public int queuedMessages() {
        return session.queuedMessages();
    }

    /**
     * Returns whether a packet would be sent immediately: connected, nothing queued, no write in flight.
     *
     * @return true if a volatile packet would not be dropped now, unless the calling code has just sent another one
     */
    public boolean writable() {
        return connected() && session.isWritable();
    }

    /**
     * Returns the number of events queued in the mailbox.
     *
     * @return the number
     */
    public int pendingEvents() {
        return mailbox.size();
    }

    /**
     * Returns an executor for this socket's mailbox, in which tasks run serially with its listeners, in order.
     *
     * @return the mailbox as an executor; rejects tasks far beyond the server's bound
     */
    public Executor executor() {
        return mailbox;
    }

    @Nullable
    String pid() {
        return resumption == null ? null : resumption.pid();
    }

    Session session() {
        return session;
    }

    Mailbox mailbox() {
        return mailbox;
    }

    @Nullable
    Resumption resumption() {
        return resumption;
    }

    SocketData data() {
        return data;
    }

    RoomMemberships membership() {
        return output.memberships();
    }

    SocketOutput output() {
        return output;
    }

    boolean hasLeft() {
        return state == State.LEFT;
    }

    /** Whether what is emitted now is kept for a client that lost its connection and may return. */
    boolean isAwaited() {
        return lost && resumption != null && resumption.isAwaited(id);
    }

    boolean isSilenced() {
        return silenced;
    }

    boolean watchesOutgoing() {
        return listeners().has(Kind.ANY_OUTGOING);
    }

    void notifyOutgoing(Event event) {
        mailbox.offer(new Outgoing(listeners(), event, this::report));
    }

    /**
     * Joins the namespace and sends CONNECT, in this order: whatever is sent once the client knows that it is connected
     * reaches it. What is sent in between precedes CONNECT in the turns of the shard and skips the socket. False if the
     * client is already gone; the socket then ends like any other.
     */
    boolean connect() {
        namespace.server().liveness().begin();
        synchronized (this) {
            if (state == State.LEFT) {
                return false;
            }
            state = State.CONNECTED;
        }
        if (resumption == null) {
            enter(List.of());
        } else if (!resumption.connect(this::enter)) {
            // The client reconnects as a new one.
            session.close(CloseReason.FORCED_SERVER_CLOSE);
            return false;
        }
        namespace.tell(entered);
        entered = List.of();
        return true;
    }

    private void enter(List<EncodedMessage> missed) {
        entered = output.memberships().connect(namespace.inMemory().index());
        output.sendWelcome(missed);
    }

    /** The socket was refused or came too late, and leaves no trace. */
    void forget() {
        state = State.LEFT;
        output.closeAcks();
        connection.watchers().forget(output);
        output.abandon();
        if (resumption != null) {
            resumption.giveBack();
        }
    }

    /** The socket disconnected, whoever caused it; its earlier events are still handled first. */
    void closed(DisconnectReason reason, String description) {
        if (markLeft(resumption != null && reason.recoverable())) {
            finish(reason, description);
        }
    }

    /** False if it had already disconnected. */
    private synchronized boolean markLeft(boolean mayReturn) {
        if (state == State.LEFT) {
            return false;
        }
        lost = mayReturn;
        state = State.LEFT;
        return true;
    }

    private void finish(DisconnectReason reason, String description) {
        output.closeAcks();
        connection.watchers().forget(output);
        output.abandon();
        Instant at = namespace.server().scheduler().now();
        mailbox.add(() -> {
            silenced = true;
            departure.run(reason, description, at);
        });
        mailbox.release();
    }

    /** In the mailbox: it is connected. */
    void arrived() {
        departure.arrived();
    }

    ServerObserver observer() {
        return namespace.server().observer();
    }

    /** Runs a listener; an exception is reported and has no other effect. */
    void guard(String event, Runnable listener) {
        try {
            listener.run();
        } catch (Throwable failure) {
            report(event, failure);
        }
    }

    void report(String event, Throwable failure) {
        namespace.server().report(new HandlerFailure(this, event, failure));
    }

    @Override
    void answerFailed(Event event, Throwable cause) {
        Throwable failure = cause instanceof CompletionException && cause.getCause() != null ? cause.getCause() : cause;
        report(event.name(), failure);
        event.ack().send(Refusals.answer(failure, EventException.INTERNAL_ERROR, "internal error"));
    }

    @Override
    public String toString() {
        return "socket " + id + " of " + HandlerFailure.logged(namespace.name());
    }
}
