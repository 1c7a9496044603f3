package dev.parley.socketio;

import dev.parley.engineio.options.EngineOptions;
import dev.parley.engineio.options.OutboundLimits;
import dev.parley.runtime.MemoryBudget;
import dev.parley.runtime.observe.ServerObserver;
import dev.parley.socketio.event.Event;
import dev.parley.socketio.event.EventException;
import dev.parley.socketio.packet.JsonCodec;
import dev.parley.socketio.packet.PacketCodec;
import dev.parley.socketio.packet.PacketLimits;
import dev.parley.time.Scheduler;
import dev.parley.transport.ConnectionError;
import dev.parley.transport.TransportName;
import dev.parley.transport.policy.CookiePolicy;
import dev.parley.transport.policy.CorsPolicy;
import dev.parley.transport.policy.HandshakeGuard;
import dev.parley.transport.policy.HeadersHook;
import dev.parley.transport.policy.HttpMiddleware;
import dev.parley.transport.policy.OutboundPolicy;
import dev.parley.transport.policy.SessionIdSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The settings of a {@link SocketServer}. Not thread-safe; a server keeps the values that the builder had at {@link #build}. */
public final class SocketServerBuilder {

    /** How many received events of a socket may wait, unless said otherwise. */
    public static final int DEFAULT_MAILBOX_CAPACITY = SocketSettings.MAILBOX_CAPACITY;

    /** How many namespaces clients may bring into being, unless said otherwise. */
    public static final int DEFAULT_MAX_NAMESPACES = SocketSettings.MAX_NAMESPACES;

    private final SocketSettings settings = new SocketSettings();
    private final EngineOptions.Builder engine = EngineOptions.builder();
    private final List<HttpMiddleware> middleware = new ArrayList<>();

    SocketServerBuilder() {}

    /**
     * The path under which the server is reached, {@code /socket.io/} by default.
     *
     * @param value begins with a slash
     * @return this builder
     */
    public SocketServerBuilder path(String value) {
        engine.path(value);
        return this;
    }

    /**
     * Whether a slash is added to the path; true by default.
     *
     * @param value false for the path as it is
     * @return this builder
     */
    public SocketServerBuilder addTrailingSlash(boolean value) {
        engine.addTrailingSlash(value);
        return this;
    }

    /**
     * How often a client is asked whether it is there, 25 s by default.
     *
     * @param value positive
     * @return this builder
     */
    public SocketServerBuilder pingInterval(Duration value) {
        engine.pingInterval(value);
        return this;
    }

    /**
     * How long a client may take to answer that, 20 s by default.
     *
     * @param value positive
     * @return this builder
     */
    public SocketServerBuilder pingTimeout(Duration value) {
        engine.pingTimeout(value);
        return this;
    }

    /**
     * How long an upgrade to WebSocket may take, 10 s by default.
     *
     * @param value positive
     * @return this builder
     */
    public SocketServerBuilder upgradeTimeout(Duration value) {
        engine.upgradeTimeout(value);
        return this;
    }

    /**
     * How long a session that the server closes waits for its client to take the last packets, 30 s by default.
     *
     * @param value positive
     * @return this builder
     */
    public SocketServerBuilder closeTimeout(Duration value) {
        engine.closeTimeout(value);
        return this;
    }

    /**
     * The largest message or request body of a client in bytes, 1,000,000 by default.
     *
     * @param value positive
     * @return this builder
     */
    public SocketServerBuilder maxPayload(int value) {
        engine.maxPayload(value);
        return this;
    }

    /**
     * The transports that clients may use, both by default.
     *
     * @param value at least one
     * @return this builder
     */
    public SocketServerBuilder transports(Set<TransportName> value) {
        engine.transports(value);
        return this;
    }

    /**
     * Whether a polling client may change to WebSocket; true by default.
     *
     * @param value false to keep it polling
     * @return this builder
     */
    public SocketServerBuilder allowUpgrades(boolean value) {
        engine.allowUpgrades(value);
        return this;
    }

    /**
     * Which other origins may connect; none by default.
     *
     * @param value the policy, or null for none
     * @return this builder
     */
    public SocketServerBuilder cors(@Nullable CorsPolicy value) {
        engine.cors(value);
        return this;
    }

    /**
     * Whether and how a cookie is set; none by default.
     *
     * @param value the policy, or null for none
     * @return this builder
     */
    public SocketServerBuilder cookie(@Nullable CookiePolicy value) {
        engine.cookie(value);
        return this;
    }

    /**
     * Decides about each handshake before a session is made; all are accepted by default.
     *
     * @param value the guard, or null for none
     * @return this builder
     */
    public SocketServerBuilder guard(@Nullable HandshakeGuard value) {
        engine.guard(value);
        return this;
    }

    /**
     * From how many bytes polling answers are compressed, 1,024 by default.
     *
     * @param value bytes; negative for never
     * @return this builder
     */
    public SocketServerBuilder httpCompressionThreshold(int value) {
        engine.httpCompressionThreshold(value);
        return this;
    }

    /**
     * Whether Socket.IO 2.x clients are served; false by default.
     *
     * @param value true to serve them
     * @return this builder
     */
    public SocketServerBuilder allowEio3(boolean value) {
        engine.allowEio3(value);
        return this;
    }

    /**
     * Adds headers to every HTTP answer; none by default.
     *
     * @param value the hook, or null for none
     * @return this builder
     */
    public SocketServerBuilder headers(@Nullable HeadersHook value) {
        engine.headers(value);
        return this;
    }

    /**
     * Adds headers to the first answer of every session; none by default.
     *
     * @param value the hook, or null for none
     * @return this builder
     */
    public SocketServerBuilder initialHeaders(@Nullable HeadersHook value) {
        engine.initialHeaders(value);
        return this;
    }

    /**
     * Makes the ids of sessions; 120 random bits by default.
     *
     * @param value the source
     * @return this builder
     */
    public SocketServerBuilder sessionIds(SessionIdSource value) {
        engine.ids(value);
        return this;
    }

    /**
     * The clock and timers; the system's by default.
     *
     * @param value the scheduler, or null for one of the server's own
     * @return this builder
     */
    public SocketServerBuilder scheduler(@Nullable Scheduler value) {
        settings.scheduler = value;
        return this;
    }

    /**
     * Whether the browser client is served when it is on the class path; true by default.
     *
     * @param value false to serve nothing
     * @return this builder
     */
    public SocketServerBuilder serveClient(boolean value) {
        engine.serveClient(value);
        return this;
    }

    /**
     * In how many parts broadcasts are delivered side by side; as many as there are processors by default.
     *
     * @param value positive, or 0 for the default
     * @return this builder
     */
    public SocketServerBuilder fanOutShards(int value) {
        engine.fanOutShards(value);
        return this;
    }

    /**
     * How long a client may stay without connecting to a namespace, 45 s by default.
     *
     * @param value positive
     * @return this builder
     */
    public SocketServerBuilder connectTimeout(Duration value) {
        settings.connectTimeout = Objects.requireNonNull(value, "connectTimeout");
        return this;
    }

    /**
     * How many received events of one socket may wait to be handled before its connection is no longer read, {@value #DEFAULT_MAILBOX_CAPACITY} by default.
     *
     * @param value positive
     * @return this builder
     */
    public SocketServerBuilder mailboxCapacity(int value) {
        settings.mailboxCapacity = value;
        return this;
    }

    /**
     * What clients may send before it is handled; {@link InboundLimits#defaults()} by default.
     *
     * @param value the limits
     * @return this builder
     */
    public SocketServerBuilder inbound(InboundLimits value) {
        settings.inbound = Objects.requireNonNull(value, "inbound");
        return this;
    }

    /**
     * What everything that waits in this server may hold together; an eighth of the largest heap by default.
     *
     * @param value the budget, which several servers may share
     * @return this builder
     */
    public SocketServerBuilder memory(MemoryBudget value) {
        engine.memory(value);
        return this;
    }

    /**
     * What a packet may hold: 10 attachments and a depth of 128 by default.
     *
     * @param value the limits
     * @return this builder
     */
    public SocketServerBuilder limits(PacketLimits value) {
        settings.limits = Objects.requireNonNull(value, "limits");
        return this;
    }

    /**
     * How payloads become Java objects and back; Parley's own settings by default.
     *
     * @param value the codec
     * @return this builder
     */
    public SocketServerBuilder json(JsonCodec value) {
        settings.json = Objects.requireNonNull(value, "json");
        return this;
    }

    /**
     * Where listeners and middleware run; virtual threads by default, or a bounded pool on a JVM without them.
     *
     * @param value the executor, or null for one of the server's own; {@code Runnable::run} for tests. While it refuses tasks,
     *     sockets wait; once it is shut down, what they still have to do is dropped
     * @return this builder
     */
    public SocketServerBuilder handlerExecutor(@Nullable Executor value) {
        settings.handlerExecutor = value;
        return this;
    }

    /**
     * Whether a client that asks for an answer gets one in any case; by default it waits, as with the reference. With a time set, an event
     * that nobody listens to is answered at once with the code {@value EventException#UNKNOWN_EVENT}, one whose listeners cannot answer
     * (they take neither the event nor its ack) with {@value EventException#NO_ANSWER}, and all others with the latter when nobody has
     * answered in time; of one socket 1,000 events are watched at a time, and further ones wait. A catch-all listener that answers takes {@link Event#ack()} before it returns.
     *
     * @param value how long listeners may take, positive, or null to leave clients waiting
     * @return this builder
     */
    public SocketServerBuilder answerWithin(@Nullable Duration value) {
        settings.answerWithin = value == null ? null : SocketSettings.positive("answerWithin", value);
        return this;
    }

    /**
     * How long events may wait for a thread of the handler executor before a warning says so in the log, once a minute at most; 1 s by
     * default. They wait when listeners, middleware or authenticators block more threads than there are.
     *
     * @param value positive, or null for no warning
     * @return this builder
     */
    public SocketServerBuilder handlerWaitWarning(@Nullable Duration value) {
        settings.handlerWaitWarning = value == null ? null : SocketSettings.positive("handlerWaitWarning", value);
        return this;
    }

    /**
     * What holds the rooms; the memory of this process by default.
     *
     * @param value makes the adapter of each namespace
     * @return this builder
     */
    public SocketServerBuilder adapter(Adapter.Factory value) {
        settings.adapter = Objects.requireNonNull(value, "adapter");
        return this;
    }

    /**
     * Whether a namespace made for a client by a {@link ParentNamespace} goes with its last socket; false by default.
     *
     * @param value true to clean up
     * @return this builder
     */
    public SocketServerBuilder cleanUpNamespaces(boolean value) {
        settings.cleanUpNamespaces = value;
        return this;
    }

    /**
     * How many namespaces clients may bring into being through a {@link ParentNamespace}, {@value #DEFAULT_MAX_NAMESPACES} by default.
     * When there are as many, the one that has been without clients for the longest time makes room for another; when all have clients, a
     * client that asks for one more is refused. Namespaces that the application names do not count.
     *
     * @param value zero or more
     * @return this builder
     */
    public SocketServerBuilder maxNamespaces(int value) {
        settings.maxNamespaces = value;
        return this;
    }

    /**
     * Told of every listener and middleware that failed; they are logged by default.
     *
     * @param value the hook, or null for the log
     * @return this builder
     */
    public SocketServerBuilder errorHook(@Nullable Consumer<HandlerFailure> value) {
        settings.errorHook = value;
        return this;
    }

    /**
     * Told of every request that was refused before it had a session; nobody by default.
     *
     * @param value the listener, or null for none
     * @return this builder
     */
    public SocketServerBuilder connectionErrors(@Nullable Consumer<ConnectionError> value) {
        settings.connectionErrors = value;
        return this;
    }

    /**
     * Adds an observer, which is notified of what the server does behind those added before; none by default.
     *
     * @param value the observer
     * @return this builder
     */
    public SocketServerBuilder observer(ServerObserver value) {
        settings.observers.add(Objects.requireNonNull(value, "observer"));
        return this;
    }

    /**
     * The wire form of packets, which clients must use as well; JSON by default.
     *
     * @param value the codec, or null for the JSON codec
     * @return this builder
     */
    public SocketServerBuilder codec(@Nullable PacketCodec value) {
        settings.codec = value;
        return this;
    }

    /**
     * What may wait for one client that reads slowly, and what happens beyond: 65,536 messages and 16 MiB by default, and then the client is disconnected.
     *
     * @param maxMessages positive
     * @param maxBytes positive
     * @param policy what happens beyond
     * @return this builder
     */
    public SocketServerBuilder outbound(int maxMessages, long maxBytes, OutboundPolicy policy) {
        engine.outbound(new OutboundLimits(maxMessages, maxBytes, policy));
        return this;
    }

    /**
     * Adds a middleware that sees every HTTP request of the server and every WebSocket upgrade, behind those added before.
     *
     * @param value the middleware
     * @return this builder
     */
    public SocketServerBuilder useHttp(HttpMiddleware value) {
        middleware.add(Objects.requireNonNull(value, "middleware"));
        return this;
    }

    /**
     * Lets a client that lost its connection go on with the same id, rooms, data and the events that it missed; off by default.
     *
     * @param window how long after its end a socket can be recovered, positive; two minutes are usual
     * @param runMiddleware whether middleware decide about recovered sockets too
     * @return this builder
     */
    public SocketServerBuilder recovery(Duration window, boolean runMiddleware) {
        settings.recoveryWindow = SocketSettings.positive("window", window);
        settings.middlewareOnRecovery = runMiddleware;
        return this;
    }

    /**
     * Makes the server.
     *
     * @return a new server with these settings
     * @throws IllegalArgumentException if a setting is out of its range
     */
    public SocketServer build() {
        settings.check();
        EngineOptions.Builder copy = EngineOptions.builder(engine.build())
                .handshakes(settings.inbound.handshakes())
                .packetTimeout(settings.inbound.packetTimeout())
                .middleware(List.copyOf(middleware));
        return new SocketServer(new SocketSettings(settings), copy);
    }
}
