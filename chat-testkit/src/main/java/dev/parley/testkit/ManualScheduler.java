package dev.parley.testkit;

import dev.parley.time.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still until it is advanced, for tests without waiting and races.
 *
 * <p>Thread-safe: state is guarded by the monitor, which is not held while a task runs.
 */
public final class ManualScheduler implements Scheduler {

    private record Task(long at, long number, Runnable action) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::number));
    private final Instant start;
    private Duration wallStep = Duration.ZERO;
    private long nanos;
    private long numbers;

    /** Creates a clock at the first instant of 2026, UTC. */
    public ManualScheduler() {
        this(Instant.parse("2026-01-01T00:00:00Z"));
    }

    /**
     * Creates a clock at an instant.
     *
     * @param start the initial wall-clock time
     */
    public ManualScheduler(Instant start) {
        this.start = start;
    }

    @Override
    public synchronized long nanoTime() {
        return nanos;
    }

    @Override
    public synchronized Instant now() {
        return start.plusNanos(nanos).plus(wallStep);
    }

    @Override
    public synchronized Cancellable schedule(Duration delay, Runnable task) {
        Task entry = new Task(nanos + Math.max(0, Scheduler.nanos(delay)), numbers++, task);
        tasks.add(entry);
        return () -> cancel(entry);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Does not wait: the stage may depend on this clock, and so on the calling thread.
     */
    @Override
    public boolean await(CompletionStage<?> stage, Duration limit) {
        return stage.toCompletableFuture().isDone();
    }

    private synchronized void cancel(Task entry) {
        tasks.remove(entry);
    }

    /**
     * Advances the clock and runs the tasks that become due, on the calling thread and at their times, including those
     * they schedule in turn.
     *
     * @param duration zero or more, at most {@link Scheduler#LONGEST}; zero runs what is due now
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("time does not run backwards: " + duration);
        }
        long until;
        synchronized (this) {
            until = nanos + Scheduler.nanos(duration);
        }
        for (Task task = next(until); task != null; task = next(until)) {
            task.action().run();
        }
    }

    /**
     * Adjusts the wall clock, as an administrator or time server would; monotonic time and tasks are not affected.
     *
     * @param by the adjustment, forwards or backwards
     */
    public synchronized void stepWallClock(Duration by) {
        wallStep = wallStep.plus(by);
    }

    private synchronized @Nullable Task next(long until) {
        Task first = tasks.peek();
        if (first == null || first.at() > until) {
            nanos = Math.max(nanos, until);
            return null;
        }
        nanos = Math.max(nanos, first.at());
        return tasks.poll();
    }

    /**
     * Returns the number of pending tasks, which should be zero once everything is closed.
     *
     * @return tasks neither run nor cancelled
     */
    public synchronized int pending() {
        return tasks.size();
    }
}
