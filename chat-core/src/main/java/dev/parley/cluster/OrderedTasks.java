package dev.parley.cluster;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Runs tasks serially and in order on an executor. Guarded by {@code this}; tasks run outside the lock. */
final class OrderedTasks {

    /** Maximum number of queued tasks. */
    static final int MAX_WAITING = 10_000;

    /** Maximum memory of queued tasks, in bytes; one may always wait. */
    static final long MAX_BYTES = 64L * 1024 * 1024;

    private record Task(Runnable run, long bytes) {}

    private final Executor executor;
    private final ArrayDeque<Task> waiting = new ArrayDeque<>();
    private long bytes;
    private boolean running;

    OrderedTasks(Executor executor) {
        this.executor = executor;
    }

    /** Adds a task that holds {@code size} bytes; false if the queue is full, in which case the task will not run. */
    boolean add(Runnable task, long size) {
        synchronized (this) {
            if (waiting.size() >= MAX_WAITING || (!waiting.isEmpty() && bytes + size > MAX_BYTES)) {
                return false;
            }
            waiting.add(new Task(task, size));
            bytes += size;
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
                bytes = 0;
                running = false;
            }
        }
        return true;
    }

    private void runAll() {
        for (Task task = next(); task != null; task = next()) {
            task.run().run();
        }
    }

    private synchronized @Nullable Task next() {
        Task task = waiting.poll();
        running = task != null;
        bytes -= task == null ? 0 : task.bytes();
        return task;
    }
}
