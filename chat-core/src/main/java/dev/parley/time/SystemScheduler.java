package dev.parley.time;

import dev.parley.runtime.UncaughtErrors;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A scheduler with the system clock and one daemon thread for all tasks.
 *
 * <p>Owned by its creator, who must {@link #close} it.
 */
public final class SystemScheduler implements Scheduler, AutoCloseable {

    private final ScheduledThreadPoolExecutor executor;

    /**
     * Creates a scheduler.
     *
     * @param threadName the name of its thread
     */
    public SystemScheduler(String threadName) {
        executor = new ScheduledThreadPoolExecutor(1, task -> UncaughtErrors.thread(threadName, task));
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        if (executor.isShutdown()) {
            return () -> {};
        }
        ScheduledFuture<?> future =
                executor.schedule(() -> run(task), Math.max(0, Scheduler.nanos(delay)), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    /** Reports failures: otherwise they would be lost in the task's future, which is not read. */
    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable failure) {
            UncaughtErrors.report(Thread.currentThread().getName(), failure);
        }
    }

    /** Discards pending tasks and ends the thread. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
