package dev.parley.spring;

import dev.parley.chat.ChatEngine;
import dev.parley.chat.policy.Limit;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/**
 * Starts a port of the engine's own, and drains and closes the engine before the application's web server waits for its requests to end: held
 * polls would keep it waiting until their ping.
 */
final class ParleyLifecycle implements SmartLifecycle, DisposableBean {

    /** Before the graceful end of Boot's web servers, which is at {@code DEFAULT_PHASE - 1024}. */
    static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 512;

    private static final Logger LOG = LoggerFactory.getLogger(ParleyLifecycle.class);

    private final ChatEngine engine;
    private final @Nullable OwnPort port;
    private final Duration timeout;
    private volatile boolean running;

    ParleyLifecycle(ChatEngine engine, @Nullable OwnPort port, Duration timeout) {
        this.engine = engine;
        this.port = port;
        this.timeout = timeout;
    }

    @Override
    public void start() {
        if (port != null) {
            port.start(engine);
        }
        running = true;
    }

    @Override
    public void stop(Runnable callback) {
        Duration window = engine.limits().time(Limit.DRAIN_WINDOW);
        end(engine.drain(), timeout.plus(window)).whenComplete((done, failure) -> {
            try {
                if (port != null) {
                    port.stop();
                }
            } finally {
                running = false;
                callback.run();
            }
        });
    }

    /** Completes with the engine, or without it when the time is over. */
    static CompletableFuture<Boolean> end(CompletionStage<?> closing, Duration timeout) {
        return closing.handle((done, failure) -> {
                    if (failure != null) {
                        LOG.warn("The engine ended with a failure", failure);
                    }
                    return true;
                })
                .toCompletableFuture()
                .completeOnTimeout(false, timeout.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(ended -> {
                    if (!ended) {
                        LOG.warn(
                                "The engine has not ended within {}, as long as clients are moved and"
                                        + " parley.shutdown.timeout; the application goes on",
                                timeout);
                    }
                    return ended;
                });
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    /** Also when the context never came up. */
    @Override
    public void destroy() {
        end(engine.shutdown(), timeout).join();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
