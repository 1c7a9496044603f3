package dev.parley.transport.jetty;

import dev.parley.time.Scheduler;
import dev.parley.transport.TransportHandler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the engine over Jetty: long polling and WebSocket, over HTTP/1.1 and, if wished, HTTP/2 and TLS.
 *
 * <p>Either {@link #start} runs a server of its own, or {@link #handler} makes a handler for the application's server. One
 * transport starts at most one server. Thread-safe.
 */
public final class JettyTransport implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JettyTransport.class);

    private final JettySettings settings;
    /** The server, once started; guarded by this. Kept after the stop, so that a transport starts once. */
    private @Nullable Server server;

    private JettyTransport(JettySettings settings) {
        this.settings = settings;
    }

    /**
     * Begins with the defaults: port 3000 on all interfaces, HTTP/1.1 without TLS, no compression.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts a server. When it fails, nothing is left running.
     *
     * @param handler what to serve, such as a {@code SocketServer}
     * @return this transport, listening
     * @throws IllegalStateException if this transport was started before, or the server cannot start, for example because
     *     the port is taken, or there is an older Jetty than 12.1 on the class path
     */
    public synchronized JettyTransport start(TransportHandler handler) {
        if (server != null) {
            throw new IllegalStateException("started before; build another transport");
        }
        JettySettings checked = checkJetty();
        Server starting = new Server(settings.threadPool() == null ? namedPool() : settings.threadPool());
        server = starting;
        ServerConnector connector = Connectors.add(starting, settings);
        Handler engine = new EngineHandler(Objects.requireNonNull(handler, "handler"), checked, true);
        starting.setHandler(
                new Handler.Sequence(engine, new ApplicationHandler(settings.handler(), settings.requestTimeout())));
        starting.setStopTimeout(Scheduler.millis(settings.stopTimeout()));
        settings.customizer().accept(starting);
        try {
            connector.open();
            starting.start();
        } catch (Exception failure) {
            stop(starting);
            throw new IllegalStateException(
                    "cannot serve on port " + settings.port() + ": " + reason(failure), failure);
        }
        LOG.atInfo()
                .addKeyValue("host", connector.getHost() == null ? "*" : connector.getHost())
                .addKeyValue("port", connector.getLocalPort())
                .log("listening");
        return this;
    }

    /** In the words of the operating system, such as that an address is in use or is none of this machine's. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Objects.requireNonNullElse(cause.getMessage(), cause.toString());
    }

    /**
     * Makes a handler that serves the engine inside another Jetty server. It answers the requests whose path the engine
     * accepts and leaves all others to the handlers behind it, so put it first into a {@code Handler.Sequence}.
     *
     * <p>Of this transport's settings it follows those that do not belong to a server: compression, close timeout, and the
     * check for abandoned polls. When that server stops, give it a stop timeout: the engine then answers its polls first.
     *
     * @param handler what to serve
     * @return a new handler
     * @throws IllegalStateException if there is an older Jetty than 12.1 on the class path
     */
    public Handler handler(TransportHandler handler) {
        return new EngineHandler(Objects.requireNonNull(handler, "handler"), checkJetty(), false);
    }

    /** Before anything else of Jetty is used: parts of an older line would fail in their own words. */
    private JettySettings checkJetty() {
        return settings.jetty() == null ? settings.on(JettyVersion.present()) : settings;
    }

    /**
     * The port this transport listens on, the one the system chose if it was built with port 0.
     *
     * @return the port
     * @throws IllegalStateException if it is not started or already closed
     */
    public synchronized int port() {
        if (server == null || !server.isStarted()) {
            throw new IllegalStateException("not started");
        }
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    /**
     * Stops: no new connections, held polls are answered, sockets are notified, and whatever is left after the stop timeout is
     * cut off. Blocks until the port is free. Does nothing when not started or closed before.
     */
    @Override
    public synchronized void close() {
        if (server != null) {
            boolean running = server.isStarted();
            stop(server);
            if (running) {
                LOG.info("stopped");
            }
        }
    }

    private static void stop(Server server) {
        try {
            server.stop();
        } catch (TimeoutException late) {
            LOG.info("connections were cut off when the stop timeout had passed");
        } catch (Exception failure) {
            LOG.warn("the server did not stop in good order", failure);
        } finally {
            server.destroy();
        }
    }

    private static QueuedThreadPool namedPool() {
        QueuedThreadPool pool = new ReportingPool();
        pool.setName("parley-jetty");
        return pool;
    }

    /** Settings of a {@link JettyTransport}. Not thread-safe. */
    public static final class Builder {

        private static final int DEFAULT_ACCEPT_QUEUE_SIZE = 1_024;

        private @Nullable String host;
        private int port = 3000;
        private int acceptQueueSize = DEFAULT_ACCEPT_QUEUE_SIZE;
        private SslContextFactory.@Nullable Server tls;
        private boolean http2;
        private boolean cleartextHttp2;
        private boolean compression;
        private Duration idleTimeout = Duration.ofSeconds(30);
        private Duration requestTimeout = Duration.ofSeconds(30);
        private Duration closeTimeout = Duration.ofSeconds(10);
        private Duration stopTimeout = Duration.ofSeconds(5);
        private Duration abandonedPollCheck = Duration.ofSeconds(1);
        private @Nullable Handler handler;
        private @Nullable ThreadPool threadPool;
        private Consumer<Server> customizer = server -> {};

        /** The version to take Jetty for; null to look. For tests. */
        @Nullable
        JettyVersion jetty;

        private Builder() {}

        /**
         * Listens on one interface only. Default: all interfaces.
         *
         * @param host a host name or address of this machine
         * @return this builder
         */
        public Builder host(String host) {
            this.host = Objects.requireNonNull(host, "host");
            return this;
        }

        /**
         * The port to listen on. Default 3000.
         *
         * @param port 0 to 65535; 0 lets the system choose, see {@link JettyTransport#port()}
         * @return this builder
         */
        public Builder port(int port) {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("port must be 0 to 65535: " + port);
            }
            this.port = port;
            return this;
        }

        /**
         * How many new connections may wait until the server accepts them; the system refuses or drops more. Clients that come all at
         * once, such as after a restart, need as many. Default 1,024. The system may allow fewer: on Linux
         * {@code net.core.somaxconn}, 4,096 by default.
         *
         * @param connections 1 or more
         * @return this builder
         */
        public Builder acceptQueueSize(int connections) {
            if (connections < 1) {
                throw new IllegalArgumentException("acceptQueueSize must be 1 or more: " + connections);
            }
            this.acceptQueueSize = connections;
            return this;
        }

        /**
         * Serves over TLS with the certificate of a key store. Default: without TLS.
         *
         * @param keyStore a PKCS#12 or JKS file
         * @param password the password of the store and of its key
         * @return this builder
         */
        public Builder tls(Path keyStore, String password) {
            SslContextFactory.Server factory = new SslContextFactory.Server();
            factory.setKeyStorePath(keyStore.toUri().toString());
            factory.setKeyStorePassword(password);
            return tls(factory);
        }

        /**
         * Serves over TLS with the application's own context.
         *
         * @param context an initialised context with a server key
         * @return this builder
         */
        public Builder tls(SSLContext context) {
            SslContextFactory.Server factory = new SslContextFactory.Server();
            factory.setSslContext(Objects.requireNonNull(context, "context"));
            return tls(factory);
        }

        /**
         * Serves over TLS as Jetty's own settings say: protocols, ciphers, client certificates, renewal.
         *
         * @param factory the settings; started and stopped with the server
         * @return this builder
         */
        public Builder tls(SslContextFactory.Server factory) {
            this.tls = Objects.requireNonNull(factory, "factory");
            return this;
        }

        /**
         * Also speaks HTTP/2 over TLS, chosen by ALPN, with WebSocket over HTTP/2 (RFC 8441). Default off; without TLS it has no
         * effect, see {@link #cleartextHttp2}. Needs {@code jetty-http2-server}, {@code jetty-alpn-server} and {@code
         * jetty-alpn-java-server} on the class path.
         *
         * @param on whether to speak it
         * @return this builder
         */
        public Builder http2(boolean on) {
            this.http2 = on;
            return this;
        }

        /**
         * Also speaks HTTP/2 without TLS, by prior knowledge (h2c), with WebSocket over HTTP/2. Default off: no browser speaks
         * it, a few proxies do. Has no effect with TLS. Needs {@code jetty-http2-server} on the class path.
         *
         * @param on whether to speak it
         * @return this builder
         */
        public Builder cleartextHttp2(boolean on) {
            this.cleartextHttp2 = on;
            return this;
        }

        /**
         * Offers permessage-deflate to WebSocket clients. Default off. A broadcast is compressed once and its bytes are shared,
         * because the server keeps no context between messages ({@code server_no_context_takeover}); messages under 1,024 bytes,
         * those that ask for it and those that would not become smaller stay as they are. Endpoints of the application in the
         * same server are not affected.
         *
         * @param on whether to offer it
         * @return this builder
         */
        public Builder compression(boolean on) {
            this.compression = on;
            return this;
        }

        /**
         * How long an HTTP connection may be silent between requests, and a request while its body is read. Default 30
         * seconds. Held polls and WebSockets are not subject to it: the engine's heartbeat watches them.
         *
         * @param timeout a positive duration
         * @return this builder
         */
        public Builder idleTimeout(Duration timeout) {
            this.idleTimeout = positive(timeout, "idleTimeout");
            return this;
        }

        /**
         * How long a request may take to arrive. Default 30 seconds. Its headers, with what TLS needs before them, must be there
         * when it has passed since the first byte (HTTP/1.1); a body that the application reads may take a second longer for each
         * 1,000 bytes. The connection is closed then, or the stream. Bodies that the engine reads have its own limit, of 30
         * seconds.
         *
         * @param timeout a positive duration
         * @return this builder
         */
        public Builder requestTimeout(Duration timeout) {
            this.requestTimeout = Scheduler.bounded(positive(timeout, "requestTimeout"));
            return this;
        }

        /**
         * How long to wait for the peer's half of a WebSocket closing handshake. Default 10 seconds.
         *
         * @param timeout a positive duration
         * @return this builder
         */
        public Builder closeTimeout(Duration timeout) {
            this.closeTimeout = positive(timeout, "closeTimeout");
            return this;
        }

        /**
         * How long {@link JettyTransport#close()} waits for a good end before it cuts off what is left. Default 5 seconds.
         *
         * @param timeout a positive duration
         * @return this builder
         */
        public Builder stopTimeout(Duration timeout) {
            this.stopTimeout = positive(timeout, "stopTimeout");
            return this;
        }

        /**
         * How often to look whether the clients of held HTTP/1.1 polls are still there. Default every second. HTTP/2 needs
         * no check. It takes a client that half-closes its connection behind a request for gone.
         *
         * @param period the time between two looks; zero for never, so that only the heartbeat finds out
         * @return this builder
         */
        public Builder abandonedPollCheck(Duration period) {
            if (period.isNegative()) {
                throw new IllegalArgumentException("abandonedPollCheck must not be negative: " + period);
            }
            this.abandonedPollCheck = period;
            return this;
        }

        /**
         * What answers the requests on the same port that are not the engine's: pages, an API. Default: they get 404.
         *
         * @param handler any Jetty handler; started and stopped with the server
         * @return this builder
         */
        public Builder handler(Handler handler) {
            this.handler = Objects.requireNonNull(handler, "handler");
            return this;
        }

        /**
         * The threads of the server. Default: a {@code QueuedThreadPool} with Jetty's sizes.
         *
         * @param threadPool started and stopped with the server
         * @return this builder
         */
        public Builder threadPool(ThreadPool threadPool) {
            this.threadPool = Objects.requireNonNull(threadPool, "threadPool");
            return this;
        }

        /**
         * A last word on the server before it starts: request log, statistics, limits, further connectors.
         *
         * @param customizer given the configured server
         * @return this builder
         */
        public Builder customize(Consumer<Server> customizer) {
            this.customizer = Objects.requireNonNull(customizer, "customizer");
            return this;
        }

        /**
         * Makes the transport. The builder may be used again.
         *
         * @return a transport, not yet started
         */
        public JettyTransport build() {
            return new JettyTransport(settings());
        }

        JettySettings settings() {
            return new JettySettings(
                    host,
                    port,
                    acceptQueueSize,
                    tls,
                    http2,
                    cleartextHttp2,
                    compression,
                    idleTimeout,
                    requestTimeout,
                    closeTimeout,
                    stopTimeout,
                    abandonedPollCheck,
                    jetty,
                    handler,
                    threadPool,
                    customizer);
        }

        private static Duration positive(Duration value, String name) {
            if (value.isZero() || value.isNegative()) {
                throw new IllegalArgumentException(name + " must be positive: " + value);
            }
            return value;
        }
    }
}
