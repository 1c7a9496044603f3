package dev.parley.transport;

import java.time.Duration;
import java.time.Instant;

/**
 * Time, and tasks at a later time: the one source of both for the engine, so that tests can hold the clock.
 *
 * <p>Thread-safe. {@link SystemScheduler} follows the system's clock, {@code ManualScheduler} in
 * {@code dev.parley.transport.local} moves when told.
 */
public interface Scheduler {

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
     * @param delay how long to wait; zero or less means as soon as possible
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
