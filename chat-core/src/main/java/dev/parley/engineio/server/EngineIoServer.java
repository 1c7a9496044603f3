package dev.parley.engineio.server;

import dev.parley.engineio.EngineServer;
import dev.parley.engineio.fanout.OfferMode;
import dev.parley.engineio.options.EngineOptions;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.engineio.session.EngineListener;
import dev.parley.engineio.session.Session;
import dev.parley.engineio.session.SessionListener;
import dev.parley.runtime.FailureLog;
import dev.parley.runtime.UncaughtErrors;
import dev.parley.transport.ConnectionError;
import dev.parley.transport.HttpExchange;
import dev.parley.transport.TransportHandler;
import dev.parley.transport.WebSocketUpgrade;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A plain Engine.IO server, without Socket.IO: messages between individual clients and the server, over polling and
 * WebSocket. Pass it to a transport, such as {@code JettyTransport}. Thread-safe.
 *
 * <p>It implements Engine.IO protocol 4, and optionally 3; see docs/protocol.md.
 */
public final class EngineIoServer implements TransportHandler, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EngineIoServer.class);
    private static final int MIN_THREADS = 16;
    private static final int THREADS_PER_CORE = 8;

    private final EngineServer engine;
    private final EngineIoListener listener;
    private final Executor executor;
    private final @Nullable ExecutorService ownExecutor;
    private final FailureLog failures;
    private final Map<String, EngineIoSession> sessions = new ConcurrentHashMap<>();

    /**
     * Creates a server that runs the listener on its own threads: eight per processor, at least sixteen, until
     * shutdown.
     *
     * @param options the options
     * @param listener the application's callbacks
     */
    public EngineIoServer(EngineOptions options, EngineIoListener listener) {
        this(options, listener, null);
    }

    /**
     * Creates a server that runs the listener on an executor.
     *
     * @param options the options
     * @param listener the application's callbacks
     * @param executor runs the listener, and is not shut down by the server; rejected calls run inline on a transport
     *     thread. Null for the server's own threads
     */
    public EngineIoServer(EngineOptions options, EngineIoListener listener, @Nullable Executor executor) {
        this.listener = Objects.requireNonNull(listener, "listener");
        this.ownExecutor = executor == null ? pool() : null;
        this.executor = executor == null ? Objects.requireNonNull(ownExecutor) : executor;
        this.engine = new EngineServer(Objects.requireNonNull(options, "options"), new Engine());
        this.failures = new FailureLog(LOG, engine.scheduler()::nanoTime);
    }

    /**
     * Returns a builder with the defaults of an Engine.IO server: the path {@code /engine.io/}, and no browser client.
     *
     * @return a new builder
     */
    public static EngineOptions.Builder options() {
        return EngineOptions.builder().path("/engine.io/").serveClient(false);
    }

    private static ExecutorService pool() {
        int threads = Math.max(MIN_THREADS, Runtime.getRuntime().availableProcessors() * THREADS_PER_CORE);
        return Executors.newFixedThreadPool(threads, UncaughtErrors.threads("parley-engineio"));
    }

    /**
     * Returns the open sessions.
     *
     * @return a live view
     */
    public Collection<EngineIoSession> sessions() {
        return Collections.unmodifiableCollection(sessions.values());
    }

    /**
     * Looks up a session.
     *
     * @param id its id
     * @return the session; null if there is no open session with the id
     */
    public @Nullable EngineIoSession session(String id) {
        return sessions.get(id);
    }

    /**
     * Sends a text message to all sessions, encoded once.
     *
     * @param text a text of any length
     */
    public void broadcast(String text) {
        broadcast(EncodedMessage.of(Objects.requireNonNull(text, "text"), List.of()));
    }

    /**
     * Sends a binary message to all sessions, without copying it.
     *
     * @param bytes the bytes from position to limit; must not be modified afterwards
     */
    public void broadcast(ByteBuffer bytes) {
        broadcast(EncodedMessage.binary(Objects.requireNonNull(bytes, "bytes")));
    }

    private void broadcast(EncodedMessage message) {
        List<List<Session>> shards = new ArrayList<>();
        for (int i = 0; i < engine.fanOut().shards(); i++) {
            shards.add(new ArrayList<>());
        }
        for (EngineIoSession each : sessions.values()) {
            shards.get(each.session().shard()).add(each.session());
        }
        for (int i = 0; i < shards.size(); i++) {
            List<Session> receivers = shards.get(i);
            if (!receivers.isEmpty()) {
                engine.fanOut()
                        .submit(
                                i,
                                turn -> receivers.forEach(
                                        session -> turn.offer(session, message, OfferMode.NORMAL, null)),
                                receivers.size());
            }
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

    /** {@inheritDoc} Closes all sessions immediately, with {@code server shutting down}. */
    @Override
    public CompletionStage<Void> shutdown() {
        CompletionStage<Void> stopped = engine.shutdown();
        if (ownExecutor != null) {
            ownExecutor.shutdown();
        }
        return stopped;
    }

    /** Shuts the server down, as {@link #shutdown} does, which never waits. */
    @Override
    public void close() {
        shutdown();
    }

    private final class Engine implements EngineListener {

        @Override
        public SessionListener onSession(Session session) {
            EngineIoSession opened = new EngineIoSession(engine.fanOut(), session);
            SessionCalls calls = new SessionCalls(opened, listener, executor, failures, () -> {
                opened.end();
                sessions.remove(session.sid(), opened);
            });
            sessions.put(session.sid(), opened);
            calls.open();
            return calls;
        }

        @Override
        public void onConnectionError(ConnectionError error) {
            listener.onConnectionError(error);
        }
    }
}
