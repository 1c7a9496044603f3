package dev.parley.chat;

import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.socketio.Namespace;
import dev.parley.socketio.Socket;
import dev.parley.socketio.SocketServer;
import dev.parley.transport.Scheduler;
import dev.parley.transport.SystemScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/** The parts of an engine, put together. The only state is whether the engine is closing, which is volatile. */
final class Parts {

    private final ChatSettings settings;
    private final SocketServer server;
    private final StoreThreads storeThreads;
    private final @Nullable SystemScheduler ownScheduler;
    private final @Nullable ExecutorService ownExecutor;
    private final Core core;
    private final Publisher publisher;
    private final Rooms rooms;
    private final Sessions sessions;
    private final Conversations conversations;
    private final MessageWriter writer;
    private final ChangeCommands changes;
    private final Inboxes inboxes;
    private final Moderators moderators;
    private final Gatekeeper gatekeeper;
    private final Door door;
    private volatile boolean closing;

    Parts(ChatSettings settings) {
        this.settings = settings;
        Scheduler given = settings.scheduler();
        this.ownScheduler = given == null ? new SystemScheduler("parley-chat-timer") : null;
        Scheduler scheduler = given != null ? given : java.util.Objects.requireNonNull(ownScheduler);
        Executor givenExecutor = settings.executor();
        this.ownExecutor = givenExecutor == null ? StoreThreads.handlers() : null;
        Executor executor = givenExecutor != null ? givenExecutor : java.util.Objects.requireNonNull(ownExecutor);
        StoreThreads givenThreads = settings.storeThreads();
        this.storeThreads = givenThreads != null ? givenThreads : StoreThreads.start();
        this.server = settings.server();
        LegacyProfile.Form form = settings.legacy();
        LegacyProfile legacy = form == null ? null : new LegacyProfile(settings.texts(), form);
        Namespace main = server.of("/");
        Namespace notifications = server.of("/notifications");
        Delivery delivery = new SocketDelivery(main, notifications, legacy);
        Listeners listeners = new Listeners(settings.listeners(), executor);
        People people = new People(settings.limits(), scheduler, delivery, listeners, settings.uniqueNames());
        this.publisher = new Publisher(
                settings.store(), scheduler, storeThreads.calls(), people, delivery, listeners, this::find);
        StoreGate store = new StoreGate(settings.store(), storeThreads, scheduler, settings.limits(), publisher);
        this.core = core(settings, scheduler, executor, delivery, listeners, people, store);
        this.rooms = new Rooms(core, definitions(settings), settings.freeRooms());
        RoomAccess access = new RoomAccess(core, rooms, id -> owner(main, id), legacy != null);
        Typing typing = new Typing(core, rooms);
        this.conversations = new Conversations(core);
        this.writer = new MessageWriter(store);
        this.inboxes = new Inboxes(core);
        this.gatekeeper = new Gatekeeper(core, settings.authenticator(), settings.guests());
        this.sessions = new Sessions(core, rooms, typing, inboxes, gatekeeper, settings.roomMode());
        this.changes = new ChangeCommands(core, access, writer);
        this.moderators = new Moderators(core, rooms, access, typing);
        CommandRouter router = new CommandRouter(core, () -> closing);
        register(router, access, typing);
        this.door = new Door(gatekeeper, sessions, router, legacy, () -> closing);
        door.open(main);
        door.open(notifications, user -> true);
    }

    private static @Nullable UserId owner(Namespace main, String connection) {
        Socket socket = main.socket(connection);
        User user = socket == null ? null : socket.get(Door.USER);
        return user == null ? null : user.id();
    }

    private void register(CommandRouter router, RoomAccess access, Typing typing) {
        new RoomCommands(
                        core,
                        rooms,
                        access,
                        publisher,
                        typing,
                        new RoomCommands.RoomStyle(settings.roomMode(), settings.texts()))
                .register(router.commands());
        new SendCommands(core, access, typing, conversations, writer).register(router.commands());
        new HistoryCommands(core, rooms, access).register(router.commands());
        new PresenceCommands(core, access, typing).register(router.commands());
        changes.register(router.commands());
        conversations.register(router.commands());
        inboxes.register(router.commands());
        moderators.register(router.commands());
    }

    private static Core core(
            ChatSettings settings,
            Scheduler scheduler,
            Executor executor,
            Delivery delivery,
            Listeners listeners,
            People people,
            StoreGate store) {
        return new Core(
                settings.limits(),
                scheduler,
                new TextRules(settings.limits(), settings.reservedNames()),
                new Ids(scheduler),
                executor,
                delivery,
                listeners,
                people,
                store,
                settings.authorizer(),
                settings.interceptors());
    }

    /** The compatibility profile has a room of its own. */
    private static List<RoomDefinition> definitions(ChatSettings settings) {
        List<RoomDefinition> definitions = new ArrayList<>(settings.rooms());
        if (settings.legacy() != null) {
            definitions.add(RoomDefinition.open(LegacyProfile.GLOBAL_ROOM));
        }
        return definitions;
    }

    private @Nullable LiveRoom find(RoomName name) {
        return rooms.find(name);
    }

    /** Takes a result from the store's threads to those of the application. */
    <T> CompletableFuture<T> onHandlers(CompletableFuture<T> result) {
        return result.thenApplyAsync(value -> value, core.executor());
    }

    /** Tells everybody, stores what waits, lets clients take what they were sent, ends all connections, closes the store. */
    CompletableFuture<Void> close() {
        closing = true;
        sessions.announceShutdown(settings.texts().shutdown());
        return atMost(Limit.CLOSE_TIMEOUT, sessions.settled())
                .thenCompose(done -> atMost(Limit.FLUSH_TIMEOUT, server.flushed()))
                .thenCompose(done -> server.close())
                .whenComplete((done, failure) -> release());
    }

    /** Ends with the stage, however that ends, or when its time is over. */
    private CompletableFuture<Void> atMost(Limit limit, CompletionStage<?> stage) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        Scheduler.Cancellable timer = core.scheduler().schedule(core.limits().time(limit), () -> over.complete(null));
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

    Core core() {
        return core;
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

    MessageWriter writer() {
        return writer;
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

    Door door() {
        return door;
    }

    ChatTexts texts() {
        return settings.texts();
    }
}
