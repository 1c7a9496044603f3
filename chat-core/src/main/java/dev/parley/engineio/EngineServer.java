package dev.parley.engineio;

import dev.parley.engineio.deadline.SessionDeadlines;
import dev.parley.engineio.fanout.FanOut;
import dev.parley.engineio.options.EngineOptions;
import dev.parley.engineio.session.EngineListener;
import dev.parley.engineio.session.Session;
import dev.parley.engineio.session.SessionContext;
import dev.parley.engineio.session.SessionRegistry;
import dev.parley.runtime.MemoryBudget;
import dev.parley.runtime.MemoryHolder;
import dev.parley.runtime.MemoryHolders;
import dev.parley.runtime.UncaughtErrors;
import dev.parley.time.Scheduler;
import dev.parley.time.SystemScheduler;
import dev.parley.transport.HttpExchange;
import dev.parley.transport.TransportHandler;
import dev.parley.transport.WebSocketUpgrade;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An Engine.IO server, to be passed to a transport binding. Thread-safe; {@code stopping} is set once, under the
 * monitor of {@code stopped}.
 */
public final class EngineServer implements TransportHandler {

    private final EngineOptions options;
    /** The path with a leading slash, and a trailing one if so configured. */
    private final String prefix;
    /** The path as it appears in requests, escaped where necessary. */
    private final String literalPrefix;

    private final SessionContext context;
    private final Handshakes handshakes;
    private final HttpEntry http;
    private final UpgradeEntry upgrades;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final Scheduler scheduler;
    private final @Nullable SystemScheduler ownScheduler;
    private final @Nullable ExecutorService ownExecutor;
    /** Separate from the other, so that slow hooks do not delay broadcasts. */
    private final @Nullable ExecutorService ownFanOutExecutor;

    private final Holders holders;
    private boolean stopping;

    /**
     * Creates a server.
     *
     * @param options the options
     * @param listener the layer above
     */
    public EngineServer(EngineOptions options, EngineListener listener) {
        this.options = options;
        this.prefix = prefix(options);
        this.literalPrefix = escaped(prefix);
        Scheduler givenScheduler = options.scheduler();
        this.ownScheduler = givenScheduler == null ? new SystemScheduler("parley-clock") : null;
        Executor givenExecutor = options.executor();
        this.ownExecutor = givenExecutor == null ? pool("parley-engine") : null;
        this.ownFanOutExecutor = givenExecutor == null ? pool("parley-fanout") : null;
        Executor executor = ownExecutor == null ? Objects.requireNonNull(givenExecutor) : ownExecutor;
        this.scheduler = givenScheduler == null ? Objects.requireNonNull(ownScheduler) : givenScheduler;
        int shards = options.fanOutShards() > 0 ? options.fanOutShards() : processors();
        this.context = new SessionContext(
                options,
                listener,
                new SessionDeadlines(options, scheduler),
                new FanOut(shards, ownFanOutExecutor == null ? executor : ownFanOutExecutor),
                new SessionRegistry(),
                executor);
        this.holders = new Holders(context, scheduler);
        options.memory().attach(holders);
        this.handshakes = new Handshakes(options.handshakes());
        RequestFilters filters = new RequestFilters(options, scheduler);
        RequestChecks checks = new RequestChecks(options, context.sessions(), handshakes, filters);
        this.http = new HttpEntry(context, filters, checks, new ClientBundle(prefix));
        this.upgrades = new UpgradeEntry(context, filters, checks);
    }

    private static String prefix(EngineOptions options) {
        String slashed = options.path().startsWith("/") ? options.path() : "/" + options.path();
        String bare = slashed.endsWith("/") ? slashed.substring(0, slashed.length() - 1) : slashed;
        return options.addTrailingSlash() ? bare + "/" : bare;
    }

    /** Whether application code runs while a request is checked. */
    private static boolean hasHooks(EngineOptions options) {
        return options.guard() != null
                || options.cors() != null
                || options.headers() != null
                || options.initialHeaders() != null
                || !options.middleware().isEmpty();
    }

    private static String escaped(String path) {
        try {
            return new URI(null, null, path, null).toASCIIString();
        } catch (URISyntaxException impossible) {
            throw new IllegalArgumentException("not a path: " + path, impossible);
        }
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    private static ExecutorService pool(String name) {
        return Executors.newFixedThreadPool(Math.max(2, processors()), UncaughtErrors.threads(name));
    }

    /** The number of open and closing sessions. */
    public int sessionCount() {
        return context.sessions().size();
    }

    /** A live view of the open and closing sessions. */
    public Collection<Session> sessions() {
        return context.sessions().all();
    }

    /** The clock and timer of this server. */
    public Scheduler scheduler() {
        return scheduler;
    }

    /** The memory budget of everything queued in this server. */
    public MemoryBudget memory() {
        return options.memory();
    }

    /** Dispatches messages to sessions. */
    public FanOut fanOut() {
        return context.fanOut();
    }

    @Override
    public String path() {
        return prefix;
    }

    @Override
    public boolean accepts(String path) {
        return path.startsWith(literalPrefix)
                && (path.length() == literalPrefix.length()
                        || literalPrefix.endsWith("/")
                        || path.charAt(literalPrefix.length()) == '/')
                && !isChangedOnTheWay(path, literalPrefix.length() - 1);
    }

    /** What proxies and servers decode, normalise or remove: escapes, parameters, backslashes, dot segments. */
    private static boolean isChangedOnTheWay(String path, int from) {
        for (int i = from; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%' || c == ';' || c == '\\' || (c == '/' && isDotSegment(path, i + 1))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDotSegment(String path, int start) {
        int end = start;
        while (end < path.length() && path.charAt(end) == '.') {
            end++;
        }
        int dots = end - start;
        return (dots == 1 || dots == 2) && (end == path.length() || path.charAt(end) == '/');
    }

    @Override
    public int maxMessageBytes() {
        return options.maxPayload();
    }

    @Override
    public void onHttp(HttpExchange exchange) {
        if (hasHooks(options)) {
            context.execute(() -> http.enter(exchange));
        } else {
            http.enter(exchange);
        }
    }

    @Override
    public void onUpgrade(WebSocketUpgrade upgrade) {
        if (hasHooks(options)) {
            context.execute(() -> upgrades.enter(upgrade));
        } else {
            upgrades.enter(upgrade);
        }
    }

    /** Refuses new clients with 503, so that proxies and clients try another server; sessions that are open go on. */
    public void drain() {
        context.sessions().drain();
    }

    @Override
    public CompletionStage<Void> shutdown() {
        synchronized (stopped) {
            if (stopping) {
                return stopped;
            }
            stopping = true;
        }
        context.sessions().stop();
        holders.stop();
        options.memory().detach(holders);
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

    /** State shared by its sessions. */
    SessionContext context() {
        return context;
    }

    /** The number of pending handshakes. */
    int handshakes() {
        return handshakes.count();
    }

    /** The memory holders of the sessions and of the layer above. */
    private static final class Holders implements MemoryHolders {

        private final SessionContext context;
        private final Scheduler scheduler;
        private Scheduler.@Nullable Cancellable next;
        private boolean stopped;

        Holders(SessionContext context, Scheduler scheduler) {
            this.context = context;
            this.scheduler = scheduler;
        }

        @Override
        public void forEach(Consumer<MemoryHolder> visitor) {
            context.sessions().all().forEach(session -> visitor.accept(session.intake()));
            context.listener().holders().forEach(visitor);
        }

        @Override
        public synchronized boolean run(Duration delay, Runnable task) {
            if (!stopped) {
                next = scheduler.schedule(delay, () -> context.execute(task));
            }
            return !stopped;
        }

        @Override
        public long nanoTime() {
            return scheduler.nanoTime();
        }

        /** Cancels scheduled tasks, and accepts no more. */
        synchronized void stop() {
            stopped = true;
            if (next != null) {
                next.cancel();
                next = null;
            }
        }
    }
}
