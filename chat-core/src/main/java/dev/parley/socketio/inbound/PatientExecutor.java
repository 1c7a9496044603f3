package dev.parley.socketio.inbound;

import dev.parley.runtime.UncaughtErrors;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/**
 * Wraps the application's executor so that no task is lost when it is temporarily full: rejected tasks are resubmitted
 * until accepted. An executor that is shut down rejects for good.
 *
 * <p>The number of pending tasks is bounded: at most one per socket, plus one per awaited acknowledgement.
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
            // No thread could be created, which the JVM also reports as out of memory.
            UncaughtErrors.reportError("an executor of listeners", refused);
            scheduler.schedule(RETRY, () -> HandlerExecutor.run(this, task));
        }
    }
}
