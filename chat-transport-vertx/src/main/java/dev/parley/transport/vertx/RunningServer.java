package dev.parley.transport.vertx;

import dev.parley.time.Scheduler;
import dev.parley.transport.TransportHandler;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server of a transport: one for each event loop, all on one port. Used under the lock of its transport. */
final class RunningServer {

    private static final Logger LOG = LoggerFactory.getLogger(VertxTransport.class);

    /**
     * Servers of one Vert.x that ask for the same negative port share one that the system chooses: a number for each transport, or
     * two of them would get each other's connections.
     */
    private static final AtomicInteger SHARED_PORT = new AtomicInteger(Integer.MIN_VALUE + 1);

    private final TransportHandler engine;
    private final VertxSettings settings;
    private final EngineHandler handler;
    private volatile int actualPort;
    private @Nullable Vertx vertx;
    /** The deployment; null unless it is running. */
    private @Nullable String deployment;

    RunningServer(TransportHandler engine, VertxSettings settings) {
        this.engine = engine;
        this.settings = settings;
        this.handler = new EngineHandler(engine, settings);
    }

    void start() {
        if (Context.isOnEventLoopThread()) {
            throw new IllegalStateException("starting blocks, so it must not be called on an event loop");
        }
        Vertx runningOn = settings.vertx() == null ? Vertx.vertx() : settings.vertx();
        vertx = runningOn;
        HttpServerOptions options = new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port() == 0 ? anyPort() : settings.port())
                .setAcceptBacklog(settings.acceptQueueSize())
                // With it a connection is unknown here until its first bytes.
                .setHttp2ClearTextEnabled(false);
        settings.customizer().accept(options);
        Supplier<AbstractVerticle> servers = () -> new Serving(options);
        try {
            deployment = runningOn
                    .deployVerticle(servers::get, new DeploymentOptions().setInstances(settings.eventLoops()))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException failure) {
            stop(null).join();
            throw new IllegalStateException(
                    "cannot serve on port " + settings.port() + ": " + reason(failure), failure.getCause());
        }
        LOG.atInfo()
                .addKeyValue("host", settings.host())
                .addKeyValue("port", actualPort)
                .log("listening");
    }

    private static int anyPort() {
        return SHARED_PORT.getAndIncrement() | Integer.MIN_VALUE;
    }

    /** The operating system's message, such as that an address is in use or does not belong to this machine. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Objects.requireNonNullElse(cause.getMessage(), cause.toString());
    }

    int port() {
        if (deployment == null) {
            throw new IllegalStateException("not started");
        }
        return actualPort;
    }

    void close() {
        String running = deployment;
        if (running == null) {
            return;
        }
        deployment = null;
        CompletableFuture<Void> stopped = engine.shutdown()
                .toCompletableFuture()
                .copy()
                .orTimeout(Scheduler.millis(settings.stopTimeout()), TimeUnit.MILLISECONDS)
                .handle((done, failure) -> {
                    if (failure != null) {
                        LOG.info("connections were cut off when the engine had not shut down in time", failure);
                    }
                    handler.abortSockets();
                    return null;
                })
                .thenCompose(ignored -> stop(running))
                .thenRun(() -> LOG.info("stopped"));
        if (!Context.isOnEventLoopThread()) {
            stopped.join();
        }
    }

    /** Stops the servers, which closes their connections, and Vert.x if it is ours. Completes normally. */
    private CompletableFuture<Void> stop(@Nullable String running) {
        Vertx runningOn = Objects.requireNonNull(vertx, "started");
        Future<Void> end = settings.vertx() == null
                ? runningOn.close()
                : running == null ? Future.succeededFuture() : runningOn.undeploy(running);
        CompletionStage<Void> stage = end.toCompletionStage();
        return stage.toCompletableFuture().handle((done, failure) -> {
            if (failure != null) {
                LOG.warn("the server did not stop in good order", failure);
            }
            return null;
        });
    }

    /** The server of one event loop. */
    private final class Serving extends AbstractVerticle {

        private final HttpServerOptions options;
        private @Nullable IdleConnections idle;

        Serving(HttpServerOptions options) {
            this.options = options;
        }

        @Override
        public void start(Promise<Void> started) {
            IdleConnections watched = new IdleConnections(getVertx(), Scheduler.millis(settings.idleTimeout()));
            watched.start();
            idle = watched;
            // Closed with the deployment. A promise is a handler in Vert.x 4.5 and none in 5.
            getVertx()
                    .createHttpServer(options)
                    .connectionHandler(watched::watch)
                    .requestHandler(request -> {
                        watched.begun(request);
                        handler.handle(request);
                    })
                    .listen()
                    .onSuccess(listening -> {
                        actualPort = listening.actualPort();
                        started.complete();
                    })
                    .onFailure(started::fail);
        }

        @Override
        public void stop() {
            if (idle != null) {
                idle.stop();
            }
        }
    }
}
