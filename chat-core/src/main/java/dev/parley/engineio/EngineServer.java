package dev.parley.engineio;

import dev.parley.transport.HttpExchange;
import dev.parley.transport.Scheduler;
import dev.parley.transport.SystemScheduler;
import dev.parley.transport.TransportHandler;
import dev.parley.transport.WebSocketUpgrade;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An Engine.IO server: give it to a transport binding. Thread-safe.
 *
 * <p>{@code sessions} is a concurrent map; {@code stopping} is set once, under the monitor of {@code stopped}.
 */
public final class EngineServer implements TransportHandler {

    private final EngineOptions options;
    private final EngineListener listener;
    private final String prefix;
    private final Executor executor;
    private final Heartbeat heartbeat;
    private final FanOut fanOut;
    private final HttpEntry http;
    private final UpgradeEntry upgrades;
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final @Nullable SystemScheduler ownScheduler;
    private final @Nullable ExecutorService ownExecutor;
    /** Apart from the other, so that hooks that take their time hold up no broadcast. */
    private final @Nullable ExecutorService ownFanOutExecutor;

    private volatile boolean stopping;

    /**
     * Makes a server.
     *
     * @param options how it behaves
     * @param listener the layer above
     */
    public EngineServer(EngineOptions options, EngineListener listener) {
        this.options = options;
        this.listener = listener;
        this.prefix = options.prefix();
        Scheduler givenScheduler = options.scheduler();
        this.ownScheduler = givenScheduler == null ? new SystemScheduler("parley-clock") : null;
        Executor givenExecutor = options.executor();
        this.ownExecutor = givenExecutor == null ? pool("parley-engine") : null;
        this.ownFanOutExecutor = givenExecutor == null ? pool("parley-fanout") : null;
        this.executor = ownExecutor == null ? Objects.requireNonNull(givenExecutor) : ownExecutor;
        Scheduler scheduler = givenScheduler == null ? Objects.requireNonNull(ownScheduler) : givenScheduler;
        this.heartbeat = new Heartbeat(options, scheduler);
        int shards = options.fanOutShards() > 0 ? options.fanOutShards() : processors();
        this.fanOut = new FanOut(shards, ownFanOutExecutor == null ? executor : ownFanOutExecutor);
        Gate gate = new Gate(options);
        Admission admission = new Admission(this);
        this.http = new HttpEntry(this, gate, admission);
        this.upgrades = new UpgradeEntry(this, gate, admission);
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    private static ExecutorService pool(String name) {
        AtomicInteger number = new AtomicInteger();
        return Executors.newFixedThreadPool(Math.max(2, processors()), task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** The number of sessions that are open or closing. */
    public int sessionCount() {
        return sessions.size();
    }

    /** The sessions that are open or closing: a view that follows them. */
    public Collection<Session> sessions() {
        return Collections.unmodifiableCollection(sessions.values());
    }

    /** Where messages are offered to sessions. */
    public FanOut fanOut() {
        return fanOut;
    }

    @Override
    public boolean accepts(String path) {
        return path.startsWith(prefix)
                && (path.length() == prefix.length() || prefix.endsWith("/") || path.charAt(prefix.length()) == '/');
    }

    @Override
    public int maxMessageBytes() {
        return options.maxPayload();
    }

    @Override
    public void onHttp(HttpExchange exchange) {
        if (options.hasHooks()) {
            execute(() -> http.enter(exchange));
        } else {
            http.enter(exchange);
        }
    }

    @Override
    public void onUpgrade(WebSocketUpgrade upgrade) {
        if (options.hasHooks()) {
            execute(() -> upgrades.enter(upgrade));
        } else {
            upgrades.enter(upgrade);
        }
    }

    @Override
    public CompletionStage<Void> shutdown() {
        synchronized (stopped) {
            if (stopping) {
                return stopped;
            }
            stopping = true;
        }
        for (Session session : List.copyOf(sessions.values())) {
            session.terminate(CloseReason.SERVER_SHUTTING_DOWN, "");
        }
        stopped.complete(null);
        if (ownScheduler != null) {
            ownScheduler.close();
        }
        if (ownExecutor != null && ownFanOutExecutor != null) {
            ownExecutor.shutdown();
            ownFanOutExecutor.shutdown();
        }
        return stopped;
    }

    // ---- for the parts of the engine

    EngineOptions options() {
        return options;
    }

    EngineListener listener() {
        return listener;
    }

    Heartbeat heartbeat() {
        return heartbeat;
    }

    boolean isStopping() {
        return stopping;
    }

    /** Runs what may take its time or belongs to the application. */
    void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException stoppedMeanwhile) {
            task.run();
        }
    }

    @Nullable
    Session session(String sid) {
        return sessions.get(sid);
    }

    /** Takes a session in; false when its id is in use or the server stops. */
    boolean register(Session session) {
        if (sessions.putIfAbsent(session.sid(), session) != null) {
            return false;
        }
        if (stopping) {
            session.terminate(CloseReason.SERVER_SHUTTING_DOWN, "");
        }
        return true;
    }

    void forget(Session session) {
        sessions.remove(session.sid(), session);
    }
}
