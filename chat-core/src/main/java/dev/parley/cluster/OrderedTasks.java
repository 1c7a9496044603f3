package dev.parley.cluster;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Runs tasks serially and in order on an executor. Guarded by {@code this}; tasks run outside the lock. */
final class OrderedTasks {

    /** Maximum number of queued tasks. */
    static final int MAX_WAITING = 10_000;

    private final Executor executor;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean running;

    OrderedTasks(Executor executor) {
        this.executor = executor;
    }

    /** Adds a task; false if the queue is full, in which case the task will not run. */
    boolean add(Runnable task) {
        synchronized (this) {
            if (waiting.size() >= MAX_WAITING) {
                return false;
            }
            waiting.add(task);
            if (running) {
                return true;
            }
            running = true;
        }
        try {
            executor.execute(this::runAll);
        } catch (RejectedExecutionException closed) {
            synchronized (this) {
                waiting.clear();
                running = false;
            }
        }
        return true;
    }

    private void runAll() {
        for (Runnable task = next(); task != null; task = next()) {
            task.run();
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable task = waiting.poll();
        running = task != null;
        return task;
    }
}
