package dev.parley.example.web;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** The current time limit of a request. Guarded by its own monitor; the task it runs must not block. */
final class Deadline {

    /** The time limit for an empty body. */
    private static final Duration LEAST = Duration.ofMinutes(1);

    /** The maximum time limit. */
    private static final Duration MOST = Duration.ofHours(6);

    /** The minimum transfer rate, in bytes per second. */
    private static final long SLOWEST = 16 * 1024;

    private final Scheduler scheduler;
    private Scheduler.@Nullable Task task;
    private boolean ended;

    Deadline(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** The time limit for a transfer. */
    static Duration forBytes(long bytes) {
        Duration time = LEAST.plusSeconds(bytes / SLOWEST);
        return time.compareTo(MOST) < 0 ? time : MOST;
    }

    /** Sets the limit, replacing the previous one. */
    synchronized void set(Duration time, Runnable expired) {
        cancel();
        if (!ended) {
            task = scheduler.schedule(expired, time.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Clears the limit. */
    synchronized void end() {
        ended = true;
        cancel();
    }

    private void cancel() {
        Scheduler.Task running = task;
        if (running != null) {
            running.cancel();
            task = null;
        }
    }
}
