package dev.parley.spring;

import dev.parley.chat.ChatEngine;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/**
 * Starts a port of the engine's own, and closes the engine before the application's web server waits for its requests to end: held
 * polls would keep it waiting until their ping.
 */
final class ParleyLifecycle implements SmartLifecycle, DisposableBean {

    /** Before the graceful end of Boot's web servers, which is at {@code DEFAULT_PHASE - 1024}. */
    static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 512;

    private final ChatEngine engine;
    private final @Nullable OwnPort port;
    private volatile boolean running;

    ParleyLifecycle(ChatEngine engine, @Nullable OwnPort port) {
        this.engine = engine;
        this.port = port;
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
        engine.close().whenComplete((done, failure) -> {
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

    @Override
    public void stop() {
        stop(() -> {});
    }

    /** Also when the context never came up. */
    @Override
    public void destroy() {
        engine.close().toCompletableFuture().join();
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
