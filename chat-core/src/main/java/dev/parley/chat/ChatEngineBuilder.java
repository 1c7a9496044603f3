package dev.parley.chat;

import dev.parley.chat.cluster.ChatCluster;
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
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Builder of a {@link ChatEngine}. Not thread-safe; {@link #build} validates everything. */
public final class ChatEngineBuilder {

    private @Nullable SocketServer server;
    private @Nullable MessageStore store;
    private @Nullable Authenticator authenticator;
    private boolean guests;
    private boolean uniqueNames;
    private boolean strictModeration;
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
    private @Nullable Executor executor;
    private @Nullable StoreThreads storeThreads;

    private ChatCluster cluster = ChatCluster.alone();
    private boolean mirrorToNode;

    ChatEngineBuilder() {}

    /**
     * Sets the store; required. The engine closes it when it is closed.
     *
     * @param value the store
     * @return this builder
     */
    public ChatEngineBuilder store(MessageStore value) {
        store = Objects.requireNonNull(value, "store");
        return this;
    }

    /**
     * Connects this engine with others over the same store, so that clients see at once what comes through another one.
     * {@link ChatCluster#alone} by default: clients then see it when this engine writes to the room itself. Started and
     * closed by the engine.
     *
     * <p>Messages, edits, deletions and reactions of rooms reach the clients of every engine, each once and in the order of
     * the log, within a few seconds even if every hint is lost. Private messages and notifications do while hints arrive; read markers,
     * receipts and typing do if theirs does.
     * {@link dev.parley.chat.policy.ChatListener#onMessage} is called by each engine that publishes an entry: the one that stored it,
     * and those with clients in the room; {@link dev.parley.chat.policy.ChatListener#onMessageStored} by the one that stored it. Mutes, bans, roles and the like hold on every engine, within five seconds even if
     * every hint is lost; kicks, disconnected and erased users reach every engine that hints reach. With
     * {@link ChatCluster#shared} presence, lists of people, unique names, connections per user, rates of messages and slow mode are those of all
     * engines; while it does not answer, and without it, those of each engine.
     *
     * @param value the cluster, not shared with another engine
     * @return this builder
     */
    public ChatEngineBuilder cluster(ChatCluster value) {
        cluster = Objects.requireNonNull(value, "cluster");
        return this;
    }

    /**
     * Sets whether sockets of Node servers, which share the Socket.IO rooms of {@link #server} over its adapter, are sent the entries of the chat's
     * rooms; false by default. Those that such a server has made join {@code room:<name>} get {@code message} and the other events of entries, as
     * clients of the engine get them without a profile, from the engine that stored the entry, each at most once: an entry is missing if that
     * engine dies before it is sent, or could not learn from the store whether the entry was stored. Events of several engines may
     * come in another order than that of their {@code seq}. Nothing else is sent to them, such as private messages, presence or typing.
     *
     * @param value true to send them
     * @return this builder
     */
    public ChatEngineBuilder mirrorToNode(boolean value) {
        mirrorToNode = value;
        return this;
    }

    /**
     * Sets the authenticator; required unless {@link #guests} are allowed.
     *
     * @param value the authenticator
     * @return this builder
     */
    public ChatEngineBuilder authenticator(Authenticator value) {
        authenticator = Objects.requireNonNull(value, "authenticator");
        return this;
    }

    /**
     * Sets whether clients without a token may connect under a name of their choice; false by default. A user
     * authenticated by the container ({@link dev.parley.socketio.handshake.Handshake#principal}) is not a guest: the
     * authenticator is called. Guests have the role {@code guest} and an id starting with {@code guest-}.
     *
     * @param value true to allow guests
     * @return this builder
     */
    public ChatEngineBuilder guests(boolean value) {
        guests = value;
        return this;
    }

    /**
     * Sets whether display names of users who are online must be unique, and not look alike; false by default. With a {@link #cluster}
     * they are over all its engines, while what they share answers.
     *
     * @param value true to refuse with {@link ErrorCode#NAME_TAKEN}
     * @return this builder
     */
    public ChatEngineBuilder uniqueNames(boolean value) {
        uniqueNames = value;
        return this;
    }

    /**
     * Sets whether what clients write to a room is stored only under the rules in force, whichever engine changed them;
     * false by default. Otherwise a mute or a ban that was taken through another engine of the {@link #cluster} holds here once
     * the engine has heard of it: milliseconds, at worst five seconds later.
     *
     * <p>With strict moderation, messages, edits, deletions and reactions of clients carry the version of the room's records
     * that they were decided on ({@link dev.parley.model.EntryDraft#onRules}). If the records have changed since, the
     * store refuses them, the engine reads the records and decides again; after five attempts it refuses with {@link
     * ErrorCode#OVERLOADED}. Once a ban has returned, nothing by the banned user gets a higher sequence number; a store without transactions
     * may still let through what it was writing at that moment, and says so. The price is that the store
     * reads the version with each batch of entries, and that messages of one connection to a room are stored one after the other. What the
     * application itself sends is not subject to the rules of a room.
     *
     * @param value true for strict moderation
     * @return this builder
     */
    public ChatEngineBuilder strictModeration(boolean value) {
        strictModeration = value;
        return this;
    }

    /**
     * Reserves names that no guest may use, in addition to {@code System}, {@code Admin}, {@code everyone}, {@code
     * here} and the like, and the name in {@link ChatTexts#systemName}.
     *
     * @param names the names; their look-alikes are reserved too, even with surrounding punctuation
     * @return this builder
     */
    public ChatEngineBuilder reservedNames(String... names) {
        reservedNames = Set.of(names);
        return this;
    }

    /**
     * Sets which names look alike and which guests may not choose; {@link NamePolicy#DEFAULT} by default.
     *
     * @param value the policy
     * @return this builder
     */
    public ChatEngineBuilder namePolicy(NamePolicy value) {
        namePolicy = Objects.requireNonNull(value, "namePolicy");
        return this;
    }

    /**
     * Sets how many rooms a connection may be in; {@link RoomMode#EXCLUSIVE} by default.
     *
     * @param value the mode
     * @return this builder
     */
    public ChatEngineBuilder roomMode(RoomMode value) {
        roomMode = Objects.requireNonNull(value, "roomMode");
        return this;
    }

    /**
     * Adds predefined rooms.
     *
     * @param definitions the rooms
     * @return this builder
     */
    public ChatEngineBuilder rooms(RoomDefinition... definitions) {
        rooms.addAll(List.of(definitions));
        return this;
    }

    /**
     * Sets whether rooms are created when somebody joins them; true by default. Otherwise only {@link #rooms} exist.
     *
     * @param value false for predefined rooms only
     * @return this builder
     */
    public ChatEngineBuilder freeRooms(boolean value) {
        freeRooms = value;
        return this;
    }

    /**
     * Enables the compatibility profile for clients with other event names and payloads, see {@code docs/events.md};
     * disabled by default.
     *
     * @param value true to enable it
     * @return this builder
     */
    public ChatEngineBuilder compatibility(boolean value) {
        compatibility = value;
        return this;
    }

    /**
     * Sets whether legacy clients whose handshake has no {@code messageFormat} receive messages as plain texts rather
     * than objects; false by default. Only with {@link #compatibility}.
     *
     * @param value true for texts
     * @return this builder
     */
    public ChatEngineBuilder legacyTexts(boolean value) {
        legacyTexts = value;
        return this;
    }

    /**
     * Sets whether legacy clients whose handshake has no {@code roomUsersFormat} receive the users of a room as names
     * rather than objects; false by default. Only with {@link #compatibility}.
     *
     * @param value true for names
     * @return this builder
     */
    public ChatEngineBuilder legacyNames(boolean value) {
        legacyNames = value;
        return this;
    }

    /**
     * Sets the time zone of the field {@code time} of {@code receiveMessage}, which legacy clients show as is; the
     * system's by default. Only with {@link #compatibility}.
     *
     * @param value the zone
     * @return this builder
     */
    public ChatEngineBuilder legacyZone(ZoneId value) {
        legacyZone = Objects.requireNonNull(value, "legacyZone");
        return this;
    }

    /**
     * Sets the limits; {@link ChatLimits#defaults()} by default.
     *
     * @param value the limits
     * @return this builder
     */
    public ChatEngineBuilder limits(ChatLimits value) {
        limits = Objects.requireNonNull(value, "limits");
        return this;
    }

    /**
     * Sets the engine's texts; {@link ChatTexts#DEFAULT} by default.
     *
     * @param value the texts
     * @return this builder
     */
    public ChatEngineBuilder texts(ChatTexts value) {
        texts = Objects.requireNonNull(value, "texts");
        return this;
    }

    /**
     * Sets the authorizer; {@link Authorizer#DEFAULT} by default.
     *
     * @param value the authorizer
     * @return this builder
     */
    public ChatEngineBuilder authorizer(Authorizer value) {
        authorizer = Objects.requireNonNull(value, "authorizer");
        return this;
    }

    /**
     * Adds an interceptor after the existing ones.
     *
     * @param value the interceptor
     * @return this builder
     */
    public ChatEngineBuilder interceptor(MessageInterceptor value) {
        interceptors.add(Objects.requireNonNull(value, "interceptor"));
        return this;
    }

    /**
     * Adds a listener.
     *
     * @param value the listener
     * @return this builder
     */
    public ChatEngineBuilder listener(ChatListener value) {
        listeners.add(Objects.requireNonNull(value, "listener"));
        return this;
    }

    /**
     * Adds an observer of the engine and its server. The observers of an engine are those of its server: with {@link
     * #server} add them to the server's builder instead.
     *
     * @param value the observer
     * @return this builder
     */
    public ChatEngineBuilder observer(ServerObserver value) {
        observers.add(Objects.requireNonNull(value, "observer"));
        return this;
    }

    /**
     * Sets the Socket.IO server to run on, with its own options such as CORS; one with the defaults unless set. Its
     * clock is the engine's too. The engine uses its main namespace and {@code /notifications}, where requested acknowledgements are guaranteed within
     * a minute ({@link Namespace#answerWithin}), and closes it when it is closed.
     *
     * @param value the server
     * @return this builder
     */
    public ChatEngineBuilder server(SocketServer value) {
        server = Objects.requireNonNull(value, "server");
        return this;
    }

    /**
     * Sets the executor of user code after store calls, and of listeners; the engine's own threads by default.
     *
     * @param value the executor; owned by the caller
     * @return this builder
     */
    public ChatEngineBuilder executor(Executor value) {
        executor = Objects.requireNonNull(value, "executor");
        return this;
    }

    /**
     * Sets the executor of calls of the store, which block; the engine's own threads by default, some of them for appends
     * alone, so that slow reads never delay messages. An executor of yours decides that, and how many calls the store gets
     * at a time; how many wait is bounded by the engine.
     *
     * @param value the executor, which keeps no order; owned by the caller
     * @return this builder
     */
    public ChatEngineBuilder storeExecutor(Executor value) {
        Objects.requireNonNull(value, "storeExecutor");
        return storeThreads(new StoreThreads(value, value));
    }

    /** Sets the threads for store calls. */
    ChatEngineBuilder storeThreads(StoreThreads value) {
        storeThreads = value;
        return this;
    }

    /**
     * Builds the engine.
     *
     * @return the engine, to be passed to a transport
     * @throws IllegalStateException if a required setting is missing or two settings conflict
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
                cluster,
                mirrorToNode,
                authenticator,
                guests,
                uniqueNames,
                strictModeration,
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
                executor,
                storeThreads));
    }

    /** Rejects conflicting settings. */
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
        observers.forEach(builder::observer);
        return builder.build();
    }
}
