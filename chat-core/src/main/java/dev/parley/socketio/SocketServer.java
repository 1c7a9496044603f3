package dev.parley.socketio;

import dev.parley.engineio.EngineServer;
import dev.parley.engineio.options.EngineOptions;
import dev.parley.engineio.session.EngineListener;
import dev.parley.engineio.session.Session;
import dev.parley.engineio.session.SessionListener;
import dev.parley.runtime.MemoryBudget;
import dev.parley.runtime.MemoryHolder;
import dev.parley.runtime.observe.ServerObserver;
import dev.parley.socketio.delivery.FlushCount;
import dev.parley.socketio.event.DisconnectReason;
import dev.parley.socketio.event.Subscription;
import dev.parley.socketio.handshake.NamespacePredicate;
import dev.parley.socketio.inbound.HandlerExecutor;
import dev.parley.socketio.inbound.Liveness;
import dev.parley.socketio.inbound.PatientExecutor;
import dev.parley.socketio.packet.Packet;
import dev.parley.time.Scheduler;
import dev.parley.time.SystemScheduler;
import dev.parley.transport.ConnectionError;
import dev.parley.transport.HttpExchange;
import dev.parley.transport.TransportHandler;
import dev.parley.transport.WebSocketUpgrade;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Socket.IO server, to be given to a transport.
 *
 * <p>Its broadcasting methods, {@link #onConnection} and {@link #use} are those of the main namespace {@code /}. Thread-safe;
 * nothing blocks.
 */
public final class SocketServer implements TransportHandler, Broadcaster {

    private static final Logger LOG = LoggerFactory.getLogger(SocketServer.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

    private final SocketSettings settings;
    private final EngineOptions engineOptions;
    private final @Nullable SystemScheduler ownScheduler;
    private final @Nullable ExecutorService ownExecutor;
    private final EngineServer engine;
    private final ServerContext context;
    private final Namespaces namespaces;
    private final Namespace main;
    private final AtomicBoolean stopping = new AtomicBoolean();

    SocketServer(SocketSettings settings, EngineOptions.Builder engineSettings) {
        this.settings = settings;
        Scheduler givenScheduler = settings.scheduler;
        this.ownScheduler = givenScheduler == null ? new SystemScheduler("parley-scheduler") : null;
        Scheduler scheduler = givenScheduler == null ? Objects.requireNonNull(ownScheduler) : givenScheduler;
        Executor givenExecutor = settings.handlerExecutor;
        this.ownExecutor = givenExecutor == null ? HandlerExecutor.create() : null;
        Executor executor = givenExecutor == null
                ? Objects.requireNonNull(ownExecutor)
                : new PatientExecutor(givenExecutor, scheduler);
        this.engineOptions = engineSettings.scheduler(scheduler).build();
        this.engine = new EngineServer(engineOptions, new Sessions());
        this.context = new ServerContext(settings, engine, engineOptions, executor, LOG);
        this.namespaces = new Namespaces(context);
        this.main = namespaces.of(Packet.MAIN);
    }

    /**
     * A server with all settings at their defaults.
     *
     * @return a new server
     */
    public static SocketServer create() {
        return builder().build();
    }

    /**
     * Settings for a server.
     *
     * @return a new builder
     */
    public static SocketServerBuilder builder() {
        return new SocketServerBuilder();
    }

    /**
     * A namespace, created at the first call: as a child of the first parent whose pattern or predicate accepts its name, with
     * that parent's middleware and listeners. It is never cleaned up.
     *
     * @param name its name; with or without leading slash is the same, and empty is the main one
     * @return the namespace
     */
    public Namespace of(String name) {
        return namespaces.of(name);
    }

    /**
     * The namespaces whose names match a pattern, created as clients or the application ask for them. Of several parents the
     * first counts.
     *
     * @param pattern must be found in the name, which begins with {@code /}
     * @return a new parent
     */
    public ParentNamespace of(Pattern pattern) {
        return namespaces.add(new ParentNamespace(pattern.asPredicate()));
    }

    /**
     * The namespaces whose names a predicate accepts, created as clients or the application ask for them. Of several parents
     * the first counts.
     *
     * @param names decides about a name, which begins with {@code /}; on the handler executor, or in {@link #of(String)}
     * @return a new parent
     */
    public ParentNamespace of(Predicate<String> names) {
        return namespaces.add(new ParentNamespace(names));
    }

    /**
     * The namespaces that a predicate accepts, created as clients ask for them. Of several parents the first counts. As it
     * decides about clients, {@link #of(String)} does not ask it: a namespace that the application creates first has no part
     * in this parent.
     *
     * @param predicate decides about a name and a client's handshake
     * @return a new parent
     */
    public ParentNamespace of(NamespacePredicate predicate) {
        return namespaces.add(new ParentNamespace(predicate));
    }

    /**
     * The namespaces there are now.
     *
     * @return a copy
     */
    public Collection<Namespace> namespaces() {
        return namespaces.all();
    }

    /**
     * Calls a listener for every namespace created from now on, once each.
     *
     * @param listener what to call
     * @return removes the listener
     */
    public Subscription onNewNamespace(Consumer<Namespace> listener) {
        return namespaces.onNew(listener);
    }

    /**
     * Calls a listener for every socket that connects to the main namespace.
     *
     * @param listener what to call, in the socket's mailbox
     * @return removes the listener
     */
    public Subscription onConnection(Consumer<Socket> listener) {
        return main.onConnection(listener);
    }

    /**
     * Adds a middleware to the main namespace.
     *
     * @param check decides about each connecting socket
     * @return this server
     */
    public SocketServer use(Middleware check) {
        main.use(check);
        return this;
    }

    @Override
    public BroadcastOperator operator() {
        return main.operator();
    }

    /**
     * Sends an event to the other servers of a cluster, on the main namespace.
     *
     * @param event its name
     * @param args its arguments
     * @throws IllegalArgumentException if the name is reserved
     */
    public void serverSideEmit(String event, @Nullable Object... args) {
        main.serverSideEmit(event, args);
    }

    /**
     * Tells when what other servers of a cluster send from now on arrives, in the namespaces there are now.
     *
     * @return completes then; at once without a cluster
     */
    public CompletionStage<Void> ready() {
        return namespaces.ready();
    }

    /**
     * How each namespace reaches the other servers of a cluster.
     *
     * @return the states, by the names of the namespaces
     */
    public Map<String, Adapter.Health> health() {
        return namespaces.health();
    }

    /**
     * How many clients have an Engine.IO session, connected to a namespace or not.
     *
     * @return the number
     */
    public int clientCount() {
        return engine.sessionCount();
    }

    /**
     * What everything that waits in this server holds, and may hold together. An application may count queues of its own in it.
     *
     * @return the budget
     */
    public MemoryBudget memory() {
        return engine.memory();
    }

    /**
     * Tells when everything that was sent to any client until now has been handed to the network, or the client has left. A
     * client that takes nothing holds the stage up until its connection is given up, so a caller brings its own time limit.
     *
     * @return completes when flushed, on the handler executor or in the call
     */
    public CompletionStage<Void> flushed() {
        FlushCount count = new FlushCount(context.executor());
        for (Session session : engine.sessions()) {
            count.begin();
            engine.fanOut().submit(session.shard(), turn -> {
                count.each(turn, session);
                count.end();
            });
        }
        return count.submitted();
    }

    /**
     * Ends everything: clients are disconnected, sockets leave with {@link DisconnectReason#SERVER_SHUTTING_DOWN}, new clients
     * are refused. What still waits for a client is dropped; to have it delivered first, wait for {@link #flushed}. Repeating
     * the call returns a stage for the same end.
     *
     * @return completes when every session is closed and every listener for the end of a socket has run, after 10 seconds at
     *     most; its continuations must be quick
     */
    public CompletionStage<Void> close() {
        return shutdown();
    }

    @Override
    public CompletionStage<Void> shutdown() {
        if (stopping.compareAndSet(false, true)) {
            context.close();
            Liveness liveness = context.liveness();
            var overdue = context.scheduler()
                    .schedule(CLOSE_LIMIT, () -> liveness.ended().complete(null));
            liveness.ended().thenRun(() -> {
                overdue.cancel();
                release();
            });
            engine.shutdown().thenRun(liveness::end);
        }
        return context.liveness().ended().minimalCompletionStage();
    }

    private void release() {
        namespaces.close();
        if (ownExecutor != null) {
            ownExecutor.shutdown();
        }
        if (ownScheduler != null) {
            ownScheduler.close();
        }
    }

    @Override
    public String path() {
        return engine.path();
    }

    @Override
    public boolean accepts(String path) {
        return engine.accepts(path);
    }

    @Override
    public int maxMessageBytes() {
        return engine.maxMessageBytes();
    }

    @Override
    public void onHttp(HttpExchange exchange) {
        engine.onHttp(exchange);
    }

    @Override
    public void onUpgrade(WebSocketUpgrade upgrade) {
        engine.onUpgrade(upgrade);
    }

    private final class Sessions implements EngineListener {

        @Override
        public SessionListener onSession(Session session) {
            Connection connection = new Connection(context, namespaces, session);
            connection.greet();
            return connection;
        }

        @Override
        public Collection<? extends MemoryHolder> holders() {
            return namespaces.recoveryLogs();
        }

        @Override
        public ServerObserver observer() {
            return context.observer();
        }

        @Override
        public void onConnectionError(ConnectionError error) {
            Consumer<ConnectionError> listener = settings.connectionErrors;
            if (listener != null) {
                HandlerExecutor.run(context.executor(), () -> listener.accept(error));
            }
        }
    }

    /**
     * The most binary attachments that a packet of a client may have.
     *
     * @return the bound of {@link SocketServerBuilder#limits}
     */
    public int maxAttachments() {
        return settings.limits.maxAttachments();
    }

    /**
     * The most bytes that may wait for one slow client.
     *
     * @return the bound of {@link SocketServerBuilder#outbound}
     */
    public long maxOutboundBytes() {
        return engineOptions.outbound().maxBytes();
    }

    /**
     * What observes this server, for layers above that report more to it.
     *
     * @return notifies those of {@link SocketServerBuilder#observer}; {@link ServerObserver#NOOP} if there are none
     */
    public ServerObserver observer() {
        return context.observer();
    }
}
