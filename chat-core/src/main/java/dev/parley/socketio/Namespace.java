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
import dev.parley.socketio.listener.Listener;
import dev.parley.socketio.listener.ListenerRegistry;
import dev.parley.socketio.listener.ListenerRegistry.Entry;
import dev.parley.socketio.listener.ListenerRegistry.Kind;
import dev.parley.socketio.listener.Listeners;
import dev.parley.socketio.listener.ReservedNames;
import dev.parley.socketio.packet.Packet;
import dev.parley.socketio.recovery.Recovery;
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
    private final @Nullable Recovery recovery;
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
        this.adapter = server.settings().adapter().create(this, local);
        this.recovery = server.newRecovery(adapter.sessions());
        this.answerLimit = server.settings().answerWithin();
        this.target = new Sockets(this);
        this.everyone = new BroadcastOperator(target, Selection.EVERYONE);
        adapter.begin();
    }

    /**
     * Returns the namespace's name.
     *
     * @return starts with {@code /}
     */
    public String name() {
        return name;
    }

    /**
     * Returns the adapter, which holds the rooms.
     *
     * @return the adapter
     */
    public Adapter adapter() {
        return adapter;
    }

    /**
     * Returns the connected sockets of this process.
     *
     * @return a copy, unordered
     */
    public Collection<Socket> sockets() {
        return local.index().all().stream()
                .map(SocketOutput::socket)
                .filter(Socket::connected)
                .toList();
    }

    /**
     * Returns a socket of this process by its id.
     *
     * @param id the id
     * @return the socket, or null if there is no connected socket with this id
     */
    public @Nullable Socket socket(String id) {
        RoomMember found = local.index().member(id);
        return found != null && found.isConnected() ? SocketOutput.socket(found) : null;
    }

    /**
     * Returns the rooms of this process that have members, including the sockets' own rooms.
     *
     * @return a copy
     */
    public Set<String> rooms() {
        return adapter.rooms();
    }

    /**
     * Adds a listener for connecting sockets, called in the socket's mailbox. Events from the client are held until all
     * connection listeners have run, so that listeners they register miss nothing.
     *
     * @param listener the listener
     * @return removes the listener
     */
    public Subscription onConnection(Consumer<Socket> listener) {
        return connectionListeners.add(listener);
    }

    /**
     * Adds a middleware after those added before.
     *
     * @param check decides about each connecting socket
     * @return this namespace
     */
    public Namespace use(Middleware check) {
        middleware.add(check);
        return this;
    }

    /**
     * Guarantees acknowledgements to clients of this namespace, as {@link SocketServerBuilder#answerWithin} does for
     * all namespaces. The shorter of the two times applies. Must be set before clients connect.
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

    /** Null if acknowledgements are not guaranteed. */
    @Nullable
    Duration answerLimit() {
        return answerLimit;
    }

    /**
     * Adds a listener for changes of the namespace's rooms, called after the change on the thread that caused it.
     *
     * @param listener must be fast
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
     * Emits an event to this namespace on the other servers of a cluster; has no effect on a single server.
     *
     * @param event its name
     * @param args its arguments
     * @throws IllegalArgumentException if the name is reserved
     */
    public void serverSideEmit(String event, @Nullable Object... args) {
        adapter.serverSideEmit(serverSideEvent(event, args));
    }

    /**
     * Emits an event to the sockets in a room that are connected to servers of the cluster that are not Parley's, such as Node's. For what sockets of
     * Parley's servers get in another way; has no effect on them, nor on a single server.
     *
     * @param room the room
     * @param event the event's name
     * @param args its arguments
     */
    public void mirror(String room, String event, @Nullable Object... args) {
        adapter.mirror(Packet.event(name, null, event, list(args)), Selection.EVERYONE.to(room));
    }

    /**
     * Emits an event to this namespace on the other servers of a cluster, and collects their acknowledgements.
     *
     * @param timeout how long to wait
     * @param event its name
     * @param args its arguments
     * @return completes with one acknowledgement per server that answered in time; empty if there is no other server
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
     * Listens to events that other servers of a cluster emit with {@link #serverSideEmit}.
     *
     * @param event the event's name
     * @param listener the listener, called on a thread of the adapter
     * @return removes the listener
     */
    public Subscription onServerSide(String event, Consumer<Event> listener) {
        return serverSide.add(new Entry(event, Listener.of(listener), false, Kind.EVENT), false);
    }

    /**
     * Delivers an event from another server; called by adapters.
     *
     * @param packet the event
     * @param ack acknowledges it
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

    /** A client was refused, or has disconnected. */
    void release() {
        released.accept(this);
    }

    /** Encodes an event without a recovery offset. */
    EncodedMessage encodeUnnumbered(Packet packet) {
        return server.encode(recovery == null ? packet : recovery.without(packet));
    }

    @Nullable
    ParentNamespace parent() {
        return parent;
    }

    @Nullable
    Recovery recovery() {
        return recovery;
    }

    /** The namespace is unused and will stay so. */
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

    /** The parent's middleware, followed by its own. */
    List<Middleware> middleware() {
        List<Middleware> all = parent == null ? new ArrayList<>() : new ArrayList<>(parent.middleware());
        all.addAll(middleware);
        return all;
    }

    /** The parent's connection listeners, followed by its own. */
    List<Consumer<Socket>> connectionListeners() {
        List<Consumer<Socket>> all = parent == null ? new ArrayList<>() : parent.connectionListeners();
        all.addAll(connectionListeners.all());
        return all;
    }

    /** Notifies the listeners of room events, and the observer; called without any lock. */
    void notifyRoomListeners(List<RoomChange> changes) {
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
                    // the first join and the last leave
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
