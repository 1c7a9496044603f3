package dev.parley.example.web;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A bounded thread pool with a bounded queue for endpoints that block, so that the server's own threads never do. A
 * task is rejected with a {@link RejectedExecutionException} if the queue is full. Thread-safe.
 */
public final class Workers implements Executor, AutoCloseable {

    private static final long IDLE_SECONDS = 30;
    private static final long CLOSE_SECONDS = 10;

    private final ThreadPoolExecutor pool;

    /**
     * Creates a pool whose threads are started on demand and stopped when idle.
     *
     * @param name the prefix of the threads' names
     * @param threads the maximum number of threads
     * @param waiting the capacity of the queue
     */
    public Workers(String name, int threads, int waiting) {
        AtomicInteger count = new AtomicInteger();
        pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), task -> {
                    Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    /** Accepts no more tasks, and waits up to ten seconds for running ones. */
    @Override
    public void close() {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                pool.shutdownNow();
            }
        } catch (InterruptedException e) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
