package dev.parley.chat;

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
import dev.parley.socketio.RoomEvent;
import dev.parley.socketio.Socket;
import dev.parley.socketio.SocketServer;
import dev.parley.socketio.Subscription;
import dev.parley.store.Erasure;
import dev.parley.store.MessageStore;
import dev.parley.store.StoreHealth;
import dev.parley.transport.HttpExchange;
import dev.parley.transport.TransportHandler;
import dev.parley.transport.WebSocketUpgrade;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A chat: rooms, users, presence, history, private messages and notifications for every Socket.IO client. Give it to a
 * transport's {@code start}.
 *
 * <p>Thread-safe. What clients and engine say to each other is in {@code docs/events.md}. User code (authenticator,
 * authorizer, interceptors, listeners) runs on handler threads, never on a transport's and never under a lock.
 */
public final class ChatEngine implements TransportHandler {

    private final ChatSettings settings;
    private final EngineAssembly assembly;
    private final CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();
    private final AtomicBoolean closing = new AtomicBoolean();

    ChatEngine(ChatSettings settings) {
        this.settings = settings;
        this.assembly = new EngineAssembly(settings);
        ChatLog.started();
    }

    /**
     * Begins to describe an engine.
     *
     * @return a builder; a store, and an authenticator or guests, are required
     */
    public static ChatEngineBuilder builder() {
        return new ChatEngineBuilder();
    }

    /**
     * A room, as a target for the application. Nothing happens until it is used.
     *
     * @param name its name, normalised as those that clients give
     * @return the room
     * @throws ChatException with {@link ErrorCode#ROOM_INVALID} if this cannot be the name of a room
     */
    public ChatRoom room(String name) {
        return new ChatRoom(assembly, RoomName.of(assembly.context().text().roomName(name)));
    }

    /**
     * Everybody who is in at least one of some rooms.
     *
     * @param names the rooms' names, normalised as those that clients give
     * @return the audience
     * @throws ChatException with {@link ErrorCode#ROOM_INVALID} if one cannot be the name of a room
     */
    public Audience rooms(String... names) {
        return new Audience(
                assembly.context(),
                Arrays.stream(names).map(name -> room(name).name().key()).toArray(String[]::new));
    }

    /**
     * A user, as a target for the application, connected or not.
     *
     * @param id the id that the authenticator gives
     * @return the user
     */
    public ChatUser user(String id) {
        return new ChatUser(assembly, UserId.of(id));
    }

    /**
     * The user behind a socket of one of the engine's namespaces.
     *
     * @param socket the socket
     * @return the user as it was when the socket connected, or null if it did not pass the engine's authentication
     */
    public @Nullable User user(Socket socket) {
        return socket.get(ConnectionAcceptor.USER);
    }

    /**
     * Everybody who is connected, guests too.
     *
     * @return the audience
     */
    public Audience everyone() {
        return new Audience(assembly.context(), EventDelivery.EVERYONE);
    }

    /**
     * Everybody who is connected and was authenticated: no guests.
     *
     * @return the audience
     */
    public Audience authenticated() {
        return new Audience(assembly.context(), EventDelivery.AUTHENTICATED);
    }

    /**
     * Everybody who is connected and has a role.
     *
     * @param role a role in {@link User#roles()}
     * @return the audience
     */
    public Audience role(String role) {
        return new Audience(assembly.context(), EventDelivery.role(role));
    }

    /**
     * Everybody who has subscribed to an entity with the command {@code subscribe}, which {@link Authorizer#maySubscribe} has
     * to allow.
     *
     * @param entity the application's name for it, such as {@code project:17}
     * @return the audience
     */
    public Audience entity(String entity) {
        return new Audience(assembly.context(), EventDelivery.entity(entity));
    }

    /**
     * Opens a Socket.IO namespace of the application to users who pass the engine's authentication and a check. Each socket
     * sits in the room {@code user:<id>}; {@link #user(Socket)} gives its user.
     *
     * @param name the namespace, such as {@code /admin}
     * @param check which users may connect
     * @return the namespace, for listeners
     */
    public Namespace namespace(String name, Predicate<User> check) {
        Namespace namespace = assembly.server().of(name);
        assembly.acceptor().open(namespace, check);
        return namespace;
    }

    /**
     * Calls a listener for what happens to rooms of the application's own in the main namespace, in Socket.IO's words: rooms that
     * the application lets sockets of {@link #server()} join, and entities that clients subscribe to. They have the names that the
     * application gave them; rooms that the engine uses itself are not announced. Rooms of the chat are announced to
     * {@link ChatListener}.
     *
     * <p>Add it before clients come: rooms that exist already are counted from then on only.
     *
     * @param listener called on the thread that made it happen, must be quick
     * @return removes the listener
     */
    public Subscription onRoomEvent(Consumer<RoomEvent> listener) {
        return assembly.server().of("/").onRoomEvent(new RoomEvents(assembly.profiles(), listener));
    }

    /**
     * How many users are connected, each counted once, with those in the grace time.
     *
     * @return the number now
     */
    public int onlineUsers() {
        return assembly.context().people().count();
    }

    /**
     * How many connections there are.
     *
     * @return the number now
     */
    public int connections() {
        return assembly.sessions().count();
    }

    /**
     * How many named rooms are in memory.
     *
     * @return the number now
     */
    public int liveRooms() {
        return assembly.rooms().live().size();
    }

    /**
     * The names that clients may give to rooms that are defined.
     *
     * @return the defined rooms, in no order
     */
    public Set<RoomName> definedRooms() {
        return Set.copyOf(assembly.rooms().definitions().keySet());
    }

    /**
     * Asks the authorizer whether a user may export a room; for the application's own export endpoint.
     *
     * @param user who
     * @param room which
     * @return true if the user may
     */
    public boolean mayExport(User user, RoomName room) {
        return settings.authorizer().mayExport(user, room);
    }

    /**
     * Erases what a user has written, the user's markers, inbox and records, and asks the rooms concerned to read anew. The
     * user's connections are ended. Files of a daily export stay as they are: {@link dev.parley.export.UserErasure} goes over the
     * store and the files.
     *
     * @param id the user's id
     * @return how many entries lost their content
     */
    public CompletionStage<Integer> erase(String id) {
        UserId user = UserId.of(id);
        assembly.acceptor().disconnect(user, new ChatException(ErrorCode.FORBIDDEN, "the user was erased"));
        return assembly.onHandlers(assembly.context().store().call(store -> eraseAll(store, user)));
    }

    private int eraseAll(MessageStore store, UserId user) {
        int entries = 0;
        Erasure erasure;
        Set<RoomName> rooms = new LinkedHashSet<>();
        do {
            erasure = store.eraseUser(user, 1_000);
            entries += erasure.entries();
            rooms.addAll(erasure.rooms());
        } while (!erasure.complete());
        rooms.forEach(room -> assembly.publisher().erased(room, store.head(room)));
        return entries;
    }

    /**
     * The Socket.IO server underneath, for events of the application's own.
     *
     * @return the server
     */
    public SocketServer server() {
        return assembly.server();
    }

    /**
     * The store, for exports.
     *
     * @return the store
     */
    public MessageStore store() {
        return settings.store();
    }

    /**
     * Whether the store works: for readiness checks. One question to the store answers everybody who asks within a second, and
     * the stage never takes longer than a second: a store that has not answered by then is not up, until it does.
     *
     * @return the health, known within a second; completes on the thread that finds out, so what follows must be quick
     */
    public CompletionStage<StoreHealth> health() {
        return assembly.health().health().minimalCompletionStage();
    }

    /**
     * The limits in force.
     *
     * @return the limits
     */
    public ChatLimits limits() {
        return settings.limits();
    }

    /**
     * Ends the chat: notifies all clients, refuses what comes then, stores what waits (at most {@link Limit#CLOSE_TIMEOUT}), lets
     * clients take what was sent to them (at most {@link Limit#FLUSH_TIMEOUT}), ends all connections, and closes the store.
     * Repeating the call does nothing more.
     *
     * @return ends when all is done
     */
    public CompletionStage<@Nullable Void> close() {
        if (closing.compareAndSet(false, true)) {
            ChatLog.stopping(connections());
            assembly.close().whenComplete((done, failure) -> {
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

    @Override
    public CompletionStage<Void> shutdown() {
        return close();
    }
}
