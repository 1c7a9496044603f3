package dev.parley.runtime;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unexpected failures, on any thread of Parley's: every {@link Error}, and every exception that no code caught. Each
 * leaves one line with its stack trace at level ERROR under the name of this class, and is counted. So a JVM that runs out of
 * memory says so, and a monitor can watch {@link #count}.
 *
 * <p>Thread-safe; no method throws. The count is that of the process, since it began.
 */
public final class UncaughtErrors {

    private static final Logger LOG = LoggerFactory.getLogger(UncaughtErrors.class);

    /** Given up when a line cannot be written for want of memory, and taken again behind it. */
    private static final int RESERVE_BYTES = 256 * 1024;

    /** Causes may form a circle. */
    private static final int DEEPEST_CAUSE = 50;

    private static final AtomicLong COUNT = new AtomicLong();
    private static final AtomicReference<byte @Nullable []> RESERVE = new AtomicReference<>(new byte[RESERVE_BYTES]);

    private UncaughtErrors() {}

    /**
     * How many there have been.
     *
     * @return the number since the process began
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
            // It is counted; there is no other place to report it.
        }
    }

    /**
     * Logs and counts a failure if it is an {@link Error}, for code that continues after any failure and handles exceptions in
     * a way of its own.
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
     * Makes daemon threads that report what their tasks throw.
     *
     * @param name the name of each thread, behind it a number from 1
     * @return a new factory
     */
    public static ThreadFactory threads(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> thread(name + "-" + number.incrementAndGet(), task);
    }

    /**
     * Makes a daemon thread that reports what its task throws.
     *
     * @param name its name
     * @param task what it runs
     * @return the thread, not started
     */
    public static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((dying, failure) -> report(dying.getName(), failure));
        return thread;
    }
}
