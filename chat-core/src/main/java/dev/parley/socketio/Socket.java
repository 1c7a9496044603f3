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
 * One client in one namespace.
 *
 * <p>Thread-safe. Its listeners run one at a time, in the order in which the client sent its events, in the socket's mailbox
 * on the server's handler executor; packets that one thread emits arrive in the order of the calls. Life: connecting (while
 * middleware decide; nothing reaches the client), connected, left.
 */
public final class Socket extends EventSource implements RemoteSocket {

    /** The connection that carries it, with sockets of other namespaces. */
    interface Carrier {

        Session session();

        EngineWatchers watchers();

        List<Socket> sockets();

        /** The server disconnected a socket. */
        void remove(Socket socket);

        /** Refuses a socket that is on its way in; false if it is not any more. */
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
    /** What connecting did to rooms, until listeners are notified; used by the mailbox only. */
    private List<RoomChange> entered = List.of();

    private final SocketData data = new SocketData();
    private final SocketOutput output;
    private final Departure departure = new Departure(this);

    private volatile State state = State.CONNECTING;
    private volatile boolean silenced;
    /** Whether the connection was lost, so that the client may come back. */
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

    /** Clients of Socket.IO 2 derive the id from that of the session. */
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
     * The namespace it is in.
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
     * The Engine.IO session that carries it.
     *
     * @return its transport, and listeners for it
     */
    public EngineSession engineSession() {
        return new EngineSession(output, session, connection.watchers());
    }

    /**
     * Whether it is connected: not while middleware decide, and not once it has left.
     *
     * @return true between the two
     */
    public boolean connected() {
        return state == State.CONNECTED;
    }

    /**
     * Whether its state was recovered after a short loss of the connection.
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
     * Keeps data on the socket, in place of what was there.
     *
     * @param <T> its type
     * @param key which
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
     * Sends the event {@code message}.
     *
     * @param args its arguments
     * @return what became of it
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
     * A packet is dropped when the connection is busy, instead of being sent later; {@link Broadcaster#asVolatile} says when it is.
     *
     * @return an operator on this socket
     */
    public SocketOperator asVolatile() {
        return new SocketOperator(output, Selection.EVERYONE.asVolatile());
    }

    /**
     * Whether a connection that compresses should compress the packet.
     *
     * @param wanted false to send it uncompressed
     * @return an operator on this socket
     */
    public SocketOperator compress(boolean wanted) {
        return new SocketOperator(output, Selection.EVERYONE.withCompress(wanted));
    }

    /**
     * Asks for an answer.
     *
     * @param timeout how long to wait for it; zero does not wait
     * @return an operator on this socket
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
     * <p>When the call returns the socket is not connected and in no room. Listeners for its end run later, in the mailbox; to those
     * that {@link #onDisconnecting} registered {@link #rooms} still gives the rooms it was in.
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

    /** Removes the socket from its namespace and leaves the connection open; see {@link #disconnect(boolean)}. */
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
     * Messages that wait for this socket's connection, of all its namespaces.
     *
     * @return their number
     */
    public int queuedMessages() {
        return session.queuedMessages();
    }

    /**
     * Whether a packet would leave at once: connected, nothing waiting, no write under way.
     *
     * @return true if a volatile packet would not be dropped now, unless the calling code has just sent another one
     */
    public boolean writable() {
        return connected() && session.isWritable();
    }

    /**
     * Events that wait to be handled.
     *
     * @return the size of the mailbox
     */
    public int pendingEvents() {
        return mailbox.size();
    }

    /**
     * Runs tasks in this socket's mailbox: one at a time with its listeners, in order.
     *
     * @return the mailbox as an executor; refuses tasks when it holds far more than the server's bound
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

    /** Whether what is emitted now is kept for a client that lost its connection and may come back. */
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
     * Joins the namespace and sends CONNECT, in this order: whatever is sent once the client knows that it is connected reaches
     * it. What was sent between the two comes before CONNECT in the turns of the shard and passes the socket by. False when the
     * client is gone already; the end of the socket follows then as for any other.
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
            // The client comes again, and anew.
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

    /** The socket was refused or came too late: it was never there. */
    void forget() {
        state = State.LEFT;
        output.closeAcks();
        connection.watchers().forget(output);
        output.abandon();
        if (resumption != null) {
            resumption.giveBack();
        }
    }

    /** The socket left, whoever ended it; what it sent before is still handled first. */
    void closed(DisconnectReason reason, String description) {
        if (markLeft(resumption != null && reason.recoverable())) {
            finish(reason, description);
        }
    }

    /** False if it had left before. */
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

    /** Runs a listener; what it throws is reported and harms nobody. */
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
