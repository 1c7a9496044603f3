package dev.parley.chat;

import dev.parley.chat.command.ChangeCommands;
import dev.parley.chat.command.CommandRouter;
import dev.parley.chat.command.Conversations;
import dev.parley.chat.command.HistoryCommands;
import dev.parley.chat.command.Inboxes;
import dev.parley.chat.command.Moderators;
import dev.parley.chat.command.PresenceCommands;
import dev.parley.chat.command.RoomCommands;
import dev.parley.chat.command.SendCommands;
import dev.parley.chat.event.EventDelivery;
import dev.parley.chat.event.TextRules;
import dev.parley.chat.legacy.LegacyProfile;
import dev.parley.chat.log.BoundedStore;
import dev.parley.chat.log.HealthCheck;
import dev.parley.chat.log.Ids;
import dev.parley.chat.log.StoreThreads;
import dev.parley.chat.policy.ChatTexts;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.RoomDefinition;
import dev.parley.chat.room.ChatContext;
import dev.parley.chat.room.Deadlines;
import dev.parley.chat.room.ListenerQueue;
import dev.parley.chat.room.LiveRoom;
import dev.parley.chat.room.NameIndex;
import dev.parley.chat.room.People;
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
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.socketio.Namespace;
import dev.parley.socketio.Socket;
import dev.parley.socketio.SocketServer;
import dev.parley.store.MessageStore;
import dev.parley.store.ObservedMessageStore;
import dev.parley.time.Scheduler;
import dev.parley.time.SystemScheduler;
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

    private final ChatSettings settings;
    private final SocketServer server;
    private final ClientProfiles profiles;
    private final StoreThreads storeThreads;
    private final @Nullable SystemScheduler ownScheduler;
    private final @Nullable ExecutorService ownExecutor;
    private final ChatContext context;
    private final Publisher publisher;
    private final Rooms rooms;
    private final Sessions sessions;
    private final Conversations conversations;
    private final ChangeCommands changes;
    private final Inboxes inboxes;
    private final Moderators moderators;
    private final Authentication authentication;
    private final ConnectionAcceptor acceptor;
    private final MembershipSweep sweep;
    private final HealthCheck health;
    private volatile boolean closing;

    EngineAssembly(ChatSettings settings) {
        this.settings = settings;
        this.ownScheduler = settings.scheduler() == null ? new SystemScheduler("parley-chat-timer") : null;
        Scheduler scheduler = either(settings.scheduler(), ownScheduler);
        this.ownExecutor = settings.executor() == null ? StoreThreads.handlers() : null;
        Executor executor = either(settings.executor(), ownExecutor);
        this.storeThreads = Objects.requireNonNullElseGet(settings.storeThreads(), StoreThreads::start);
        this.server = settings.server();
        Namespace main = server.of("/");
        Namespace notifications = server.of("/notifications");
        this.profiles = profiles(settings, main);
        EventDelivery delivery = new SocketDelivery(main, notifications, profiles);
        ListenerQueue listeners = new ListenerQueue(settings.listeners(), executor);
        People people = new People(settings.limits(), scheduler, delivery, listeners, names(settings));
        MessageStore observed = ObservedMessageStore.of(settings.store(), server.observer(), scheduler::nanoTime);
        this.publisher =
                new Publisher(observed, scheduler, storeThreads.calls(), people, delivery, listeners, this::find);
        BoundedStore store = new BoundedStore(observed, storeThreads, scheduler, settings.limits(), publisher);
        this.context = context(settings, scheduler, executor, delivery, listeners, people, store);
        this.rooms = new Rooms(context, definitions(settings), settings.freeRooms(), server.memory());
        RoomAccess access = new RoomAccess(context, rooms, id -> owner(main, id), defaultRoom(settings));
        Typing typing = new Typing(context, rooms);
        this.conversations = new Conversations(context);
        this.inboxes = new Inboxes(context);
        this.authentication = new Authentication(context, settings.authenticator(), settings.guests());
        ChatLog log = new ChatLog(scheduler::nanoTime);
        this.sessions = new Sessions(context, rooms, typing, inboxes, authentication, settings.roomMode(), log);
        this.changes = new ChangeCommands(context, access);
        this.moderators = new Moderators(context, rooms, access, typing);
        CommandRouter router = new CommandRouter(context, () -> closing, server.memory(), server.observer());
        register(router, access, typing);
        this.acceptor = new ConnectionAcceptor(authentication, sessions, router, profiles, () -> closing, log);
        acceptor.open(main);
        acceptor.open(notifications, user -> true);
        this.health = new HealthCheck(observed, scheduler, store::isSilent);
        this.sweep = new MembershipSweep(context, sessions, rooms);
        sweep.start();
    }

    private static @Nullable NameIndex names(ChatSettings settings) {
        return settings.uniqueNames() ? new NameIndex(settings.namePolicy()) : null;
    }

    private static <T> T either(@Nullable T given, @Nullable T own) {
        return given != null ? given : Objects.requireNonNull(own);
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

    private void register(CommandRouter router, RoomAccess access, Typing typing) {
        new RoomCommands(
                        context,
                        rooms,
                        access,
                        publisher,
                        typing,
                        new RoomCommands.RoomStyle(settings.roomMode(), settings.texts()))
                .register(router.commands());
        new SendCommands(context, access, typing, conversations).register(router.commands());
        new HistoryCommands(context, rooms, access).register(router.commands());
        new PresenceCommands(context, rooms, access, typing).register(router.commands());
        changes.register(router.commands());
        conversations.register(router.commands());
        inboxes.register(router.commands());
        moderators.register(router.commands());
    }

    private static ChatContext context(
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
                new Ids(scheduler),
                executor,
                delivery,
                listeners,
                people,
                store,
                new Deadlines(scheduler),
                settings.authorizer(),
                settings.interceptors());
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

    /** Notifies clients, stores what is queued, flushes outbound queues, closes all connections and the store. */
    CompletableFuture<Void> close() {
        closing = true;
        sweep.stop();
        sessions.announceShutdown(settings.texts().shutdown());
        return atMost(Limit.CLOSE_TIMEOUT, sessions.settled())
                .thenCompose(done -> atMost(Limit.FLUSH_TIMEOUT, server.flushed()))
                .thenCompose(done -> server.close())
                .whenComplete((done, failure) -> release());
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
        storeThreads.close();
        settings.store().close();
        if (ownScheduler != null) {
            ownScheduler.close();
        }
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

    Publisher publisher() {
        return publisher;
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
