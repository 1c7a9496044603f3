package dev.parley.socketio;

import dev.parley.engineio.options.EngineOptions;
import dev.parley.runtime.observe.ServerObserver;
import dev.parley.socketio.event.Event;
import dev.parley.socketio.event.EventException;
import dev.parley.socketio.packet.JsonCodec;
import dev.parley.socketio.packet.PacketCodec;
import dev.parley.socketio.packet.PacketLimits;
import dev.parley.transport.ConnectionError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Builder of a {@link SocketServer}. Not thread-safe; later changes do not affect servers already built. */
public final class SocketServerBuilder {

    /** Default maximum number of queued events per socket. */
    public static final int DEFAULT_MAILBOX_CAPACITY = SocketSettings.MAILBOX_CAPACITY;

    /** Default maximum number of namespaces created by clients. */
    public static final int DEFAULT_MAX_NAMESPACES = SocketSettings.MAX_NAMESPACES;

    private EngineOptions.Builder engine = EngineOptions.builder();
    private Duration connectTimeout = Duration.ofSeconds(45);
    private int mailboxCapacity = DEFAULT_MAILBOX_CAPACITY;
    private InboundLimits inbound = InboundLimits.defaults();
    private PacketLimits limits = PacketLimits.defaults();
    private JsonCodec json = JsonCodec.standard();
    private @Nullable PacketCodec codec;
    private @Nullable Executor handlerExecutor;
    private Adapter.Factory adapter = (namespace, local) -> local;
    private boolean cleanUpNamespaces;
    private int maxNamespaces = DEFAULT_MAX_NAMESPACES;
    private @Nullable Duration answerWithin;
    private @Nullable Duration handlerWaitWarning = Duration.ofSeconds(1);
    private SocketSettings.@Nullable Recovery recovery;
    private @Nullable Consumer<HandlerFailure> errorHook;
    private @Nullable Consumer<ConnectionError> connectionErrors;
    private final List<ServerObserver> observers = new ArrayList<>();

    SocketServerBuilder() {}

    /**
     * Changes options of the engine, such as the path, CORS, heartbeats, sizes, the memory budget and the clock; those not named keep
     * their values. The defaults are those of {@link EngineOptions}.
     *
     * @param change sets options, as in {@code engine -> engine.maxPayload(100_000).allowEio3(true)}
     * @return this builder
     */
    public SocketServerBuilder engine(Consumer<EngineOptions.Builder> change) {
        change.accept(engine);
        return this;
    }

    /**
     * Replaces all options of the engine.
     *
     * @param value the options
     * @return this builder
     */
    public SocketServerBuilder engine(EngineOptions value) {
        engine = EngineOptions.builder(value);
        return this;
    }

    /**
     * Sets how long a client may stay without connecting to a namespace; 45 s by default.
     *
     * @param value positive
     * @return this builder
     */
    public SocketServerBuilder connectTimeout(Duration value) {
        connectTimeout = Objects.requireNonNull(value, "connectTimeout");
        return this;
    }

    /**
     * Sets how many events of a socket may be queued before reading is paused; {@value #DEFAULT_MAILBOX_CAPACITY} by default.
     *
     * @param value positive
     * @return this builder
     */
    public SocketServerBuilder mailboxCapacity(int value) {
        mailboxCapacity = value;
        return this;
    }

    /**
     * Sets the limits on unprocessed input of clients; {@link InboundLimits#defaults()} by default.
     *
     * @param value the limits
     * @return this builder
     */
    public SocketServerBuilder inbound(InboundLimits value) {
        inbound = Objects.requireNonNull(value, "inbound");
        return this;
    }

    /**
     * Sets the limits of packets; 10 attachments and a depth of 128 by default.
     *
     * @param value the limits
     * @return this builder
     */
    public SocketServerBuilder limits(PacketLimits value) {
        limits = Objects.requireNonNull(value, "limits");
        return this;
    }

    /**
     * Sets the codec that converts payloads to and from Java objects; Parley's own settings by default.
     *
     * @param value the codec
     * @return this builder
     */
    public SocketServerBuilder json(JsonCodec value) {
        json = Objects.requireNonNull(value, "json");
        return this;
    }

    /**
     * Sets the executor of listeners and middleware; virtual threads by default, or a bounded pool on a JVM without them.
     *
     * @param value null for the server's own; {@code Runnable::run} for tests. Sockets wait while it rejects tasks; a shutdown drops them
     * @return this builder
     */
    public SocketServerBuilder handlerExecutor(@Nullable Executor value) {
        handlerExecutor = value;
        return this;
    }

    /**
     * Guarantees an acknowledgement to clients that request one; by default they may wait forever, as with the reference. With a time
     * set, an event without listeners is acknowledged immediately with the code {@value EventException#UNKNOWN_EVENT}, one whose
     * listeners cannot acknowledge (they take neither the event nor its ack) with {@value EventException#NO_ANSWER}, and all others with
     * the latter if there is no acknowledgement in time; up to 1,000 events of a socket are tracked at a time, further ones may wait. A
     * catch-all listener that acknowledges must call {@link Event#ack()} before it returns.
     *
     * @param value how long listeners may take, positive, or null for no guarantee
     * @return this builder
     */
    public SocketServerBuilder answerWithin(@Nullable Duration value) {
        answerWithin = value == null ? null : SocketSettings.positive("answerWithin", value);
        return this;
    }

    /**
     * Sets how long events may wait for a thread of the handler executor before a warning is logged, at most once a minute; 1 s by
     * default. They wait if listeners, middleware or authenticators block more threads than there are.
     *
     * @param value positive, or null for no warning
     * @return this builder
     */
    public SocketServerBuilder handlerWaitWarning(@Nullable Duration value) {
        handlerWaitWarning = value == null ? null : SocketSettings.positive("handlerWaitWarning", value);
        return this;
    }

    /**
     * Sets the factory of adapters, which hold the rooms; in memory by default.
     *
     * @param value creates the adapter of each namespace
     * @return this builder
     */
    public SocketServerBuilder adapter(Adapter.Factory value) {
        adapter = Objects.requireNonNull(value, "adapter");
        return this;
    }

    /**
     * Sets whether a namespace that a {@link ParentNamespace} created is removed with its last socket; false by default.
     *
     * @param value true to clean up
     * @return this builder
     */
    public SocketServerBuilder cleanUpNamespaces(boolean value) {
        cleanUpNamespaces = value;
        return this;
    }

    /**
     * Sets how many namespaces clients may create through a {@link ParentNamespace}; {@value #DEFAULT_MAX_NAMESPACES} by default. At the
     * limit, the one that has been without clients for the longest time is evicted; if all have clients, a client that asks for another
     * one is refused. Namespaces that the application names do not count.
     *
     * @param value zero or more
     * @return this builder
     */
    public SocketServerBuilder maxNamespaces(int value) {
        maxNamespaces = value;
        return this;
    }

    /**
     * Sets a hook for failures of listeners and middleware; they are logged by default.
     *
     * @param value the hook, or null for the log
     * @return this builder
     */
    public SocketServerBuilder errorHook(@Nullable Consumer<HandlerFailure> value) {
        errorHook = value;
        return this;
    }

    /**
     * Sets a listener for requests that were refused before they had a session; none by default.
     *
     * @param value the listener, or null for none
     * @return this builder
     */
    public SocketServerBuilder connectionErrors(@Nullable Consumer<ConnectionError> value) {
        connectionErrors = value;
        return this;
    }

    /**
     * Adds an observer of the server's activity, after those added before; none by default.
     *
     * @param value the observer
     * @return this builder
     */
    public SocketServerBuilder observer(ServerObserver value) {
        observers.add(Objects.requireNonNull(value, "observer"));
        return this;
    }

    /**
     * Sets the wire form of packets, which must match the clients'; JSON by default.
     *
     * @param value the codec, or null for the JSON codec
     * @return this builder
     */
    public SocketServerBuilder codec(@Nullable PacketCodec value) {
        codec = value;
        return this;
    }

    /**
     * Enables recovery: a client that lost its connection keeps its id, rooms and data, and gets missed events; off by default.
     *
     * @param window how long after its end a socket can be recovered, positive; two minutes are typical
     * @param runMiddleware whether middleware also decide about recovered sockets
     * @return this builder
     */
    public SocketServerBuilder recovery(Duration window, boolean runMiddleware) {
        recovery = new SocketSettings.Recovery(SocketSettings.positive("window", window), runMiddleware);
        return this;
    }

    /**
     * Builds the server.
     *
     * @return a new server with these settings
     * @throws IllegalArgumentException if a setting is out of range
     */
    public SocketServer build() {
        return new SocketServer(new SocketSettings(
                engine.build(),
                connectTimeout,
                mailboxCapacity,
                inbound,
                limits,
                json,
                codec,
                handlerExecutor,
                adapter,
                cleanUpNamespaces,
                maxNamespaces,
                answerWithin,
                handlerWaitWarning,
                recovery,
                errorHook,
                connectionErrors,
                observers));
    }
}
