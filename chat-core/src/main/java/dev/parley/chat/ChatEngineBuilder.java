package dev.parley.chat;

import dev.parley.chat.log.StoreThreads;
import dev.parley.chat.policy.Authenticator;
import dev.parley.chat.policy.Authorizer;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.ChatListener;
import dev.parley.chat.policy.ChatTexts;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.MessageInterceptor;
import dev.parley.chat.policy.NamePolicy;
import dev.parley.chat.policy.RoomDefinition;
import dev.parley.chat.policy.RoomMode;
import dev.parley.chat.session.ConnectionAcceptor;
import dev.parley.runtime.observe.ServerObserver;
import dev.parley.socketio.Namespace;
import dev.parley.socketio.SocketServer;
import dev.parley.socketio.SocketServerBuilder;
import dev.parley.store.MessageStore;
import dev.parley.time.Scheduler;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Describes an engine. Used by one thread; {@link #build} checks everything. */
public final class ChatEngineBuilder {

    private @Nullable SocketServer server;
    private @Nullable MessageStore store;
    private @Nullable Authenticator authenticator;
    private boolean guests;
    private boolean uniqueNames;
    private boolean compatibility;
    private boolean legacyTexts;
    private boolean legacyNames;
    private ZoneId legacyZone = ZoneId.systemDefault();
    private RoomMode roomMode = RoomMode.EXCLUSIVE;
    private boolean freeRooms = true;
    private final List<RoomDefinition> rooms = new ArrayList<>();
    private ChatLimits limits = ChatLimits.defaults();
    private ChatTexts texts = ChatTexts.DEFAULT;
    private NamePolicy namePolicy = NamePolicy.DEFAULT;
    private Set<String> reservedNames = Set.of();
    private Authorizer authorizer = Authorizer.DEFAULT;
    private final List<MessageInterceptor> interceptors = new ArrayList<>();
    private final List<ChatListener> listeners = new ArrayList<>();
    private final List<ServerObserver> observers = new ArrayList<>();
    private @Nullable Scheduler scheduler;
    private @Nullable Executor executor;
    private @Nullable StoreThreads storeThreads;

    ChatEngineBuilder() {}

    /**
     * Where everything is kept; required. The engine closes it when it is closed.
     *
     * @param value the store
     * @return this
     */
    public ChatEngineBuilder store(MessageStore value) {
        store = Objects.requireNonNull(value, "store");
        return this;
    }

    /**
     * Establishes the identity of users; required unless {@link #guests} are let in.
     *
     * @param value the authenticator
     * @return this
     */
    public ChatEngineBuilder authenticator(Authenticator value) {
        authenticator = Objects.requireNonNull(value, "authenticator");
        return this;
    }

    /**
     * Whether clients without a token are let in under a name of their own choice; not by default. Whom the container has
     * authenticated ({@link dev.parley.socketio.Handshake#principal}) is no guest: the authenticator is asked. Guests have the role
     * {@code guest} and an id that begins with {@code guest-}.
     *
     * @param value true to let them in
     * @return this
     */
    public ChatEngineBuilder guests(boolean value) {
        guests = value;
        return this;
    }

    /**
     * Whether two users may not have the same display name at the same time, or names that look alike; they may by default.
     *
     * @param value true to refuse with {@link ErrorCode#NAME_TAKEN}
     * @return this
     */
    public ChatEngineBuilder uniqueNames(boolean value) {
        uniqueNames = value;
        return this;
    }

    /**
     * Names that no guest may take, besides {@code System}, {@code Admin}, {@code everyone}, {@code here} and the like, and the
     * name in {@link ChatTexts#systemName}.
     *
     * @param names the names; those that look alike are reserved too, also with other characters than letters around them
     * @return this
     */
    public ChatEngineBuilder reservedNames(String... names) {
        reservedNames = Set.of(names);
        return this;
    }

    /**
     * Decides which names look alike and which guests may not choose; {@link NamePolicy#DEFAULT} by default.
     *
     * @param value the policy
     * @return this
     */
    public ChatEngineBuilder namePolicy(NamePolicy value) {
        namePolicy = Objects.requireNonNull(value, "namePolicy");
        return this;
    }

    /**
     * How many rooms a connection may be in; {@link RoomMode#EXCLUSIVE} by default.
     *
     * @param value the mode
     * @return this
     */
    public ChatEngineBuilder roomMode(RoomMode value) {
        roomMode = Objects.requireNonNull(value, "roomMode");
        return this;
    }

    /**
     * Adds rooms that exist from the start.
     *
     * @param definitions the rooms
     * @return this
     */
    public ChatEngineBuilder rooms(RoomDefinition... definitions) {
        rooms.addAll(List.of(definitions));
        return this;
    }

    /**
     * Whether rooms come into being when somebody joins them; they do by default. Otherwise only {@link #rooms} exist.
     *
     * @param value false for predefined rooms only
     * @return this
     */
    public ChatEngineBuilder freeRooms(boolean value) {
        freeRooms = value;
        return this;
    }

    /**
     * Understands clients that use other event names and payloads, see the compatibility profile in
     * {@code docs/events.md}; not by default.
     *
     * @param value true to understand them
     * @return this
     */
    public ChatEngineBuilder compatibility(boolean value) {
        compatibility = value;
        return this;
    }

    /**
     * Whether legacy clients whose handshake has no {@code messageFormat} get messages as plain texts; they get objects by
     * default. Only with {@link #compatibility}.
     *
     * @param value true for texts
     * @return this
     */
    public ChatEngineBuilder legacyTexts(boolean value) {
        legacyTexts = value;
        return this;
    }

    /**
     * Whether legacy clients whose handshake has no {@code roomUsersFormat} get the users of a room as names; they get
     * objects by default. Only with {@link #compatibility}.
     *
     * @param value true for names
     * @return this
     */
    public ChatEngineBuilder legacyNames(boolean value) {
        legacyNames = value;
        return this;
    }

    /**
     * The time zone of the field {@code time} of {@code receiveMessage}, which legacy clients show as it is; the system's by
     * default. Only with {@link #compatibility}.
     *
     * @param value the zone
     * @return this
     */
    public ChatEngineBuilder legacyZone(ZoneId value) {
        legacyZone = Objects.requireNonNull(value, "legacyZone");
        return this;
    }

    /**
     * The limits; {@link ChatLimits#defaults()} by default.
     *
     * @param value the limits
     * @return this
     */
    public ChatEngineBuilder limits(ChatLimits value) {
        limits = Objects.requireNonNull(value, "limits");
        return this;
    }

    /**
     * What the engine says in words; {@link ChatTexts#DEFAULT} by default.
     *
     * @param value the texts
     * @return this
     */
    public ChatEngineBuilder texts(ChatTexts value) {
        texts = Objects.requireNonNull(value, "texts");
        return this;
    }

    /**
     * Who says what users may do; {@link Authorizer#DEFAULT} by default.
     *
     * @param value the authorizer
     * @return this
     */
    public ChatEngineBuilder authorizer(Authorizer value) {
        authorizer = Objects.requireNonNull(value, "authorizer");
        return this;
    }

    /**
     * Adds an interceptor behind those there are.
     *
     * @param value the interceptor
     * @return this
     */
    public ChatEngineBuilder interceptor(MessageInterceptor value) {
        interceptors.add(Objects.requireNonNull(value, "interceptor"));
        return this;
    }

    /**
     * Adds a listener.
     *
     * @param value the listener
     * @return this
     */
    public ChatEngineBuilder listener(ChatListener value) {
        listeners.add(Objects.requireNonNull(value, "listener"));
        return this;
    }

    /**
     * Adds an observer, which is notified of what the engine and its server do. The observers of an engine are those of its server: with
     * {@link #server} they are given to the server's builder instead.
     *
     * @param value the observer
     * @return this
     */
    public ChatEngineBuilder observer(ServerObserver value) {
        observers.add(Objects.requireNonNull(value, "observer"));
        return this;
    }

    /**
     * The Socket.IO server to run on, with its own options such as CORS; one with the defaults unless given. The engine
     * takes its main namespace and {@code /notifications}, where clients that ask for an answer get one within a minute
     * ({@link Namespace#answerWithin}), and closes it when it is closed.
     *
     * @param value the server
     * @return this
     */
    public ChatEngineBuilder server(SocketServer value) {
        server = Objects.requireNonNull(value, "server");
        return this;
    }

    /**
     * The source of time; the system's clock by default.
     *
     * @param value the scheduler; stays the caller's
     * @return this
     */
    public ChatEngineBuilder scheduler(Scheduler value) {
        scheduler = Objects.requireNonNull(value, "scheduler");
        return this;
    }

    /**
     * Where user code runs that follows a store call, and listeners; threads of the engine by default.
     *
     * @param value the executor; stays the caller's
     * @return this
     */
    public ChatEngineBuilder executor(Executor value) {
        executor = Objects.requireNonNull(value, "executor");
        return this;
    }

    /** Where the store is called. */
    ChatEngineBuilder storeThreads(StoreThreads value) {
        storeThreads = value;
        return this;
    }

    /**
     * Makes the engine.
     *
     * @return the engine, to be given to a transport
     * @throws IllegalStateException if something required is missing or two settings do not go together
     */
    public ChatEngine build() {
        MessageStore checkedStore = store;
        if (checkedStore == null) {
            throw new IllegalStateException("store is required, for example InMemoryMessageStore.create()");
        }
        if (authenticator == null && !guests) {
            throw new IllegalStateException("authenticator is required unless guests(true) lets everybody in");
        }
        checkTogether();
        SocketServer used = server != null ? server : newServer();
        return new ChatEngine(new ChatSettings(
                used,
                checkedStore,
                authenticator,
                guests,
                uniqueNames,
                compatibility ? new ChatSettings.Compatibility(legacyTexts, legacyNames, legacyZone) : null,
                roomMode,
                freeRooms,
                List.copyOf(rooms),
                PacketFit.check(limits, used),
                texts,
                namePolicy,
                reservedNames,
                authorizer,
                List.copyOf(interceptors),
                List.copyOf(listeners),
                scheduler,
                executor,
                storeThreads));
    }

    /** Settings that do not go together. */
    private void checkTogether() {
        if (!freeRooms && rooms.isEmpty()) {
            throw new IllegalStateException("freeRooms(false) without rooms(..): nobody could join anything");
        }
        if (!compatibility && (legacyTexts || legacyNames)) {
            throw new IllegalStateException("legacyTexts and legacyNames need compatibility(true)");
        }
        if (server != null && !observers.isEmpty()) {
            throw new IllegalStateException(
                    "observer(..) with server(..): give the observer to SocketServer.builder()");
        }
    }

    private SocketServer newServer() {
        SocketServerBuilder builder = SocketServer.builder().answerWithin(ConnectionAcceptor.ANSWER_LIMIT);
        if (scheduler != null) {
            builder.scheduler(scheduler);
        }
        observers.forEach(builder::observer);
        return builder.build();
    }
}
