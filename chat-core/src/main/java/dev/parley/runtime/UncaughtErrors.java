package dev.parley.runtime;

import dev.parley.runtime.callback.Callbacks;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports unexpected failures on Parley's threads: every {@link Error}, and every uncaught exception. Each is logged at
 * ERROR with its stack trace, under the name of this class, and counted. An {@code OutOfMemoryError} thus shows up in
 * the log, and monitoring can watch {@link #count}.
 *
 * <p>Thread-safe; no method throws. The count covers the whole process since its start.
 */
public final class UncaughtErrors {

    private static final Logger LOG = LoggerFactory.getLogger(UncaughtErrors.class);

    /** Released if there is no memory to log with, and reallocated afterwards. */
    private static final int RESERVE_BYTES = 256 * 1024;

    /** Guards against cyclic causes. */
    private static final int DEEPEST_CAUSE = 50;

    private static final AtomicLong COUNT = new AtomicLong();
    private static final AtomicReference<byte @Nullable []> RESERVE = new AtomicReference<>(new byte[RESERVE_BYTES]);

    private UncaughtErrors() {}

    /** What a thread of Parley runs. */
    private record Work(Runnable task) implements Runnable, Callbacks.Runner {

        @Override
        public void run() {
            task.run();
        }
    }

    /**
     * Returns the number of failures.
     *
     * @return the number since the process started
     */
    public static long count() {
        return COUNT.get();
    }

    /**
     * Logs and counts a failure.
     *
     * @param where what failed, such as the name of a thread or {@code a fan-out command}
     * @param failure what was thrown
     */
    public static void report(String where, Throwable failure) {
        COUNT.incrementAndGet();
        try {
            LOG.error("Uncaught in {}", where, failure);
        } catch (Throwable unwritten) {
            RESERVE.set(null);
            reportShortly(where, failure);
        }
    }

    private static void reportShortly(String where, Throwable failure) {
        try {
            LOG.error("Uncaught in {}: {}", where, failure.getClass().getName());
            RESERVE.set(new byte[RESERVE_BYTES]);
        } catch (Throwable unwritten) {
            // It is counted; there is nowhere else to report it.
        }
    }

    /**
     * Logs and counts a failure if it is an {@link Error}, for code that survives any failure and handles exceptions
     * itself.
     *
     * @param where what failed
     * @param failure what was thrown, possibly as the cause of another
     */
    public static void reportError(String where, Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (cause instanceof Error) {
                report(where, failure);
                return;
            }
            cause = cause.getCause();
        }
    }

    /**
     * Creates daemon threads that report what their tasks throw.
     *
     * @param name the name prefix of the threads, followed by a number from 1
     * @return a new factory
     */
    public static ThreadFactory threads(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> thread(name + "-" + number.incrementAndGet(), task);
    }

    /**
     * Creates a daemon thread that reports what its task throws.
     *
     * @param name the name of the thread
     * @param task the task
     * @return the thread, not started
     */
    public static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(new Work(task), name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((dying, failure) -> report(dying.getName(), failure));
        return thread;
    }
}
