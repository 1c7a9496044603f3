package dev.parley.socketio;

import dev.parley.engineio.fanout.CloseReason;
import dev.parley.engineio.session.Session;
import dev.parley.runtime.observe.ServerObserver;
import dev.parley.socketio.event.Args;
import dev.parley.socketio.event.DisconnectReason;
import dev.parley.socketio.event.EmitResult;
import dev.parley.socketio.event.Event;
import dev.parley.socketio.event.RateLimit;
import dev.parley.socketio.event.SavedSession;
import dev.parley.socketio.event.Selection;
import dev.parley.socketio.event.SocketKey;
import dev.parley.socketio.event.SocketMiddleware;
import dev.parley.socketio.event.Subscription;
import dev.parley.socketio.handshake.Handshake;
import dev.parley.socketio.inbound.Mailbox;
import dev.parley.socketio.listener.EngineWatchers;
import dev.parley.socketio.packet.Packet;
import dev.parley.socketio.recovery.Recovery;
import dev.parley.socketio.recovery.Resumption;
import dev.parley.socketio.recovery.Returning;
import dev.parley.socketio.recovery.SocketData;
import dev.parley.socketio.room.RoomMemberships;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A client in a namespace.
 *
 * <p>Thread-safe. Its listeners run serially, in the order of the client's events, in the socket's mailbox on the
 * server's handler executor; packets emitted by one thread arrive in order. States: connecting (while middleware
 * decide; nothing reaches the client), connected, left.
 */
public final class Socket implements RemoteSocket, EventSource {

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

    private final Carrier connection;
    private final Session session;
    private final Namespace namespace;
    private final Handshake handshake;
    private final Mailbox mailbox;
    private final String id;
    private final @Nullable Resumption resumption;
    private final boolean recovered;
    private final SocketData data = new SocketData();
    private final SocketListeners listeners = new SocketListeners(this);
    private final SocketOutput output;
    private final SocketLife life;

    Socket(
            Carrier connection,
            Namespace namespace,
            Handshake handshake,
            Mailbox mailbox,
            @Nullable Returning returning) {
        this.connection = connection;
        this.session = connection.session();
        this.namespace = namespace;
        this.handshake = handshake;
        this.mailbox = mailbox;
        SavedSession saved = returning == null ? null : returning.session();
        this.recovered = saved != null;
        this.id = saved != null ? saved.socketId() : newId(namespace.server(), namespace, session);
        this.output = new SocketOutput(this, id, session, namespace.server().writer());
        Recovery recovery = namespace.recovery();
        this.resumption = recovery == null ? null : resumption(recovery, returning);
        this.life = new SocketLife(this, connection, resumption);
        if (saved != null) {
            data.restore(saved.data());
            output.memberships().restore(saved.rooms());
        }
    }

    private Resumption resumption(Recovery recovery, @Nullable Returning returning) {
        String pid = returning == null
                ? namespace.server().newSocketId()
                : returning.session().pid();
        return new Resumption(recovery, namespace.inMemory().index(), pid, returning);
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
        return life.isConnected();
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
        return life.rooms();
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
    public Subscription on(String event, Consumer<Event> listener) {
        return listeners.on(event, listener);
    }

    @Override
    public Subscription once(String event, Consumer<Event> listener) {
        return listeners.once(event, listener);
    }

    @Override
    public Subscription onRequest(String event, Function<Event, ?> handler) {
        return listeners.onRequest(event, handler);
    }

    @Override
    public void off(String event) {
        listeners.off(event);
    }

    @Override
    public void off() {
        listeners.off();
    }

    @Override
    public Subscription onAny(Consumer<Event> listener) {
        return listeners.onAny(listener);
    }

    @Override
    public Subscription prependAny(Consumer<Event> listener) {
        return listeners.prependAny(listener);
    }

    @Override
    public void offAny() {
        listeners.offAny();
    }

    @Override
    public Subscription onUnhandled(Consumer<Event> listener) {
        return listeners.onUnhandled(listener);
    }

    @Override
    public Subscription onAnyOutgoing(Consumer<Event> listener) {
        return listeners.onAnyOutgoing(listener);
    }

    @Override
    public Subscription prependAnyOutgoing(Consumer<Event> listener) {
        return listeners.prependAnyOutgoing(listener);
    }

    @Override
    public void offAnyOutgoing() {
        listeners.offAnyOutgoing();
    }

    @Override
    public Subscription use(SocketMiddleware check) {
        return listeners.use(check);
    }

    @Override
    public Subscription limit(String event, RateLimit limit) {
        return listeners.limit(event, limit);
    }

    @Override
    public Subscription limit(RateLimit limit) {
        return listeners.limit(limit);
    }

    @Override
    public Subscription onError(Consumer<Throwable> listener) {
        return listeners.onError(listener);
    }

    @Override
    public Subscription onDisconnecting(Consumer<DisconnectReason> listener) {
        return listeners.onDisconnecting(listener);
    }

    @Override
    public Subscription onDisconnect(BiConsumer<DisconnectReason, String> listener) {
        return listeners.onDisconnect(listener);
    }

    @Override
    public void join(String... rooms) {
        if (!life.isEnding()) {
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

    /**
     * Selects all other sockets of the namespace.
     *
     * @return a new operator
     */
    public BroadcastOperator broadcast() {
        return namespace.operator(Selection.EVERYONE.except(id));
    }

    /**
     * Selects the sockets of these rooms, without this one.
     *
     * @param rooms room names
     * @return a new operator
     */
    public BroadcastOperator to(String... rooms) {
        return broadcast().to(rooms);
    }

    /**
     * The same as {@link #to}.
     *
     * @param rooms room names
     * @return a new operator
     */
    public BroadcastOperator in(String... rooms) {
        return to(rooms);
    }

    /**
     * Selects all other sockets of the namespace, except those in these rooms.
     *
     * @param rooms room names
     * @return a new operator
     */
    public BroadcastOperator except(String... rooms) {
        return broadcast().except(rooms);
    }

    /**
     * Selects only the other sockets of this process.
     *
     * @return a new operator
     */
    public BroadcastOperator local() {
        return broadcast().local();
    }

    /**
     * {@inheritDoc}
     *
     * <p>On return the socket is disconnected and in no room. What was emitted before still reaches its client, also what an adapter
     * delays; then its client is told. Disconnect listeners run later, in the mailbox; for those registered with {@link
     * #onDisconnecting}, {@link #rooms} still returns the rooms it was in.
     */
    @Override
    public void disconnect(boolean close) {
        disconnect(close, false);
    }

    /** The same, without waiting for anything that was emitted in this namespace. */
    void disconnectNow(boolean close) {
        disconnect(close, true);
    }

    private void disconnect(boolean close, boolean atOnce) {
        if (!close) {
            life.leaveNamespace(atOnce);
            return;
        }
        List<CompletableFuture<Void>> left = new ArrayList<>();
        left.add(life.leaveNamespace(atOnce));
        connection.sockets().forEach(socket -> left.add(socket.life.leaveNamespace(false)));
        var unused =
                CompletableFuture.allOf(left.toArray(CompletableFuture[]::new)).thenRun(this::closeConnection);
    }

    private void closeConnection() {
        if (!life.isConnecting() || !connection.expel(namespace.name())) {
            session.close(CloseReason.FORCED_SERVER_CLOSE);
        }
    }

    /** Disconnects the socket from its namespace and keeps the connection open; see {@link #disconnect(boolean)}. */
    public void disconnect() {
        disconnect(false);
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

    SocketData data() {
        return data;
    }

    RoomMemberships membership() {
        return output.memberships();
    }

    SocketOutput output() {
        return output;
    }

    SocketLife life() {
        return life;
    }

    SocketListeners listeners() {
        return listeners;
    }

    ServerObserver observer() {
        return namespace.server().observer();
    }

    @Override
    public String toString() {
        return "socket " + id + " of " + HandlerFailure.logged(namespace.name());
    }
}
