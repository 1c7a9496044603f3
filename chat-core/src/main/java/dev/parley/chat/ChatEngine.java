package dev.parley.chat;

import dev.parley.chat.cluster.ChatCluster;
import dev.parley.chat.event.EventDelivery;
import dev.parley.chat.policy.Authorizer;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.ChatListener;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.session.ChatLog;
import dev.parley.chat.session.ConnectionAcceptor;
import dev.parley.chat.session.RoomEvents;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.socketio.Namespace;
import dev.parley.socketio.Socket;
import dev.parley.socketio.SocketServer;
import dev.parley.socketio.event.RoomEvent;
import dev.parley.socketio.event.Subscription;
import dev.parley.store.Erasure;
import dev.parley.store.MessageStore;
import dev.parley.store.StoreHealth;
import dev.parley.store.StoreLoad;
import dev.parley.transport.HttpExchange;
import dev.parley.transport.TransportHandler;
import dev.parley.transport.WebSocketUpgrade;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A chat engine: rooms, users, presence, history, private messages and notifications for any Socket.IO client. Pass it
 * to a transport's {@code start}.
 *
 * <p>Thread-safe; nothing blocks but {@link #close}. The events between clients and engine are documented in {@code docs/events.md}. User code
 * (authenticator, authorizer, interceptors, listeners) runs on handler threads, never on a transport's and never under
 * a lock.
 */
public final class ChatEngine implements TransportHandler, AutoCloseable {

    private final ChatSettings settings;
    private final EngineAssembly assembly;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final AtomicBoolean draining = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();

    ChatEngine(ChatSettings settings) {
        this.settings = settings;
        this.assembly = new EngineAssembly(settings);
        ChatLog.started();
    }

    /**
     * Returns a builder of an engine.
     *
     * @return a builder; a store, and an authenticator or guests, are required
     */
    public static ChatEngineBuilder builder() {
        return new ChatEngineBuilder();
    }

    /**
     * Returns a room as a target for the application. Has no effect until it is used.
     *
     * @param name its name, normalised like client input
     * @return the room
     * @throws ChatException with {@link ErrorCode#ROOM_INVALID} if the name is not valid
     */
    public ChatRoom room(String name) {
        return new ChatRoom(assembly, RoomName.of(assembly.context().text().roomName(name)));
    }

    /**
     * Returns everybody who is in at least one of some rooms.
     *
     * @param names the rooms' names, normalised like client input
     * @return the audience
     * @throws ChatException with {@link ErrorCode#ROOM_INVALID} if a name is not valid
     */
    public Audience rooms(String... names) {
        return new Audience(
                assembly.context(),
                Arrays.stream(names).map(name -> room(name).name().key()).toArray(String[]::new));
    }

    /**
     * Returns a user as a target for the application, connected or not.
     *
     * @param id the id assigned by the authenticator
     * @return the user
     */
    public ChatUser user(String id) {
        return new ChatUser(assembly, UserId.of(id));
    }

    /**
     * Returns the user of a socket in one of the engine's namespaces.
     *
     * @param socket the socket
     * @return the user at the time the socket connected, or null if it did not pass the engine's authentication
     */
    public @Nullable User user(Socket socket) {
        return socket.get(ConnectionAcceptor.USER);
    }

    /**
     * Returns everybody who is connected, including guests.
     *
     * @return the audience
     */
    public Audience everyone() {
        return new Audience(assembly.context(), EventDelivery.EVERYONE);
    }

    /**
     * Returns every connected user who is authenticated, that is not a guest.
     *
     * @return the audience
     */
    public Audience authenticated() {
        return new Audience(assembly.context(), EventDelivery.AUTHENTICATED);
    }

    /**
     * Returns every connected user with a role.
     *
     * @param role a role in {@link User#roles()}
     * @return the audience
     */
    public Audience role(String role) {
        return new Audience(assembly.context(), EventDelivery.role(role));
    }

    /**
     * Returns everybody who has subscribed to an entity with the command {@code subscribe}, subject to {@link
     * Authorizer#maySubscribe}.
     *
     * @param entity the application's name of the entity, such as {@code project:17}
     * @return the audience
     */
    public Audience entity(String entity) {
        return new Audience(assembly.context(), EventDelivery.entity(entity));
    }

    /**
     * Opens a Socket.IO namespace of the application to users who pass the engine's authentication and a check. Each
     * socket joins the room {@code user:<id>}; {@link #user(Socket)} returns its user.
     *
     * @param name the namespace, such as {@code /admin}
     * @param check which users may connect
     * @return the namespace, for adding listeners
     */
    public Namespace namespace(String name, Predicate<User> check) {
        Namespace namespace = assembly.server().of(name);
        assembly.acceptor().open(namespace, check);
        return namespace;
    }

    /**
     * Adds a listener for changes of the application's own rooms in the main namespace, as Socket.IO defines them:
     * rooms that the application makes sockets of {@link #server()} join, and entities that clients subscribe to. They
     * are reported by the application's names; rooms that the engine uses itself are not reported. For rooms of the
     * chat use {@link ChatListener}.
     *
     * <p>Add it before clients connect: existing rooms are tracked only from then on.
     *
     * @param listener called on the thread that caused the change, must be fast
     * @return removes the listener
     */
    public Subscription onRoomEvent(Consumer<RoomEvent> listener) {
        return assembly.server().of("/").onRoomEvent(new RoomEvents(assembly.profiles(), listener));
    }

    /**
     * Returns how many users are online, each counted once, including those in the grace period.
     *
     * @return the current number
     */
    public int onlineUsers() {
        return assembly.context().people().count();
    }

    /**
     * Returns the number of connections.
     *
     * @return the current number
     */
    public int connections() {
        return assembly.sessions().count();
    }

    /**
     * Returns the number of named rooms in memory.
     *
     * @return the current number
     */
    public int liveRooms() {
        return assembly.rooms().live().size();
    }

    /**
     * Returns the names of the predefined rooms.
     *
     * @return the predefined rooms, unordered
     */
    public Set<RoomName> definedRooms() {
        return Set.copyOf(assembly.rooms().definitions().keySet());
    }

    /**
     * Asks the authorizer whether a user may export a room; for the application's own export endpoint.
     *
     * @param user the user
     * @param room the room
     * @return true if allowed
     */
    public boolean mayExport(User user, RoomName room) {
        return settings.authorizer().mayExport(user, room);
    }

    /**
     * Erases what a user has written, the user's markers, inbox and records, and asks the affected rooms to reload. The
     * user's connections are closed. Files of a daily export are not changed: use {@link dev.parley.export.UserErasure}
     * for the store and the files.
     *
     * @param id the user's id
     * @return the number of entries erased
     */
    public CompletionStage<Integer> erase(String id) {
        UserId user = UserId.of(id);
        assembly.disconnect(user, new ChatException(ErrorCode.FORBIDDEN, "the user was erased"));
        return assembly.onHandlers(assembly.context().store().call(store -> eraseAll(store, user)));
    }

    private int eraseAll(MessageStore store, UserId user) {
        int entries = 0;
        Erasure erasure;
        Set<RoomName> rooms = new LinkedHashSet<>();
        try {
            do {
                erasure = store.eraseUser(user, 1_000);
                entries += erasure.entries();
                rooms.addAll(erasure.rooms());
            } while (!erasure.complete());
        } finally {
            assembly.shortened();
        }
        rooms.forEach(room -> assembly.erased(store.head(room)));
        return entries;
    }

    /**
     * Returns the underlying Socket.IO server, for the application's own events.
     *
     * @return the server
     */
    public SocketServer server() {
        return assembly.server();
    }

    /**
     * Returns the store, for exports.
     *
     * @return the store
     */
    public MessageStore store() {
        return settings.store();
    }

    /**
     * Returns the way to the other engines of the chat, for its health and its counts. The engine starts and closes it.
     *
     * @return the cluster; {@link ChatCluster#alone} for an engine without others
     */
    public ChatCluster cluster() {
        return settings.cluster();
    }

    /**
     * Returns what currently waits for the store, for metrics.
     *
     * @return the numbers of this moment
     */
    public StoreLoad storeLoad() {
        return assembly.store().load();
    }

    /**
     * Returns whether presence and lists of people are those of this moment. If the engines of the {@link ChatEngineBuilder#cluster
     * cluster} share them and cannot reach them now, what is known of others is that of before.
     *
     * @return false from the first call to the shared state that was not answered until one is; true without a cluster
     */
    public boolean presenceIsCertain() {
        return assembly.presenceIsCertain();
    }

    /**
     * Returns the store's health, for readiness checks. All callers within a second share one probe, and the stage
     * never takes longer than a second: a store that has not answered by then is not up, until it does.
     *
     * @return the health, within a second; completes on the thread that determines it, so continuations must be fast
     */
    public CompletionStage<StoreHealth> health() {
        return assembly.health().health().minimalCompletionStage();
    }

    /**
     * Returns the effective limits.
     *
     * @return the limits
     */
    public ChatLimits limits() {
        return settings.limits();
    }

    /**
     * Takes the engine out of service so that nobody notices, and shuts it down: drains it for {@link Limit#DRAIN_WINDOW} if there is a cluster
     * for its clients to move to, a {@link ChatEngineBuilder#cluster} or an adapter with others. An engine alone is {@linkplain #shutdown shut
     * down} at once.
     *
     * @return completes as {@link #shutdown} does, after the window
     */
    public CompletionStage<Void> drain() {
        return assembly.hasOthers() ? drain(limits().time(Limit.DRAIN_WINDOW)) : shutdown();
    }

    /**
     * Moves the clients to other engines, and shuts this one down: new clients are refused at once, as by {@link SocketServer#drain}, and each
     * connected one is sent {@code serverNotice} of the kind {@code shutdown} with the time that it has left, in {@code reconnectAfterMs}. In the first
     * quarter of the window nobody is moved, in the rest one after the other: the commands that a client has sent are finished and
     * acknowledged, its session is saved where the cluster keeps sessions, and its connection is closed, upon which clients of Socket.IO
     * connect again by themselves. Here such a user neither goes offline nor leaves rooms.
     *
     * <p>With a {@code ChatCluster} whose engines share state, users are online, in their rooms and have their names on the other engines, too, until they
     * are there, or until this engine's lease is over, 14 seconds after its end. {@link #shutdown} and {@link #close}
     * cut the drain short. Idempotent: further calls return a stage for the same end.
     *
     * @param window over which clients are spread, zero or more
     * @return completes as {@link #shutdown} does, after the window and at most 11 seconds more for the last clients
     * @throws IllegalArgumentException if the window is negative
     */
    public CompletionStage<Void> drain(Duration window) {
        if (window.isNegative()) {
            throw new IllegalArgumentException("the window is negative: " + window);
        }
        if (!closing.get() && draining.compareAndSet(false, true)) {
            ChatLog.draining(connections(), window);
            assembly.drain(window).whenComplete((done, failure) -> shutdown());
        }
        return closed.minimalCompletionStage();
    }

    /**
     * Returns whether the engine is going out of service: it was told to drain, to shut down or to close. A readiness check of a load
     * balancer should then fail.
     *
     * @return true from then on
     */
    public boolean isEnding() {
        return draining.get() || closing.get();
    }

    /**
     * Shuts the chat down gracefully: notifies all clients, refuses new work, stores what is queued (for at most {@link
     * Limit#CLOSE_TIMEOUT}), flushes outbound queues (for at most {@link Limit#FLUSH_TIMEOUT}), closes all connections
     * (within 10 seconds), and closes the store. Idempotent: further calls return a stage for the same shutdown.
     *
     * @return completes when done; fails if the store could not be closed. Its continuations must be fast
     */
    @Override
    public CompletionStage<Void> shutdown() {
        if (closing.compareAndSet(false, true)) {
            ChatLog.stopping(connections());
            assembly.shutdown().whenComplete((done, failure) -> {
                if (failure != null) {
                    ChatLog.stopped(failure);
                    closed.completeExceptionally(failure);
                } else {
                    ChatLog.stopped();
                    closed.complete(null);
                }
            });
        }
        return closed.minimalCompletionStage();
    }

    /**
     * Shuts the chat down, as {@link #shutdown} does, and waits until it has: at most for the times given there, and not
     * at all in a callback of the engine, or with a clock that is advanced by hand. Idempotent; an interrupted thread
     * stops waiting and stays interrupted.
     *
     * @throws RuntimeException what the store has thrown, if it could not be closed meanwhile
     */
    @Override
    public void close() {
        if (assembly.await(shutdown())) {
            try {
                closed.join();
            } catch (CompletionException failure) {
                throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
            }
        }
    }

    EngineAssembly assembly() {
        return assembly;
    }

    @Override
    public String path() {
        return assembly.server().path();
    }

    @Override
    public boolean accepts(String path) {
        return assembly.server().accepts(path);
    }

    @Override
    public int maxMessageBytes() {
        return assembly.server().maxMessageBytes();
    }

    @Override
    public void onHttp(HttpExchange exchange) {
        assembly.server().onHttp(exchange);
    }

    @Override
    public void onUpgrade(WebSocketUpgrade upgrade) {
        assembly.server().onUpgrade(upgrade);
    }
}
