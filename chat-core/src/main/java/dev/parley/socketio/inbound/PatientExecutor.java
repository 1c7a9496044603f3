package dev.parley.socketio.inbound;

import dev.parley.runtime.UncaughtErrors;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/**
 * The application's executor, of which nothing is lost when it is full for a while: a task that it refuses is offered again
 * until it takes it. One that is shut down refuses for good.
 *
 * <p>What waits here is bounded: each socket has one task at most, and each answer that somebody waits for.
 */
public final class PatientExecutor implements Executor {

    static final Duration RETRY = Duration.ofMillis(20);

    private final Executor executor;
    private final Scheduler scheduler;

    public PatientExecutor(Executor executor, Scheduler scheduler) {
        this.executor = executor;
        this.scheduler = scheduler;
    }

    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException | OutOfMemoryError refused) {
            if (executor instanceof ExecutorService service && service.isShutdown()) {
                throw refused;
            }
            // No thread could be made, which the JVM calls a lack of memory too.
            UncaughtErrors.reportError("an executor of listeners", refused);
            scheduler.schedule(RETRY, () -> HandlerExecutor.run(this, task));
        }
    }
}
