package dev.parley.example.web;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** The one time limit that a request is under at present. Guarded by its own monitor; what it runs must not block. */
final class Deadline {

    /** What a client has for a body of no length. */
    private static final Duration LEAST = Duration.ofMinutes(1);

    /** What it has for one of any length. */
    private static final Duration MOST = Duration.ofHours(6);

    /** The slowest client that is waited for, in bytes in a second. */
    private static final long SLOWEST = 16 * 1024;

    private final Scheduler scheduler;
    private Scheduler.@Nullable Task task;
    private boolean ended;

    Deadline(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** How long the transfer of some bytes may take. */
    static Duration forBytes(long bytes) {
        Duration time = LEAST.plusSeconds(bytes / SLOWEST);
        return time.compareTo(MOST) < 0 ? time : MOST;
    }

    /** Sets the limit, in place of the one before. */
    synchronized void set(Duration time, Runnable expired) {
        cancel();
        if (!ended) {
            task = scheduler.schedule(expired, time.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Sets no limit any more. */
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
