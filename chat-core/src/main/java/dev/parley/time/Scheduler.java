package dev.parley.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Time, and tasks at a later time: the one source of both for the engine, so that tests can hold the clock.
 *
 * <p>Thread-safe. {@link SystemScheduler} follows the system's clock, {@code ManualScheduler} in
 * {@code dev.parley.transport.local} moves on demand.
 */
public interface Scheduler {

    /** The longest span of time that anything here waits or reckons with, a hundred years; a longer one counts as this. */
    Duration LONGEST = Duration.ofDays(36_500);

    /**
     * A span in nanoseconds, for any span: one beyond {@link #LONGEST}, in either direction, counts as that, so that it can be
     * added to {@link #nanoTime} or to another span.
     *
     * @param span any span
     * @return nanoseconds, negative for a negative span
     */
    static long nanos(Duration span) {
        if (span.compareTo(LONGEST) >= 0) {
            return LONGEST.toNanos();
        }
        return span.compareTo(LONGEST.negated()) <= 0 ? -LONGEST.toNanos() : span.toNanos();
    }

    /**
     * A span in milliseconds, for any span, as {@link #nanos}.
     *
     * @param span any span
     * @return milliseconds, negative for a negative span
     */
    static long millis(Duration span) {
        return TimeUnit.NANOSECONDS.toMillis(nanos(span));
    }

    /**
     * The shorter one of a span and {@link #LONGEST}.
     *
     * @param span any span
     * @return a span that can be added to times and other spans
     */
    static Duration bounded(Duration span) {
        return span.compareTo(LONGEST) > 0 ? LONGEST : span;
    }

    /**
     * A monotonic time for measuring durations; its origin is arbitrary, so only differences have a meaning.
     *
     * @return nanoseconds
     */
    long nanoTime();

    /**
     * The wall-clock time.
     *
     * @return now
     */
    Instant now();

    /**
     * Runs a task once after a delay.
     *
     * @param delay how long to wait; zero or less means as soon as possible, more than {@link #LONGEST} that long
     * @param task must return quickly and never block: all tasks may share one thread
     * @return a handle to cancel the task
     */
    Cancellable schedule(Duration delay, Runnable task);

    /** A scheduled task that can still be called off. */
    @FunctionalInterface
    interface Cancellable {

        /** Keeps the task from running if it has not begun. Repeating the call does nothing. */
        void cancel();
    }
}
