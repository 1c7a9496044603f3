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
 * Serves the engine on Jetty: long polling and WebSocket, over HTTP/1.1 and optionally HTTP/2 and TLS.
 *
 * <p>Either {@link #start} runs a stand-alone server, or {@link #handler} creates a handler for the application's
 * server. A transport starts at most one server. Thread-safe.
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
     * Returns a builder with the defaults: port 3000 on all interfaces, HTTP/1.1 without TLS, no compression.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts a server. On failure nothing is left running.
     *
     * @param handler the handler to serve, such as a {@code SocketServer}
     * @return this transport, listening
     * @throws IllegalStateException if this transport was started before, or the server cannot start, for example
     *     because the port is in use, or Jetty on the class path is older than 12.1
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

    /** The operating system's message, such as that an address is in use or does not belong to this machine. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Objects.requireNonNullElse(cause.getMessage(), cause.toString());
    }

    /**
     * Creates a handler that serves the engine in another Jetty server. It handles the requests whose path the engine
     * accepts and leaves all others to the handlers after it, so put it first in a {@code Handler.Sequence}.
     *
     * <p>Only the settings of this transport that are independent of a server apply: compression, close timeout, and
     * the check for abandoned polls. Give that server a stop timeout: on stop the engine then first answers its polls.
     *
     * @param handler the handler to serve
     * @return a new handler
     * @throws IllegalStateException if Jetty on the class path is older than 12.1
     */
    public Handler handler(TransportHandler handler) {
        return new EngineHandler(Objects.requireNonNull(handler, "handler"), checkJetty(), false);
    }

    /** Before using anything else of Jetty: older versions would fail with obscure messages. */
    private JettySettings checkJetty() {
        return settings.jetty() == null ? settings.on(JettyVersion.present()) : settings;
    }

    /**
     * Returns the port this transport listens on, which is the one chosen by the system if it was built with port 0.
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
     * Shuts down gracefully: accepts no new connections, answers pending polls, notifies sockets, and aborts whatever
     * is left after the stop timeout. Blocks until the port is free. Idempotent; does nothing if not started.
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

    /** Builder of a {@link JettyTransport}. Not thread-safe. */
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

        /** The Jetty version to assume; null to detect it. For tests. */
        @Nullable
        JettyVersion jetty;

        private Builder() {}

        /**
         * Sets the interface to listen on. Defaults to all interfaces.
         *
         * @param host a host name or address of this machine
         * @return this builder
         */
        public Builder host(String host) {
            this.host = Objects.requireNonNull(host, "host");
            return this;
        }

        /**
         * Sets the port to listen on. Defaults to 3000.
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
         * Sets the maximum number of connections waiting to be accepted, beyond which the system refuses or drops them.
         * Must be sufficient for clients that reconnect all at once, such as after a restart. Defaults to 1,024. The
         * system may allow fewer: on Linux {@code net.core.somaxconn}, 4,096 by default.
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
         * Enables TLS with the certificate in a key store. Disabled by default.
         *
         * @param keyStore a PKCS#12 or JKS file
         * @param password the password of the store and its key
         * @return this builder
         */
        public Builder tls(Path keyStore, String password) {
            SslContextFactory.Server factory = new SslContextFactory.Server();
            factory.setKeyStorePath(keyStore.toUri().toString());
            factory.setKeyStorePassword(password);
            return tls(factory);
        }

        /**
         * Enables TLS with an SSL context.
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
         * Enables TLS with Jetty's own settings: protocols, ciphers, client certificates, certificate renewal.
         *
         * @param factory the settings; started and stopped with the server
         * @return this builder
         */
        public Builder tls(SslContextFactory.Server factory) {
            this.tls = Objects.requireNonNull(factory, "factory");
            return this;
        }

        /**
         * Enables HTTP/2 over TLS, negotiated with ALPN, including WebSocket over HTTP/2 (RFC 8441). Disabled by
         * default; has no effect without TLS, see {@link #cleartextHttp2}. Requires {@code jetty-http2-server}, {@code
         * jetty-alpn-server} and {@code jetty-alpn-java-server} on the class path.
         *
         * @param on whether to enable it
         * @return this builder
         */
        public Builder http2(boolean on) {
            this.http2 = on;
            return this;
        }

        /**
         * Enables HTTP/2 without TLS, with prior knowledge (h2c), including WebSocket over HTTP/2. Disabled by default:
         * no browser supports it, a few proxies do. Has no effect with TLS. Requires {@code jetty-http2-server} on the
         * class path.
         *
         * @param on whether to enable it
         * @return this builder
         */
        public Builder cleartextHttp2(boolean on) {
            this.cleartextHttp2 = on;
            return this;
        }

        /**
         * Offers permessage-deflate to WebSocket clients. Disabled by default. A broadcast is compressed once and its
         * bytes are shared, because the server keeps no context between messages ({@code server_no_context_takeover});
         * messages under 1,024 bytes, those sent without compression and those that would not become smaller are not
         * compressed. Endpoints of the application in the same server are not affected.
         *
         * @param on whether to offer it
         * @return this builder
         */
        public Builder compression(boolean on) {
            this.compression = on;
            return this;
        }

        /**
         * Sets how long an HTTP connection may be idle between requests, and while a request body is read. Defaults to
         * 30 seconds. Does not apply to pending polls and WebSockets, which the engine's heartbeat monitors.
         *
         * @param timeout a positive duration
         * @return this builder
         */
        public Builder idleTimeout(Duration timeout) {
            this.idleTimeout = positive(timeout, "idleTimeout");
            return this;
        }

        /**
         * Sets how long a request may take to arrive. Defaults to 30 seconds. Its headers, and the TLS handshake before
         * them, must be complete within this time from the first byte (HTTP/1.1); a body read by the application may
         * take an additional second for each 1,000 bytes. The connection is then closed, or the stream. Bodies read by
         * the engine have its own limit of 30 seconds.
         *
         * @param timeout a positive duration
         * @return this builder
         */
        public Builder requestTimeout(Duration timeout) {
            this.requestTimeout = Scheduler.bounded(positive(timeout, "requestTimeout"));
            return this;
        }

        /**
         * Sets how long to wait for the peer's close frame in a WebSocket closing handshake. Defaults to 10 seconds.
         *
         * @param timeout a positive duration
         * @return this builder
         */
        public Builder closeTimeout(Duration timeout) {
            this.closeTimeout = positive(timeout, "closeTimeout");
            return this;
        }

        /**
         * Sets how long {@link JettyTransport#close()} waits for a graceful shutdown before it aborts what is left.
         * Defaults to 5 seconds.
         *
         * @param timeout a positive duration
         * @return this builder
         */
        public Builder stopTimeout(Duration timeout) {
            this.stopTimeout = positive(timeout, "stopTimeout");
            return this;
        }

        /**
         * Sets how often to check whether the clients of pending HTTP/1.1 polls are still connected. Defaults to every
         * second. HTTP/2 needs no check. A client that half-closes its connection after a request counts as
         * disconnected.
         *
         * @param period the interval between checks; zero for never, so that only the heartbeat detects it
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
         * Sets the handler of requests on the same port that are not the engine's: pages, an API. By default they get
         * 404.
         *
         * @param handler any Jetty handler; started and stopped with the server
         * @return this builder
         */
        public Builder handler(Handler handler) {
            this.handler = Objects.requireNonNull(handler, "handler");
            return this;
        }

        /**
         * Sets the server's thread pool. Defaults to a {@code QueuedThreadPool} with Jetty's sizes.
         *
         * @param threadPool started and stopped with the server
         * @return this builder
         */
        public Builder threadPool(ThreadPool threadPool) {
            this.threadPool = Objects.requireNonNull(threadPool, "threadPool");
            return this;
        }

        /**
         * Sets a final customization of the server before it starts: request log, statistics, limits, further
         * connectors.
         *
         * @param customizer receives the configured server
         * @return this builder
         */
        public Builder customize(Consumer<Server> customizer) {
            this.customizer = Objects.requireNonNull(customizer, "customizer");
            return this;
        }

        /**
         * Builds the transport. The builder may be reused.
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
