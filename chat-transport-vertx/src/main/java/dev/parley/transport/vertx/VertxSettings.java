package dev.parley.transport.vertx;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a transport, see the builder.
 *
 * @param vertx null if the transport creates its own
 * @param otherwise handles what is not the engine's
 */
record VertxSettings(
        @Nullable Vertx vertx,
        String host,
        int port,
        int acceptQueueSize,
        int eventLoops,
        int maxWriteBytes,
        Duration idleTimeout,
        Duration closeTimeout,
        Duration stopTimeout,
        Handler<HttpServerRequest> otherwise,
        Consumer<HttpServerOptions> customizer) {}
