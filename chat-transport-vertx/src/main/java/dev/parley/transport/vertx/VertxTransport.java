package dev.parley.transport.vertx;

import dev.parley.transport.TransportHandler;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Serves the engine on Vert.x 4.5 and 5.0: long polling, and WebSocket over HTTP/1.1.
 *
 * <p>Either {@link #start} runs a stand-alone server, or {@link #handler} creates a request handler for the application's
 * server. A transport starts at most one server. Thread-safe.
 *
 * <p>Requests, messages and responses are read and written on the event loop of their connection, which passes them to the
 * engine and never blocks: the engine runs listeners, authenticators and stores on its own threads. A pending poll, a
 * client that reads slowly and a client whose messages are not handled yet occupy no thread.
 *
 * <p>WebSocket frames are read and written by this transport itself, on the plain connection. Therefore the server's
 * settings for WebSocket do not apply (sizes, compression, closing timeout), permessage-deflate is declined, a broadcast is
 * encoded once for all connections, and messages that wait for a client leave in one write.
 */
public final class VertxTransport implements AutoCloseable {

    private final VertxSettings settings;
    /** The servers, once started; guarded by this. Kept after the stop, so that a transport starts once. */
    private @Nullable RunningServer server;

    private VertxTransport(VertxSettings settings) {
        this.settings = settings;
    }

    /**
     * Returns a builder with the defaults: port 3000 on all interfaces, without TLS, on a Vert.x of its own.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts a server. Blocks until it listens; on failure nothing is left running.
     *
     * @param handler the handler to serve, such as a {@code SocketServer}
     * @return this transport, listening
     * @throws IllegalStateException if this transport was started before, or the server cannot start, for example because
     *     the port is in use, or if called on an event loop
     */
    public synchronized VertxTransport start(TransportHandler handler) {
        Objects.requireNonNull(handler, "handler");
        if (server != null) {
            throw new IllegalStateException("started before; build another transport");
        }
        RunningServer starting = new RunningServer(handler, settings);
        server = starting;
        starting.start();
        return this;
    }

    /**
     * Creates a handler that serves the engine in a server of the application.
     *
     * <p>For a server without a router, {@code server.requestHandler(handler)}: what is not the engine's goes to {@link
     * Builder#requestHandler}. With Vert.x Web, {@code router.route(engine.path() + "*").handler(routing ->
     * handler.handle(routing.request()))}, before any handler that reads bodies. That server must not have a {@code
     * webSocketHandler}, which would receive the engine's upgrades, and its idle timeout, if it has one, must be longer than
     * the engine's ping interval and ping timeout together.
     *
     * <p>Only the settings of this transport that are independent of a server apply: close timeout and size of writes. The
     * application shuts the engine down, before it closes its server.
     *
     * @param handler the handler to serve
     * @return a new handler
     */
    public EngineRequestHandler handler(TransportHandler handler) {
        return new EngineHandler(Objects.requireNonNull(handler, "handler"), settings);
    }

    /**
     * Returns the port this transport listens on, which is the one chosen by the system if it was built with port 0.
     *
     * @return the port
     * @throws IllegalStateException if it is not started or already closed
     */
    public synchronized int port() {
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return server.port();
    }

    /**
     * Shuts down gracefully: answers pending polls, notifies sockets, and aborts whatever is left after the stop timeout.
     * Blocks until the port is free, except on an event loop. Idempotent; does nothing if not started.
     */
    @Override
    public synchronized void close() {
        if (server != null) {
            server.close();
        }
    }

    /** Builder of a {@link VertxTransport}. Not thread-safe. */
    public static final class Builder {

        private static final int DEFAULT_ACCEPT_QUEUE_SIZE = 1_024;
        private static final int LEAST_WRITE_BYTES = 1_024;
        private static final int MOST_WRITE_BYTES = 16 * 1_024 * 1_024;
        private static final int NOT_FOUND = 404;

        private @Nullable Vertx vertx;
        private String host = "0.0.0.0";
        private int port = 3000;
        private int acceptQueueSize = DEFAULT_ACCEPT_QUEUE_SIZE;
        private int eventLoops = Runtime.getRuntime().availableProcessors();
        private int maxWriteBytes = 65_536;
        private Duration idleTimeout = Duration.ofSeconds(30);
        private Duration closeTimeout = Duration.ofSeconds(10);
        private Duration stopTimeout = Duration.ofSeconds(5);
        private Handler<HttpServerRequest> requestHandler =
                request -> request.response().setStatusCode(NOT_FOUND).end();
        private Consumer<HttpServerOptions> customizer = options -> {};

        private Builder() {}

        /**
         * Sets the Vert.x that the server runs on. By default it has its own, closed with it.
         *
         * @param vertx an instance of the application, which is not closed
         * @return this builder
         */
        public Builder vertx(Vertx vertx) {
            this.vertx = Objects.requireNonNull(vertx, "vertx");
            return this;
        }

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
         * @param port 0 to 65535; 0 lets the system choose, see {@link VertxTransport#port()}
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
         * Sets the maximum number of connections waiting to be accepted. Must be sufficient for clients that reconnect all
         * at once. Defaults to 1,024; the system may allow fewer.
         *
         * @param connections 1 or more
         * @return this builder
         */
        public Builder acceptQueueSize(int connections) {
            this.acceptQueueSize = positive(connections, "acceptQueueSize");
            return this;
        }

        /**
         * Sets how many event loops share the connections. Defaults to the number of processors.
         *
         * @param count 1 or more; more than Vert.x has are of no use
         * @return this builder
         */
        public Builder eventLoops(int count) {
            this.eventLoops = positive(count, "eventLoops");
            return this;
        }

        /**
         * Sets the maximum size of a write to a connection. Messages queued for one client share a write up to this size,
         * and larger ones are split. Defaults to 65,536 bytes.
         *
         * @param bytes 1,024 to 16 MiB
         * @return this builder
         */
        public Builder maxWriteBytes(int bytes) {
            if (bytes < LEAST_WRITE_BYTES || bytes > MOST_WRITE_BYTES) {
                throw new IllegalArgumentException(
                        "maxWriteBytes must be " + LEAST_WRITE_BYTES + " to " + MOST_WRITE_BYTES + ": " + bytes);
            }
            this.maxWriteBytes = bytes;
            return this;
        }

        /**
         * Sets how long a connection may be without a request: the time until its first request has its headers, and the
         * time between requests. Defaults to 30 seconds. Does not apply to pending polls and WebSockets, which the engine's
         * heartbeat monitors.
         *
         * @param timeout 1 ms to 1 day
         * @return this builder
         */
        public Builder idleTimeout(Duration timeout) {
            this.idleTimeout = checked(timeout, "idleTimeout");
            return this;
        }

        /**
         * Sets how long to wait for the peer's close frame in a WebSocket closing handshake. Defaults to 10 seconds.
         *
         * @param timeout 1 ms to 1 day
         * @return this builder
         */
        public Builder closeTimeout(Duration timeout) {
            this.closeTimeout = checked(timeout, "closeTimeout");
            return this;
        }

        /**
         * Sets how long {@link VertxTransport#close()} waits for a graceful shutdown before it aborts what is left. Defaults
         * to 5 seconds.
         *
         * @param timeout 1 ms to 1 day
         * @return this builder
         */
        public Builder stopTimeout(Duration timeout) {
            this.stopTimeout = checked(timeout, "stopTimeout");
            return this;
        }

        /**
         * Sets the handler of requests that are not the engine's, such as a router of Vert.x Web. By default they get 404.
         *
         * @param handler called on the event loop
         * @return this builder
         */
        public Builder requestHandler(Handler<HttpServerRequest> handler) {
            this.requestHandler = Objects.requireNonNull(handler, "handler");
            return this;
        }

        /**
         * Sets a final customization of the server's options before it starts: TLS, limits, HTTP/2. Without TLS the server
         * speaks HTTP/1.1 alone unless {@code setHttp2ClearTextEnabled} is set, which exempts a connection from the idle
         * timeout until its first bytes.
         *
         * @param customizer receives the configured options
         * @return this builder
         */
        public Builder customize(Consumer<HttpServerOptions> customizer) {
            this.customizer = Objects.requireNonNull(customizer, "customizer");
            return this;
        }

        /**
         * Builds the transport. The builder may be reused.
         *
         * @return a transport, not yet started
         */
        public VertxTransport build() {
            return new VertxTransport(new VertxSettings(
                    vertx,
                    host,
                    port,
                    acceptQueueSize,
                    eventLoops,
                    maxWriteBytes,
                    idleTimeout,
                    closeTimeout,
                    stopTimeout,
                    requestHandler,
                    customizer));
        }

        private static int positive(int value, String name) {
            if (value < 1) {
                throw new IllegalArgumentException(name + " must be 1 or more: " + value);
            }
            return value;
        }

        private static Duration checked(Duration value, String name) {
            if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException(name + " must be 1 ms to 1 day: " + value);
            }
            return value;
        }
    }
}
