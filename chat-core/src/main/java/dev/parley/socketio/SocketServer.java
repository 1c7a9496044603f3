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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Socket.IO server, to be passed to a transport.
 *
 * <p>Its broadcasting methods, {@link #onConnection} and {@link #use} are those of the main namespace {@code /}.
 * Thread-safe; nothing blocks but {@link #close}.
 */
public final class SocketServer implements TransportHandler, Broadcaster, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SocketServer.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

    private final SocketSettings settings;
    private final @Nullable SystemScheduler ownScheduler;
    private final @Nullable ExecutorService ownExecutor;
    private final EngineServer engine;
    private final ServerContext context;
    private final Namespaces namespaces;
    private final Namespace main;
    private final AtomicReference<@Nullable Draining> draining = new AtomicReference<>();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    SocketServer(SocketSettings settings) {
        this.settings = settings;
        Scheduler givenScheduler = settings.engine().scheduler();
        this.ownScheduler = givenScheduler == null ? new SystemScheduler("parley-scheduler") : null;
        Scheduler scheduler = givenScheduler == null ? Objects.requireNonNull(ownScheduler) : givenScheduler;
        Executor givenExecutor = settings.handlerExecutor();
        this.ownExecutor = givenExecutor == null ? HandlerExecutor.create() : null;
        Executor executor = givenExecutor == null
                ? Objects.requireNonNull(ownExecutor)
                : new PatientExecutor(givenExecutor, scheduler);
        EngineOptions options =
                EngineOptions.builder(settings.engine()).scheduler(scheduler).build();
        this.engine = new EngineServer(options, new Sessions());
        this.context = new ServerContext(settings, engine, executor, LOG);
        this.namespaces = new Namespaces(context);
        this.main = namespaces.of(Packet.MAIN);
    }

    /**
     * Creates a server with the default settings.
     *
     * @return a new server
     */
    public static SocketServer create() {
        return builder().build();
    }

    /**
     * Returns a builder with the default settings.
     *
     * @return a new builder
     */
    public static SocketServerBuilder builder() {
        return new SocketServerBuilder();
    }

    /**
     * Returns a namespace, created on the first call: as a child of the first parent whose pattern or predicate accepts
     * its name, with that parent's middleware and listeners. It is never cleaned up.
     *
     * @param name its name, with or without leading slash; empty is the main namespace
     * @return the namespace
     */
    public Namespace of(String name) {
        return namespaces.of(name);
    }

    /**
     * Adds a parent of all namespaces whose names match a pattern, created when clients or the application ask for
     * them. If several parents match, the first one applies.
     *
     * @param pattern must be found in the name, which starts with {@code /}
     * @return a new parent
     */
    public ParentNamespace of(Pattern pattern) {
        return namespaces.add(new ParentNamespace(pattern.asPredicate()));
    }

    /**
     * Adds a parent of all namespaces whose names a predicate accepts, created when clients or the application ask for
     * them. If several parents match, the first one applies.
     *
     * @param names decides about a name, which starts with {@code /}; on the handler executor, or in {@link
     *     #of(String)}
     * @return a new parent
     */
    public ParentNamespace of(Predicate<String> names) {
        return namespaces.add(new ParentNamespace(names));
    }

    /**
     * Adds a parent of all namespaces that a predicate accepts, created when clients ask for them. If several parents
     * match, the first one applies. As it decides about clients, {@link #of(String)} does not call it: a namespace that
     * the application creates first does not belong to this parent.
     *
     * @param predicate decides about a name and a client's handshake
     * @return a new parent
     */
    public ParentNamespace of(NamespacePredicate predicate) {
        return namespaces.add(new ParentNamespace(predicate));
    }

    /**
     * Returns the current namespaces.
     *
     * @return a copy
     */
    public Collection<Namespace> namespaces() {
        return namespaces.all();
    }

    /**
     * Adds a listener that is called once for every namespace created from now on.
     *
     * @param listener the listener
     * @return removes the listener
     */
    public Subscription onNewNamespace(Consumer<Namespace> listener) {
        return namespaces.onNew(listener);
    }

    /**
     * Adds a listener for sockets connecting to the main namespace.
     *
     * @param listener the listener, called in the socket's mailbox
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
     * Emits an event to the main namespace on the other servers of a cluster.
     *
     * @param event its name
     * @param args its arguments
     * @throws IllegalArgumentException if the name is reserved
     */
    public void serverSideEmit(String event, @Nullable Object... args) {
        main.serverSideEmit(event, args);
    }

    /**
     * Returns a stage that completes once all further messages of other servers are received, in the current
     * namespaces.
     *
     * @return the stage; complete without a cluster
     */
    public CompletionStage<Void> ready() {
        return namespaces.ready();
    }

    /**
     * Returns the health of each namespace's link to the other servers of a cluster.
     *
     * @return the health by namespace name
     */
    public Map<String, Adapter.Health> health() {
        return namespaces.health();
    }

    /**
     * Returns how many clients have an Engine.IO session, connected to a namespace or not.
     *
     * @return the number
     */
    public int clientCount() {
        return engine.sessionCount();
    }

    /**
     * Returns the clock and timer of this server, for layers above that need one.
     *
     * @return that of {@link EngineOptions#scheduler}, or else the server's own, which ends with it
     */
    public Scheduler scheduler() {
        return context.scheduler();
    }

    /**
     * Returns where random ids come from, for layers above that need some.
     *
     * @return that of {@link EngineOptions#random}
     */
    public RandomGenerator random() {
        return context.random();
    }

    /**
     * Returns the memory budget of everything queued in this server. Applications may count their own queues in it.
     *
     * @return the budget
     */
    public MemoryBudget memory() {
        return engine.memory();
    }

    /**
     * Returns a stage that completes once everything sent to any client so far has been flushed to the network, or the
     * client has disconnected. A client that does not read delays the stage until its connection is closed, so callers
     * should apply a timeout.
     *
     * @return completes when flushed, on the handler executor or synchronously
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
     * Moves the clients to other servers: those that are new are refused from now on, with status 503, and those that are connected are
     * disconnected one after the other, in random order, so that they connect again elsewhere. A quarter of the window passes before
     * the first, in which load balancers can see that the server is not ready.
     *
     * <p>A client whose turn comes gets the answers of {@link DrainListener#finish}, and its later events are not handled any more. Then what it
     * needs for its {@linkplain SocketServerBuilder#recovery recovery} is saved, by another server too if the adapter shares it, and only then,
     * or after 10 seconds, its connection is closed. What is sent to it in between it gets. Meanwhile everything works as before, also for those
     * who wait for their turn; afterwards the server is to be shut down, which it may be at any time.
     *
     * @param window over which clients are spread, zero or more; with zero all are moved at once
     * @param listener is notified about each socket
     * @return completes when all clients were moved and were sent what was queued for them, about 11 seconds after the window at the
     *     latest; its continuations must be fast. Further calls return a stage for the same drain
     * @throws IllegalArgumentException if the window is negative
     */
    public CompletionStage<Void> drain(Duration window, DrainListener listener) {
        if (window.isNegative()) {
            throw new IllegalArgumentException("the window is negative: " + window);
        }
        Draining begun = new Draining(engine, namespaces, listener, random());
        if (draining.compareAndSet(null, begun)) {
            begun.run(window, this::flushed).whenComplete((done, failure) -> drained.complete(null));
        }
        return drained.minimalCompletionStage();
    }

    private void endDraining() {
        Draining begun = draining.get();
        if (begun != null) {
            begun.stop();
        }
        drained.complete(null);
    }

    /**
     * Shuts the server down: clients are disconnected, sockets leave with {@link
     * DisconnectReason#SERVER_SHUTTING_DOWN}, new clients are refused. Queued messages are dropped; wait for {@link
     * #flushed} first to have them delivered. Idempotent: further calls return a stage for the same shutdown.
     *
     * @return completes when every session is closed and every disconnect listener has run, after at most 10 seconds;
     *     its continuations must be fast
     */
    @Override
    public CompletionStage<Void> shutdown() {
        if (stopping.compareAndSet(false, true)) {
            context.close();
            endDraining();
            Liveness liveness = context.liveness();
            var overdue = context.scheduler()
                    .schedule(CLOSE_LIMIT, () -> liveness.ended().complete(null));
            liveness.ended().thenRun(() -> {
                overdue.cancel();
                release();
            });
            engine.shutdown().thenRun(liveness::end);
        }
        return stopped.minimalCompletionStage();
    }

    /**
     * Shuts the server down, as {@link #shutdown} does, and waits until it has: at most 10 seconds, and not at all in a
     * callback of a server, or with a clock that is advanced by hand. Idempotent; an interrupted thread stops waiting and
     * stays interrupted.
     */
    @Override
    public void close() {
        context.scheduler().await(shutdown(), CLOSE_LIMIT);
    }

    private void release() {
        try {
            namespaces.close();
        } finally {
            if (ownExecutor != null) {
                ownExecutor.shutdown();
            }
            if (ownScheduler != null) {
                ownScheduler.close();
            }
            stopped.complete(null);
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
            Consumer<ConnectionError> listener = settings.connectionErrors();
            if (listener != null) {
                HandlerExecutor.run(context.executor(), () -> listener.accept(error));
            }
        }
    }

    /**
     * Returns the maximum number of binary attachments per packet of a client.
     *
     * @return the bound of {@link SocketServerBuilder#limits}
     */
    public int maxAttachments() {
        return settings.limits().maxAttachments();
    }

    /**
     * Returns the maximum number of bytes queued for one slow client.
     *
     * @return the bound of {@link EngineOptions#outbound}
     */
    public long maxOutboundBytes() {
        return settings.engine().outbound().maxBytes();
    }

    /**
     * Returns the observer of this server, for layers above that report to it.
     *
     * @return notifies those of {@link SocketServerBuilder#observer}; {@link ServerObserver#NOOP} if there are none
     */
    public ServerObserver observer() {
        return context.observer();
    }

    /** What an application does for the sockets of a server that drains. Its exceptions go where those of listeners go. */
    public interface DrainListener {

        /** Does nothing. */
        DrainListener NONE = new DrainListener() {};

        /**
         * The server begins to drain. Called on the thread that drains it, for every connected socket, before the first is moved.
         *
         * @param socket a socket
         * @param left how long it stays connected
         */
        default void onDraining(Socket socket, Duration left) {}

        /**
         * A socket's turn has come: called in its mailbox, behind all events that are still handled.
         *
         * @param socket the socket
         * @return completes when everything that its client waits for was sent, on any thread
         */
        default CompletionStage<?> finish(Socket socket) {
            return CompletableFuture.completedStage(null);
        }
    }
}
