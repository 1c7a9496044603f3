package dev.parley.chat;

import dev.parley.chat.cluster.ChatCluster;
import dev.parley.chat.cluster.Hint;
import dev.parley.chat.command.ChangeCommands;
import dev.parley.chat.command.ClusterMoments;
import dev.parley.chat.command.CommandRouter;
import dev.parley.chat.command.Conversations;
import dev.parley.chat.command.HistoryCommands;
import dev.parley.chat.command.Inboxes;
import dev.parley.chat.command.ModerationEffects;
import dev.parley.chat.command.Moderators;
import dev.parley.chat.command.PresenceCommands;
import dev.parley.chat.command.Revocations;
import dev.parley.chat.command.RoomCommands;
import dev.parley.chat.command.RuleConditions;
import dev.parley.chat.command.SendCommands;
import dev.parley.chat.event.EventDelivery;
import dev.parley.chat.event.PageSize;
import dev.parley.chat.event.TextRules;
import dev.parley.chat.legacy.LegacyProfile;
import dev.parley.chat.log.AppendListener;
import dev.parley.chat.log.BoundedStore;
import dev.parley.chat.log.HealthCheck;
import dev.parley.chat.log.Ids;
import dev.parley.chat.log.RoomTails;
import dev.parley.chat.log.StoreThreads;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ChatTexts;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.PresenceStatus;
import dev.parley.chat.policy.RoomDefinition;
import dev.parley.chat.room.ChatContext;
import dev.parley.chat.room.ClusterLink;
import dev.parley.chat.room.Deadlines;
import dev.parley.chat.room.ListenerQueue;
import dev.parley.chat.room.LiveRoom;
import dev.parley.chat.room.NameIndex;
import dev.parley.chat.room.OtherEngines;
import dev.parley.chat.room.People;
import dev.parley.chat.room.Person;
import dev.parley.chat.room.Publisher;
import dev.parley.chat.room.RoomAccess;
import dev.parley.chat.room.Rooms;
import dev.parley.chat.room.Typing;
import dev.parley.chat.session.Authentication;
import dev.parley.chat.session.ChatLog;
import dev.parley.chat.session.ClientProfiles;
import dev.parley.chat.session.ConnectionAcceptor;
import dev.parley.chat.session.MembershipSweep;
import dev.parley.chat.session.Sessions;
import dev.parley.chat.session.SocketDelivery;
import dev.parley.chat.shared.SharedChat;
import dev.parley.chat.shared.SharedTables;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.socketio.Adapter;
import dev.parley.socketio.Namespace;
import dev.parley.socketio.Socket;
import dev.parley.socketio.SocketServer;
import dev.parley.store.Head;
import dev.parley.store.MessageStore;
import dev.parley.store.ObservedMessageStore;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/** Assembles the parts of an engine. Its only state is whether the engine is closing, which is volatile. */
final class EngineAssembly {

    /** How long the server may take to disconnect clients, and a little longer. */
    private static final Duration DISCONNECT_LIMIT = Duration.ofSeconds(11);

    private final ChatSettings settings;
    private final SocketServer server;
    private final ClientProfiles profiles;
    private final StoreThreads storeThreads;
    private final @Nullable ExecutorService ownExecutor;
    private final ChatContext context;
    private final RoomTails tails;
    private final Publisher publisher;
    private final @Nullable ClusterLink link;
    private final @Nullable SharedChat shared;
    private final Rooms rooms;
    private final Sessions sessions;
    private final Conversations conversations;
    private final ChangeCommands changes;
    private final Inboxes inboxes;
    private final Moderators moderators;
    private final Revocations revocations;
    private final Authentication authentication;
    private final ConnectionAcceptor acceptor;
    private final MembershipSweep sweep;
    private final HealthCheck health;
    private volatile boolean closing;

    EngineAssembly(ChatSettings settings) {
        this.settings = settings;
        this.server = settings.server();
        Scheduler scheduler = server.scheduler();
        this.ownExecutor = settings.executor() == null ? StoreThreads.handlers() : null;
        Executor executor = settings.executor() == null ? Objects.requireNonNull(ownExecutor) : settings.executor();
        this.storeThreads = Objects.requireNonNullElseGet(settings.storeThreads(), StoreThreads::start);
        Namespace main = server.of("/");
        Namespace notifications = server.of("/notifications");
        this.profiles = profiles(settings, main);
        EventDelivery delivery = new SocketDelivery(main, notifications, profiles);
        ListenerQueue listeners = new ListenerQueue(settings.listeners(), executor);
        this.shared = isShared() ? shared(scheduler, executor) : null;
        People people = new People(settings.limits(), scheduler, delivery, listeners, names(), shared);
        MessageStore observed = ObservedMessageStore.of(settings.store(), server.observer(), scheduler::nanoTime);
        this.tails = new RoomTails(scheduler, isShared());
        this.publisher = publisher(observed, people, delivery, listeners);
        this.link = shared == null ? null : link(observed, scheduler, shared.tables());
        BoundedStore store = bounded(observed, scheduler);
        this.context = context(settings, scheduler, executor, delivery, listeners, people, store);
        this.rooms = new Rooms(context, definitions(settings), settings.freeRooms(), server.memory(), shared);
        RoomAccess access = new RoomAccess(context, rooms, id -> owner(main, id), defaultRoom(settings));
        Typing typing = new Typing(context, rooms);
        this.conversations = new Conversations(context);
        this.inboxes = new Inboxes(context);
        this.revocations = new Revocations(context);
        this.authentication = new Authentication(context, settings.authenticator(), settings.guests(), revocations);
        ChatLog log = new ChatLog(scheduler::nanoTime);
        this.sessions = new Sessions(context, rooms, typing, inboxes, authentication, settings.roomMode(), log);
        ModerationEffects effects = new ModerationEffects(context, rooms, access, typing);
        RuleConditions conditions = new RuleConditions(settings.strictModeration(), rooms, effects);
        this.changes = new ChangeCommands(context, access, conditions);
        this.moderators = new Moderators(context, rooms, access, effects, this::tell);
        CommandRouter router = new CommandRouter(context, () -> closing, server.memory(), server.observer());
        register(router, access, typing, conditions);
        this.acceptor = new ConnectionAcceptor(authentication, sessions, router, profiles, () -> closing, log);
        this.health = new HealthCheck(observed, scheduler, store::isSilent);
        this.sweep = new MembershipSweep(context, sessions, rooms, tails::expire);
        begin(effects, typing);
    }

    /** Opens the namespaces, begins to sweep, and to hear from other engines, if there are any. */
    private void begin(ModerationEffects effects, Typing typing) {
        open(server.of("/"), server.of("/notifications"));
        sweep.start();
        if (link != null && shared != null) {
            ClusterMoments moments = new ClusterMoments(context, rooms, typing, inboxes);
            shared.tables().start(rooms.listener(shared.tables()));
            shared.directory().start();
            link.start(new ClusterActs(effects, acceptor, publisher, moments, revocations, context.executor()));
            context.people().start(person -> adopted(person, typing));
        }
    }

    /** A user's name or status was changed through another engine. */
    private void adopted(Person person, Typing typing) {
        if (person.status() == PresenceStatus.INVISIBLE) {
            typing.stopAll(person.user().id());
        }
        rooms.showOrHide(person);
        rooms.update(person);
    }

    private SharedChat shared(Scheduler scheduler, Executor executor) {
        return new SharedChat(settings.cluster().shared(), scheduler, executor, settings.limits());
    }

    private void open(Namespace main, Namespace notifications) {
        acceptor.open(main);
        acceptor.open(notifications, user -> true);
    }

    private boolean isShared() {
        return settings.cluster() != ChatCluster.alone();
    }

    private Publisher publisher(MessageStore store, People people, EventDelivery delivery, ListenerQueue listeners) {
        Publisher.Local local = new Publisher.Local(people, this::find, isShared(), tails);
        return new Publisher(store, server.scheduler(), storeThreads.calls(), delivery, listeners, local);
    }

    /** Has other engines do something too, if there are any. */
    private void tell(Hint.Act act) {
        if (link != null) {
            link.tell(act);
        }
    }

    /** Closes all connections of a user, to whichever engine. */
    void disconnect(UserId user, ChatException why) {
        acceptor.disconnect(user, why);
        tell(new Hint.Disconnected(context.ids().next(), user, why.code(), String.valueOf(why.getMessage()), null));
    }

    /** Ends a user's connections with older credentials, and refuses such credentials from now on. */
    CompletableFuture<Void> revoke(UserId user, Instant issuedBefore, String reason) {
        return revocations.revoke(user, issuedBefore).thenAccept(done -> {
            ChatException why = new ChatException(ErrorCode.UNAUTHENTICATED, reason);
            acceptor.disconnectHere(user, why, issuedBefore);
            tell(new Hint.Disconnected(context.ids().next(), user, why.code(), reason, issuedBefore));
        });
    }

    /** Everybody in a room reloads, since its log began anew. Called on a store thread. */
    void reset(Head head) {
        publisher.reset(head.room(), head.epoch());
        if (link != null) {
            link.reset(head.room(), end(head));
        }
    }

    /** Everybody in a room reloads, since something in its log was erased. Called on a store thread. */
    void erased(Head head) {
        publisher.erased(head.room(), end(head));
        tell(new Hint.Erased(context.ids().next(), head.room(), end(head)));
    }

    /** Something was removed from a room's log: who joins from now on does not get it. */
    void shortened(RoomName room) {
        tails.forget(room);
    }

    /** As {@link #shortened} of all rooms. */
    void shortened() {
        tails.forgetAll();
    }

    private static Hint.End end(Head head) {
        return new Hint.End(head.epoch(), head.lastSeq());
    }

    private ClusterLink link(MessageStore store, Scheduler scheduler, SharedTables others) {
        return new ClusterLink(
                settings.cluster(), publisher, store, scheduler, storeThreads.calls(), () -> rooms().names(), others);
    }

    private BoundedStore bounded(MessageStore store, Scheduler scheduler) {
        return new BoundedStore(
                store,
                storeThreads,
                scheduler,
                settings.limits(),
                listener(store, scheduler),
                server.observer().tracer());
    }

    private AppendListener listener(MessageStore store, Scheduler scheduler) {
        AppendListener own = link == null ? publisher : link;
        if (!settings.mirrorToNode()) {
            return own;
        }
        Namespace main = server.of("/");
        return new NodeMirror(
                own,
                store,
                (room, event) -> main.mirror(room.key(), event.event().wireName(), event.data()),
                PageSize.of(settings.limits()),
                scheduler::nanoTime);
    }

    private @Nullable NameIndex names() {
        return settings.uniqueNames()
                ? new NameIndex(settings.namePolicy(), shared == null ? null : shared.names())
                : null;
    }

    private static @Nullable UserId owner(Namespace main, String connection) {
        Socket socket = main.socket(connection);
        User user = socket == null ? null : socket.get(ConnectionAcceptor.USER);
        return user == null ? null : user.id();
    }

    private static ClientProfiles profiles(ChatSettings settings, Namespace main) {
        ChatSettings.Compatibility compatibility = settings.compatibility();
        return new ClientProfiles(
                compatibility == null
                        ? List.of()
                        : LegacyProfile.all(
                                settings.texts(),
                                new LegacyProfile.Options(
                                        compatibility.texts(), compatibility.names(), compatibility.zone()),
                                id -> owner(main, id)));
    }

    /** The room of compatibility clients that join none; null without the profile. */
    private static @Nullable RoomName defaultRoom(ChatSettings settings) {
        return settings.compatibility() == null ? null : RoomName.of(LegacyProfile.GLOBAL_ROOM);
    }

    private void register(CommandRouter router, RoomAccess access, Typing typing, RuleConditions conditions) {
        new RoomCommands(
                        context,
                        rooms,
                        access,
                        publisher,
                        typing,
                        new RoomCommands.RoomStyle(settings.roomMode(), settings.texts()))
                .register(router.commands());
        new SendCommands(context, access, typing, conversations, conditions).register(router.commands());
        new HistoryCommands(context, rooms, access, tails).register(router.commands());
        new PresenceCommands(context, rooms, access, typing).register(router.commands());
        changes.register(router.commands());
        conversations.register(router.commands());
        inboxes.register(router.commands());
        moderators.register(router.commands());
    }

    private ChatContext context(
            ChatSettings settings,
            Scheduler scheduler,
            Executor executor,
            EventDelivery delivery,
            ListenerQueue listeners,
            People people,
            BoundedStore store) {
        return new ChatContext(
                settings.limits(),
                scheduler,
                textRules(settings),
                new Ids(scheduler, settings.server().random()),
                executor,
                delivery,
                listeners,
                people,
                store,
                new Deadlines(scheduler),
                settings.authorizer(),
                settings.interceptors(),
                link == null ? OtherEngines.NONE : link);
    }

    private static TextRules textRules(ChatSettings settings) {
        Set<String> reserved = new HashSet<>(settings.reservedNames());
        reserved.add(settings.texts().systemName());
        return new TextRules(settings.limits(), settings.namePolicy(), reserved);
    }

    /** The compatibility profile has its own room, unless the application defines it. */
    private static List<RoomDefinition> definitions(ChatSettings settings) {
        List<RoomDefinition> definitions = new ArrayList<>(settings.rooms());
        boolean given = definitions.stream()
                .anyMatch(room -> RoomName.of(room.name()).value().equals(LegacyProfile.GLOBAL_ROOM));
        if (settings.compatibility() != null && !given) {
            definitions.add(RoomDefinition.open(LegacyProfile.GLOBAL_ROOM));
        }
        return definitions;
    }

    private @Nullable LiveRoom find(RoomName name) {
        return rooms.find(name);
    }

    /** Moves a result from the store's threads to those of the application. */
    <T> CompletableFuture<T> onHandlers(CompletableFuture<T> result) {
        return result.thenApplyAsync(value -> value, context.executor());
    }

    /** Whether there are other engines or servers that clients could move to, as far as this one is configured to know of any. */
    boolean hasOthers() {
        return isShared() || server.health().values().stream().anyMatch(health -> health.link() != Adapter.Link.ALONE);
    }

    /** Moves clients to other engines. */
    CompletionStage<Void> drain(Duration window) {
        sweep.handOver();
        sessions.drain();
        if (link != null) {
            link.handOver();
        }
        return server.drain(window, acceptor.moving(settings.texts().shutdown()));
    }

    /** Notifies clients, stores what is queued, flushes outbound queues, closes all connections and the store. */
    CompletableFuture<Void> shutdown() {
        closing = true;
        sweep.stop();
        sessions.announceShutdown(settings.texts().shutdown());
        return atMost(Limit.CLOSE_TIMEOUT, sessions.settled())
                .thenCompose(done -> atMost(Limit.FLUSH_TIMEOUT, server.flushed()))
                .thenCompose(done -> server.shutdown())
                .whenComplete((done, failure) -> release());
    }

    /** Waits for {@link #shutdown}, at most as long as it may take; false if it has not completed. */
    boolean await(CompletionStage<Void> closed) {
        Duration limit = context.limits()
                .time(Limit.CLOSE_TIMEOUT)
                .plus(context.limits().time(Limit.FLUSH_TIMEOUT))
                .plus(DISCONNECT_LIMIT);
        return context.scheduler().await(closed, limit);
    }

    /** Completes with the stage, even exceptionally, or on timeout. */
    private CompletableFuture<Void> atMost(Limit limit, CompletionStage<?> stage) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        Scheduler.Cancellable timer =
                context.scheduler().schedule(context.limits().time(limit), () -> over.complete(null));
        stage.whenComplete((done, failure) -> {
            timer.cancel();
            over.complete(null);
        });
        return over;
    }

    private void release() {
        sweep.end();
        if (link != null) {
            link.close();
        }
        storeThreads.close();
        settings.store().close();
        if (ownExecutor != null) {
            ownExecutor.shutdown();
        }
    }

    SocketServer server() {
        return server;
    }

    ClientProfiles profiles() {
        return profiles;
    }

    ChatContext context() {
        return context;
    }

    Rooms rooms() {
        return rooms;
    }

    Sessions sessions() {
        return sessions;
    }

    Conversations conversations() {
        return conversations;
    }

    ChangeCommands changes() {
        return changes;
    }

    Inboxes inboxes() {
        return inboxes;
    }

    Moderators moderators() {
        return moderators;
    }

    BoundedStore store() {
        return context.store();
    }

    boolean presenceIsCertain() {
        return shared == null || shared.tables().certain();
    }

    HealthCheck health() {
        return health;
    }

    MembershipSweep sweep() {
        return sweep;
    }

    ConnectionAcceptor acceptor() {
        return acceptor;
    }

    ChatTexts texts() {
        return settings.texts();
    }
}
