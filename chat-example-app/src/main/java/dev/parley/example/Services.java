package dev.parley.example;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.parley.chat.cluster.ChatCluster;
import dev.parley.cluster.redis.RedisStreams;
import dev.parley.cluster.redis.RedisStreamsOptions;
import dev.parley.cluster.redis.chat.RedisChatCluster;
import dev.parley.example.account.Accounts;
import dev.parley.example.account.Tokens;
import dev.parley.example.api.Access;
import dev.parley.example.api.FileCookie;
import dev.parley.example.api.Readiness;
import dev.parley.example.data.DataFolder;
import dev.parley.example.data.Spool;
import dev.parley.example.file.FileStore;
import dev.parley.example.web.Workers;
import dev.parley.runtime.FailureLog;
import dev.parley.socketio.Adapter;
import dev.parley.store.MessageStore;
import dev.parley.store.ProcessLock;
import dev.parley.store.StoreHealth;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Resources shared by the parts of the server. Owned by {@link ExampleServer}, which closes it last. */
final class Services implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Services.class);

    /** Threads that hash passwords: each takes 19 MB and a processor for a while. */
    private static final int HASHING = 4;

    private static final int WORKING = 16;
    private static final int EXPORTING = 2;
    private static final int WAITING = 256;
    private static final int EXPORTS_WAITING = 32;

    /** Minimum number of free file descriptors for the server to be ready; at least one in twenty must be free too. */
    private static final int FREE_DESCRIPTORS = 32;

    /** Open resources, last opened first. */
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    private final Accounts accounts;
    private final Tokens tokens;
    private final FileCookie fileCookie;
    private final Access access;
    private final MessageStore store;
    private final FileStore files;
    private final Spool spool;
    private final @Nullable RedisStreams cluster;
    private final ChatCluster chatCluster;
    private final Readiness readiness;
    private final Clock clock;
    private final LongSupplier nanoTime = System::nanoTime;
    private final FailureLog failures = new FailureLog(LOG, nanoTime);
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Workers workers = new Workers("api", WORKING, WAITING);
    private final Workers hashers = new Workers("sign-in", HASHING, WAITING);
    private final Workers exporters = new Workers("export", EXPORTING, EXPORTS_WAITING);

    /** Opens everything; leaves nothing open on failure. */
    Services(ServerOptions options, Clock clock) {
        this.clock = clock;
        boolean complete = false;
        try {
            DataFolder data = new DataFolder(options.data);
            data.ensure(DataFolder.LOCK);
            opened(ProcessLock.acquire(data.file(DataFolder.LOCK), "the data folder " + options.data));
            accounts = opened(Accounts.open(data.file(DataFolder.ACCOUNTS), named(options.admins), clock));
            byte[] secret = data.secret(DataFolder.TOKEN_SECRET).getBytes(StandardCharsets.US_ASCII);
            tokens = new Tokens(secret, Tokens.CHAT, options.tokenLifetime, clock);
            fileCookie = new FileCookie(
                    new Tokens(secret, FileCookie.AUDIENCE, options.tokenLifetime, clock), options.tokenLifetime);
            access = new Access(tokens, accounts, fileCookie, adminToken(options, data));
            files = opened(FileStore.open(
                    data.file(DataFolder.FILES),
                    data.file(DataFolder.FILE_TABLE),
                    new FileStore.Limits(options.uploadBytes, options.uploadsUserBytes, options.uploadsTotalBytes),
                    clock));
            spool = Spool.open(data.file(DataFolder.SPOOL), options.exportsTotalBytes);
            Stores.Opened messages = Stores.open(options.store, data, metrics);
            opened(messages.behind());
            store = opened(messages.store());
            report(Stores.shown(options.store), store.health());
            cluster = cluster(options.cluster);
            chatCluster = chatCluster(options);
            readiness = opened(new Readiness(checks(), failures, nanoTime));
            complete = true;
        } finally {
            if (!complete) {
                close();
            }
        }
        measure();
    }

    /** An unreachable database does not prevent the server from starting: until it is back, the server is not ready. */
    private static void report(String uri, StoreHealth health) {
        if (health.up()) {
            LOG.info("The message store {} is up", uri);
        } else {
            LOG.error(
                    "The message store {} cannot be used: {}. The server starts, and is not ready until it can.",
                    uri,
                    health.detail());
        }
    }

    /** An unreachable Redis does not prevent the server from starting and serving its own clients. */
    private @Nullable RedisStreams cluster(@Nullable String url) {
        if (url == null || url.isBlank()) {
            return null;
        }
        RedisStreamsOptions options = RedisStreamsOptions.builder().url(url).build();
        LOG.info(
                "Other servers are reached over {}. Until it answers, this server serves its own clients alone."
                        + " Lists of people, limits and accounts are not shared",
                options);
        return opened(RedisStreams.connect(options));
    }

    /** Servers with one database are one chat. With files of its own a server has its own messages. */
    private static ChatCluster chatCluster(ServerOptions options) {
        String url = options.cluster;
        return url == null || url.isBlank() || !Stores.isShared(options.store)
                ? ChatCluster.alone()
                : RedisChatCluster.connect(url);
    }

    private static String adminToken(ServerOptions options, DataFolder data) {
        String given = options.adminToken;
        return given == null || given.isBlank() ? data.secret(DataFolder.ADMIN_TOKEN) : given;
    }

    private <T extends AutoCloseable> T opened(T part) {
        opened.push(part);
        return part;
    }

    private Map<String, Readiness.Check> checks() {
        Map<String, Readiness.Check> checks = new LinkedHashMap<>();
        checks.put("store", () -> {
            StoreHealth health = store.health();
            if (!health.up()) {
                throw new IOException(health.detail());
            }
        });
        checks.put("accounts", accounts::probe);
        checks.put("files", files::probe);
        checks.put("descriptors", Services::checkDescriptors);
        return checks;
    }

    private static void checkDescriptors() throws IOException {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            long max = system.getMaxFileDescriptorCount();
            long open;
            try {
                open = system.getOpenFileDescriptorCount();
            } catch (InternalError e) {
                // At the limit the platform cannot even count them.
                throw new IOException("as many files and connections are open as may be, " + max + " (ulimit -n)", e);
            }
            if (max - open < Math.max(FREE_DESCRIPTORS, max / 20)) {
                throw new IOException(open + " of " + max + " files and connections are open (ulimit -n)");
            }
        }
    }

    /** The entries of a list option, without empty ones. */
    static Set<String> named(Set<String> texts) {
        return texts.stream().map(String::strip).filter(text -> !text.isEmpty()).collect(Collectors.toSet());
    }

    MessageStore store() {
        return store;
    }

    Accounts accounts() {
        return accounts;
    }

    Tokens tokens() {
        return tokens;
    }

    FileCookie fileCookie() {
        return fileCookie;
    }

    Access access() {
        return access;
    }

    FileStore files() {
        return files;
    }

    Spool spool() {
        return spool;
    }

    /** The way to the chats of other servers with the same database; the engine closes it. */
    ChatCluster chatCluster() {
        return chatCluster;
    }

    /** The way to other servers; null for a server alone. */
    @Nullable
    RedisStreams cluster() {
        return cluster;
    }

    /** What is shown beside readiness and does not change it, once the engine has started the chat's cluster. */
    Map<String, String> states() {
        Map<String, String> states = new LinkedHashMap<>();
        if (cluster != null) {
            states.put("cluster", shown(cluster.health()));
        }
        if (chatCluster != ChatCluster.alone()) {
            states.put("chatCluster", shown(chatCluster.health()));
            states.put("presence", chatCluster.shared().available() ? "certain" : "uncertain");
        }
        return states;
    }

    private static String shown(Adapter.Health health) {
        return health.link().name().toLowerCase(Locale.ROOT);
    }

    Readiness readiness() {
        return readiness;
    }

    /** Threads for short blocking work. */
    Workers workers() {
        return workers;
    }

    /** Threads for signing in. */
    Workers hashers() {
        return hashers;
    }

    /** Threads for exports. */
    Workers exporters() {
        return exporters;
    }

    /** Logs failures, one line a minute for each kind. */
    FailureLog failures() {
        return failures;
    }

    Clock clock() {
        return clock;
    }

    LongSupplier nanoTime() {
        return nanoTime;
    }

    PrometheusMeterRegistry metrics() {
        return metrics;
    }

    private void measure() {
        new JvmMemoryMetrics().bindTo(metrics);
        new JvmThreadMetrics().bindTo(metrics);
        new ProcessorMetrics().bindTo(metrics);
        new FileDescriptorMetrics().bindTo(metrics);
        new UptimeMetrics().bindTo(metrics);
    }

    @Override
    public void close() {
        workers.close();
        hashers.close();
        exporters.close();
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                LOG.warn("Could not close everything", e);
            }
        }
        metrics.close();
    }
}
