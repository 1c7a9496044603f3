package dev.parley.time;

import dev.parley.runtime.callback.Callbacks;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The engine's only source of time and delayed tasks, so that tests can control the clock.
 *
 * <p>Thread-safe. {@link SystemScheduler} follows the system clock, {@code ManualScheduler} in
 * {@code chat-testkit} advances on demand.
 */
public interface Scheduler {

    /** The maximum duration, a hundred years; longer ones are treated as this. */
    Duration LONGEST = Duration.ofDays(36_500);

    /**
     * Converts a duration to nanoseconds without overflow: it is capped at {@link #LONGEST} in both directions, so that
     * it can be added to {@link #nanoTime} or to another duration.
     *
     * @param span any duration
     * @return nanoseconds, negative for a negative duration
     */
    static long nanos(Duration span) {
        if (span.compareTo(LONGEST) >= 0) {
            return LONGEST.toNanos();
        }
        // By seconds: Duration.negated computes with big decimals, and this is called for every message.
        return span.toSeconds() < -LONGEST.toSeconds() ? -LONGEST.toNanos() : span.toNanos();
    }

    /**
     * Converts a duration to milliseconds, capped like {@link #nanos}.
     *
     * @param span any duration
     * @return milliseconds, negative for a negative duration
     */
    static long millis(Duration span) {
        return TimeUnit.NANOSECONDS.toMillis(nanos(span));
    }

    /**
     * Returns the shorter of a duration and {@link #LONGEST}.
     *
     * @param span any duration
     * @return a duration that can be added to times and other durations
     */
    static Duration bounded(Duration span) {
        return span.compareTo(LONGEST) > 0 ? LONGEST : span;
    }

    /**
     * Returns a monotonic time for measuring durations; its origin is arbitrary, so only differences are meaningful.
     *
     * @return nanoseconds
     */
    long nanoTime();

    /**
     * Returns the wall-clock time.
     *
     * @return the current time
     */
    Instant now();

    /**
     * Runs a task once after a delay.
     *
     * @param delay the delay; zero or negative means as soon as possible, capped at {@link #LONGEST}
     * @param task must return quickly and never block: all tasks may share one thread
     * @return a handle to cancel the task
     */
    Cancellable schedule(Duration delay, Runnable task);

    /**
     * Waits for a stage, at most for a time: blocking calls, such as {@code close()} of a server, wait by it.
     *
     * <p>Returns immediately in a callback of a server, which the stage may depend on, and on an interrupted thread,
     * which stays interrupted. The default waits in real time; a clock that stands still until it is advanced returns
     * immediately.
     *
     * @param stage the stage
     * @param limit the maximum wait, capped at {@link #LONGEST}
     * @return whether the stage has completed, normally or not
     */
    default boolean await(CompletionStage<?> stage, Duration limit) {
        CountDownLatch completed = new CountDownLatch(1);
        var unused = stage.whenComplete((value, failure) -> completed.countDown());
        if (completed.getCount() > 0 && !Callbacks.areRunning()) {
            try {
                return completed.await(nanos(limit), TimeUnit.NANOSECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return completed.getCount() == 0;
    }

    /** A handle to cancel a scheduled task. */
    @FunctionalInterface
    interface Cancellable {

        /** Cancels the task unless it has started. Idempotent. */
        void cancel();
    }
}
