package dev.parley.socketio;

import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.runtime.observe.ServerObserver;
import dev.parley.socketio.delivery.BroadcastResult;
import dev.parley.socketio.event.Ack;
import dev.parley.socketio.event.Args;
import dev.parley.socketio.event.BroadcastAcks;
import dev.parley.socketio.event.ClusterReply;
import dev.parley.socketio.event.EmitResult;
import dev.parley.socketio.event.Event;
import dev.parley.socketio.event.RoomEvent;
import dev.parley.socketio.event.Selection;
import dev.parley.socketio.event.Subscription;
import dev.parley.socketio.listener.ListenerRegistry;
import dev.parley.socketio.listener.ListenerRegistry.Entry;
import dev.parley.socketio.listener.ListenerRegistry.Kind;
import dev.parley.socketio.listener.Listeners;
import dev.parley.socketio.listener.ReservedNames;
import dev.parley.socketio.packet.Packet;
import dev.parley.socketio.recovery.RecoveryLog;
import dev.parley.socketio.room.RoomChange;
import dev.parley.socketio.room.RoomMember;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A part of the server that clients connect to separately, with its own sockets, rooms, middleware and listeners.
 *
 * <p>Thread-safe. One connection can carry sockets of several namespaces.
 */
public final class Namespace implements Broadcaster {

    private final String name;
    private final ServerContext server;
    private final @Nullable ParentNamespace parent;
    private final Consumer<Namespace> released;
    private final InMemoryAdapter local;
    private final Adapter adapter;
    private final @Nullable RecoveryLog recovery;
    private final Target target;
    private final BroadcastOperator everyone;
    private final List<Middleware> middleware = new CopyOnWriteArrayList<>();
    private final Listeners<Socket> connectionListeners = new Listeners<>();
    private final Listeners<RoomEvent> roomListeners = new Listeners<>();
    private final ListenerRegistry serverSide = new ListenerRegistry();
    private volatile @Nullable Duration answerLimit;

    Namespace(String name, ServerContext server, @Nullable ParentNamespace parent, Consumer<Namespace> released) {
        this.name = name;
        this.server = server;
        this.parent = parent;
        this.released = released;
        this.local = new InMemoryAdapter(this, server);
        this.adapter = server.settings().adapter.create(this, local);
        this.recovery = server.newRecoveryLog();
        this.answerLimit = server.settings().answerWithin;
        this.target = new Sockets(this);
        this.everyone = new BroadcastOperator(target, Selection.EVERYONE);
        adapter.begin();
    }

    /**
     * The namespace's name.
     *
     * @return begins with {@code /}
     */
    public String name() {
        return name;
    }

    /**
     * What holds the rooms.
     *
     * @return the adapter
     */
    public Adapter adapter() {
        return adapter;
    }

    /**
     * The sockets of this process that are connected now.
     *
     * @return a copy, in no order
     */
    public Collection<Socket> sockets() {
        return local.index().all().stream()
                .map(SocketOutput::socket)
                .filter(Socket::connected)
                .toList();
    }

    /**
     * A socket of this process by its id.
     *
     * @param id the id
     * @return the socket, or null if none with this id is connected
     */
    public @Nullable Socket socket(String id) {
        RoomMember found = local.index().member(id);
        return found != null && found.isConnected() ? SocketOutput.socket(found) : null;
    }

    /**
     * The rooms of this process that have members, own-id rooms included.
     *
     * @return a copy
     */
    public Set<String> rooms() {
        return adapter.rooms();
    }

    /**
     * Calls a listener for every socket that connects, in the socket's mailbox. Events that the client sends meanwhile wait
     * until all connection listeners have run, so nothing that they register comes too late.
     *
     * @param listener what to call
     * @return removes the listener
     */
    public Subscription onConnection(Consumer<Socket> listener) {
        return connectionListeners.add(listener);
    }

    /**
     * Adds a middleware behind those added before.
     *
     * @param check decides about each connecting socket
     * @return this namespace
     */
    public Namespace use(Middleware check) {
        middleware.add(check);
        return this;
    }

    /**
     * Whether clients of this namespace that ask for an answer get one in any case, as {@link SocketServerBuilder#answerWithin} says for
     * all namespaces. Of the two times the shorter counts. To be set before clients connect.
     *
     * @param value how long listeners may take, positive
     * @return this namespace
     */
    public Namespace answerWithin(Duration value) {
        Duration limit = SocketSettings.positive("answerWithin", value);
        Duration known = answerLimit;
        answerLimit = known == null || limit.compareTo(known) < 0 ? limit : known;
        return this;
    }

    /** Null if clients may wait for answers that do not come. */
    @Nullable
    Duration answerLimit() {
        return answerLimit;
    }

    /**
     * Calls a listener for what happens to the namespace's rooms, on the thread that made it happen and after it happened.
     *
     * @param listener must be quick
     * @return removes the listener
     */
    public Subscription onRoomEvent(Consumer<RoomEvent> listener) {
        return roomListeners.add(listener);
    }

    @Override
    public BroadcastOperator operator() {
        return everyone;
    }

    BroadcastOperator operator(Selection selection) {
        return new BroadcastOperator(target, selection);
    }

    /**
     * Sends an event to the other servers of a cluster, on this namespace; with one server to nobody.
     *
     * @param event its name
     * @param args its arguments
     * @throws IllegalArgumentException if the name is reserved
     */
    public void serverSideEmit(String event, @Nullable Object... args) {
        adapter.serverSideEmit(serverSideEvent(event, args));
    }

    /**
     * Sends an event to the other servers of a cluster, on this namespace, and collects their answers.
     *
     * @param timeout how long to wait
     * @param event its name
     * @param args its arguments
     * @return completes with one answer of each other server that gave one in time: with none when there is no other
     * @throws IllegalArgumentException if the name is reserved, or the timeout negative
     */
    public CompletionStage<ClusterReply<List<Args>>> serverSideEmitWithAck(
            Duration timeout, String event, @Nullable Object... args) {
        return adapter.serverSideEmitWithAck(serverSideEvent(event, args), AckingOperator.checked(timeout));
    }

    private Packet serverSideEvent(String event, @Nullable Object[] args) {
        return Packet.event(name, null, ReservedNames.checkServerEvent(event), list(args));
    }

    /**
     * Listens to what other servers of a cluster send with {@link #serverSideEmit}.
     *
     * @param event the event's name
     * @param listener what to call, on a thread of the adapter
     * @return removes the listener
     */
    public Subscription onServerSide(String event, Consumer<Event> listener) {
        return serverSide.add(new Entry(event, listener::accept, false, Kind.EVENT), false);
    }

    /**
     * Delivers an event that another server sent; called by adapters.
     *
     * @param packet the event
     * @param ack answers it
     */
    public void receiveServerSide(Packet packet, Ack ack) {
        Event event = new Event(packet.event(), Args.of(packet, server.json()), ack);
        for (Entry entry : serverSide.entries()) {
            if (packet.event().equals(entry.event())) {
                try {
                    entry.listener().call(event);
                } catch (Throwable failure) {
                    server.report(new HandlerFailure(null, packet.event(), failure));
                }
            }
        }
    }

    ServerContext server() {
        return server;
    }

    /** A client was refused, or has left. */
    void release() {
        released.accept(this);
    }

    /** Encodes an event that carries no recovery offset. */
    EncodedMessage encodeUnnumbered(Packet packet) {
        return server.encode(recovery == null ? packet : recovery.offsets().without(packet));
    }

    @Nullable
    ParentNamespace parent() {
        return parent;
    }

    @Nullable
    RecoveryLog recovery() {
        return recovery;
    }

    /** Nobody is in it, and nobody will be. */
    void close() {
        adapter().close();
        if (recovery != null) {
            recovery.close();
        }
    }

    Target target() {
        return target;
    }

    InMemoryAdapter inMemory() {
        return local;
    }

    /** The parent's middleware, then its own. */
    List<Middleware> middleware() {
        List<Middleware> all = parent == null ? new ArrayList<>() : new ArrayList<>(parent.middleware());
        all.addAll(middleware);
        return all;
    }

    /** The parent's connection listeners, then its own. */
    List<Consumer<Socket>> connectionListeners() {
        List<Consumer<Socket>> all = parent == null ? new ArrayList<>() : parent.connectionListeners();
        all.addAll(connectionListeners.all());
        return all;
    }

    /** Tells the listeners of room events, and the observer; called without any lock. */
    void tell(List<RoomChange> changes) {
        if (server.observer() != ServerObserver.NOOP) {
            changes.forEach(this::observe);
        }
        if (roomListeners.isEmpty()) {
            return;
        }
        for (RoomChange change : changes) {
            RoomEvent event =
                    new RoomEvent(RoomEvent.Kind.valueOf(change.kind().name()), change.room(), change.member());
            for (Consumer<RoomEvent> listener : roomListeners.all()) {
                try {
                    listener.accept(event);
                } catch (Throwable failure) {
                    server.report(new HandlerFailure(null, event.kind().text(), failure));
                }
            }
        }
    }

    private void observe(RoomChange change) {
        if (!change.room().equals(change.member())) {
            switch (change.kind()) {
                case JOIN -> server.observer().roomJoined(name);
                case LEAVE -> server.observer().roomLeft(name);
                case CREATE, DELETE -> {
                    // the first join and the last leaving
                }
            }
        }
    }

    static List<@Nullable Object> list(@Nullable Object[] args) {
        return Collections.unmodifiableList(Arrays.asList(args));
    }

    @Override
    public String toString() {
        return name;
    }

    /** The sockets of one namespace, through its adapter. */
    private record Sockets(Namespace namespace) implements Target {

        @Override
        public EmitResult emit(Selection selection, String event, @Nullable Object[] args) {
            if (namespace.server().isClosed()) {
                return BroadcastResult.REFUSED;
            }
            return namespace.adapter.broadcast(packet(event, args), selection);
        }

        @Override
        public CompletionStage<BroadcastAcks> emitWithAck(
                Selection selection, Duration timeout, String event, @Nullable Object[] args) {
            return namespace.adapter.broadcastWithAck(packet(event, args), selection, timeout);
        }

        private Packet packet(String event, @Nullable Object[] args) {
            return Packet.event(namespace.name(), null, event, Namespace.list(args));
        }

        @Override
        public CompletionStage<ClusterReply<List<RemoteSocket>>> fetchSockets(Selection selection, Duration timeout) {
            return namespace.adapter.fetchSockets(selection, timeout);
        }

        @Override
        public CompletionStage<Void> socketsJoin(Selection selection, Collection<String> rooms) {
            return namespace.adapter.socketsJoin(selection, rooms);
        }

        @Override
        public CompletionStage<Void> socketsLeave(Selection selection, Collection<String> rooms) {
            return namespace.adapter.socketsLeave(selection, rooms);
        }

        @Override
        public CompletionStage<Void> disconnectSockets(Selection selection, boolean close) {
            return namespace.adapter.disconnectSockets(selection, close);
        }
    }
}
