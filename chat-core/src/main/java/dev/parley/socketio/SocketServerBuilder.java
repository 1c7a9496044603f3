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

/** Builder of a {@link SocketServer}. Not thread-safe; later changes do not affect servers already built. */
public final class SocketServerBuilder {

    /** Default maximum number of queued events per socket. */
    public static final int DEFAULT_MAILBOX_CAPACITY = SocketSettings.MAILBOX_CAPACITY;

    /** Default maximum number of namespaces created by clients. */
    public static final int DEFAULT_MAX_NAMESPACES = SocketSettings.MAX_NAMESPACES;

    private final SocketSettings settings = new SocketSettings();
    private final EngineOptions.Builder engine = EngineOptions.builder();
    private final List<HttpMiddleware> middleware = new ArrayList<>();

    SocketServerBuilder() {}

    /**
     * Sets the path of the server; {@code /socket.io/} by default.
     *
     * @param value starts with a slash
     * @return this builder
     */
    public SocketServerBuilder path(String value) {
        engine.path(value);
        return this;
    }

    /**
     * Sets whether a slash is appended to the path; true by default.
     *
     * @param value false for the path as is
     * @return this builder
     */
    public SocketServerBuilder addTrailingSlash(boolean value) {
        engine.addTrailingSlash(value);
        return this;
    }

    /**
     * Sets the interval between heartbeats; 25 s by default.
     *
     * @param value positive
     * @return this builder
     */
    public SocketServerBuilder pingInterval(Duration value) {
        engine.pingInterval(value);
        return this;
    }

    /**
     * Sets how long to wait for the answer to a heartbeat; 20 s by default.
     *
     * @param value positive
     * @return this builder
     */
    public SocketServerBuilder pingTimeout(Duration value) {
        engine.pingTimeout(value);
        return this;
    }

    /**
     * Sets how long an upgrade to WebSocket may take; 10 s by default.
     *
     * @param value positive
     * @return this builder
     */
    public SocketServerBuilder upgradeTimeout(Duration value) {
        engine.upgradeTimeout(value);
        return this;
    }

    /**
     * Sets how long a closing session waits for its client to take the last packets; 30 s by default.
     *
     * @param value positive
     * @return this builder
     */
    public SocketServerBuilder closeTimeout(Duration value) {
        engine.closeTimeout(value);
        return this;
    }

    /**
     * Sets the maximum size of messages and request bodies of clients in bytes; 1,000,000 by default.
     *
     * @param value positive
     * @return this builder
     */
    public SocketServerBuilder maxPayload(int value) {
        engine.maxPayload(value);
        return this;
    }

    /**
     * Sets the enabled transports; both by default.
     *
     * @param value at least one
     * @return this builder
     */
    public SocketServerBuilder transports(Set<TransportName> value) {
        engine.transports(value);
        return this;
    }

    /**
     * Sets whether a polling client may upgrade to WebSocket; true by default.
     *
     * @param value false to keep it polling
     * @return this builder
     */
    public SocketServerBuilder allowUpgrades(boolean value) {
        engine.allowUpgrades(value);
        return this;
    }

    /**
     * Sets the CORS policy; no other origins by default.
     *
     * @param value the policy, or null for none
     * @return this builder
     */
    public SocketServerBuilder cors(@Nullable CorsPolicy value) {
        engine.cors(value);
        return this;
    }

    /**
     * Sets the session cookie; none by default.
     *
     * @param value the policy, or null for none
     * @return this builder
     */
    public SocketServerBuilder cookie(@Nullable CookiePolicy value) {
        engine.cookie(value);
        return this;
    }

    /**
     * Sets the guard of handshakes; all are accepted by default.
     *
     * @param value the guard, or null for none
     * @return this builder
     */
    public SocketServerBuilder guard(@Nullable HandshakeGuard value) {
        engine.guard(value);
        return this;
    }

    /**
     * Sets the minimum size of polling responses to compress; 1,024 bytes by default.
     *
     * @param value bytes; negative disables compression
     * @return this builder
     */
    public SocketServerBuilder httpCompressionThreshold(int value) {
        engine.httpCompressionThreshold(value);
        return this;
    }

    /**
     * Sets whether Socket.IO 2.x clients are accepted; false by default.
     *
     * @param value true to accept them
     * @return this builder
     */
    public SocketServerBuilder allowEio3(boolean value) {
        engine.allowEio3(value);
        return this;
    }

    /**
     * Sets a hook that adds headers to every HTTP response; none by default.
     *
     * @param value the hook, or null for none
     * @return this builder
     */
    public SocketServerBuilder headers(@Nullable HeadersHook value) {
        engine.headers(value);
        return this;
    }

    /**
     * Sets a hook that adds headers to the first response of every session; none by default.
     *
     * @param value the hook, or null for none
     * @return this builder
     */
    public SocketServerBuilder initialHeaders(@Nullable HeadersHook value) {
        engine.initialHeaders(value);
        return this;
    }

    /**
     * Sets the source of session ids; 120 random bits by default.
     *
     * @param value the source
     * @return this builder
     */
    public SocketServerBuilder sessionIds(SessionIdSource value) {
        engine.ids(value);
        return this;
    }

    /**
     * Sets the clock and timer; the system's by default.
     *
     * @param value the scheduler, or null for one of the server's own
     * @return this builder
     */
    public SocketServerBuilder scheduler(@Nullable Scheduler value) {
        settings.scheduler = value;
        return this;
    }

    /**
     * Sets whether the browser client is served if it is on the class path; true by default.
     *
     * @param value false to serve nothing
     * @return this builder
     */
    public SocketServerBuilder serveClient(boolean value) {
        engine.serveClient(value);
        return this;
    }

    /**
     * Sets the number of shards that deliver broadcasts in parallel; the number of processors by default.
     *
     * @param value positive, or 0 for the default
     * @return this builder
     */
    public SocketServerBuilder fanOutShards(int value) {
        engine.fanOutShards(value);
        return this;
    }

    /**
     * Sets how long a client may stay without connecting to a namespace; 45 s by default.
     *
     * @param value positive
     * @return this builder
     */
    public SocketServerBuilder connectTimeout(Duration value) {
        settings.connectTimeout = Objects.requireNonNull(value, "connectTimeout");
        return this;
    }

    /**
     * Sets how many events of a socket may be queued before reading is paused; {@value #DEFAULT_MAILBOX_CAPACITY} by default.
     *
     * @param value positive
     * @return this builder
     */
    public SocketServerBuilder mailboxCapacity(int value) {
        settings.mailboxCapacity = value;
        return this;
    }

    /**
     * Sets the limits on unprocessed input of clients; {@link InboundLimits#defaults()} by default.
     *
     * @param value the limits
     * @return this builder
     */
    public SocketServerBuilder inbound(InboundLimits value) {
        settings.inbound = Objects.requireNonNull(value, "inbound");
        return this;
    }

    /**
     * Sets the memory budget of everything queued in this server; an eighth of the maximum heap size by default.
     *
     * @param value the budget, which several servers may share
     * @return this builder
     */
    public SocketServerBuilder memory(MemoryBudget value) {
        engine.memory(value);
        return this;
    }

    /**
     * Sets the limits of packets; 10 attachments and a depth of 128 by default.
     *
     * @param value the limits
     * @return this builder
     */
    public SocketServerBuilder limits(PacketLimits value) {
        settings.limits = Objects.requireNonNull(value, "limits");
        return this;
    }

    /**
     * Sets the codec that converts payloads to and from Java objects; Parley's own settings by default.
     *
     * @param value the codec
     * @return this builder
     */
    public SocketServerBuilder json(JsonCodec value) {
        settings.json = Objects.requireNonNull(value, "json");
        return this;
    }

    /**
     * Sets the executor of listeners and middleware; virtual threads by default, or a bounded pool on a JVM without them.
     *
     * @param value null for the server's own; {@code Runnable::run} for tests. Sockets wait while it rejects tasks; a shutdown drops them
     * @return this builder
     */
    public SocketServerBuilder handlerExecutor(@Nullable Executor value) {
        settings.handlerExecutor = value;
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
        settings.answerWithin = value == null ? null : SocketSettings.positive("answerWithin", value);
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
        settings.handlerWaitWarning = value == null ? null : SocketSettings.positive("handlerWaitWarning", value);
        return this;
    }

    /**
     * Sets the factory of adapters, which hold the rooms; in memory by default.
     *
     * @param value creates the adapter of each namespace
     * @return this builder
     */
    public SocketServerBuilder adapter(Adapter.Factory value) {
        settings.adapter = Objects.requireNonNull(value, "adapter");
        return this;
    }

    /**
     * Sets whether a namespace that a {@link ParentNamespace} created is removed with its last socket; false by default.
     *
     * @param value true to clean up
     * @return this builder
     */
    public SocketServerBuilder cleanUpNamespaces(boolean value) {
        settings.cleanUpNamespaces = value;
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
        settings.maxNamespaces = value;
        return this;
    }

    /**
     * Sets a hook for failures of listeners and middleware; they are logged by default.
     *
     * @param value the hook, or null for the log
     * @return this builder
     */
    public SocketServerBuilder errorHook(@Nullable Consumer<HandlerFailure> value) {
        settings.errorHook = value;
        return this;
    }

    /**
     * Sets a listener for requests that were refused before they had a session; none by default.
     *
     * @param value the listener, or null for none
     * @return this builder
     */
    public SocketServerBuilder connectionErrors(@Nullable Consumer<ConnectionError> value) {
        settings.connectionErrors = value;
        return this;
    }

    /**
     * Adds an observer of the server's activity, after those added before; none by default.
     *
     * @param value the observer
     * @return this builder
     */
    public SocketServerBuilder observer(ServerObserver value) {
        settings.observers.add(Objects.requireNonNull(value, "observer"));
        return this;
    }

    /**
     * Sets the wire form of packets, which must match the clients'; JSON by default.
     *
     * @param value the codec, or null for the JSON codec
     * @return this builder
     */
    public SocketServerBuilder codec(@Nullable PacketCodec value) {
        settings.codec = value;
        return this;
    }

    /**
     * Sets the bounds of each client's outbound queue, and the policy beyond; by default 65,536 messages, 16 MiB, then disconnect.
     *
     * @param maxMessages positive
     * @param maxBytes positive
     * @param policy the policy beyond the bounds
     * @return this builder
     */
    public SocketServerBuilder outbound(int maxMessages, long maxBytes, OutboundPolicy policy) {
        engine.outbound(new OutboundLimits(maxMessages, maxBytes, policy));
        return this;
    }

    /**
     * Adds a middleware for every HTTP request and WebSocket upgrade, after those added before.
     *
     * @param value the middleware
     * @return this builder
     */
    public SocketServerBuilder useHttp(HttpMiddleware value) {
        middleware.add(Objects.requireNonNull(value, "middleware"));
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
        settings.recoveryWindow = SocketSettings.positive("window", window);
        settings.middlewareOnRecovery = runMiddleware;
        return this;
    }

    /**
     * Builds the server.
     *
     * @return a new server with these settings
     * @throws IllegalArgumentException if a setting is out of range
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
