package dev.parley.socketio.inbound;

import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Tracks how many mailboxes wait for a thread of the handler executor, and for how long. Thread-safe. */
public final class Backlog {

    /** Minimum interval between warnings. */
    static final Duration QUIET = Duration.ofMinutes(1);

    private final int processors;
    private final Scheduler scheduler;
    /** The waiting time that triggers a warning; {@link Long#MAX_VALUE} for none. */
    private final long patience;

    private final Warning warning;
    private final AtomicInteger waiting = new AtomicInteger();
    /** When a mailbox last got a thread, or started waiting as the only one. */
    private volatile long movedAt;

    private final AtomicLong quietUntil;

    /** Notified of mailboxes that wait too long, on whichever thread detects it. */
    @FunctionalInterface
    public interface Warning {
        void waited(Duration time, int mailboxes);
    }

    public Backlog(int processors, Scheduler scheduler, @Nullable Duration patience, Warning warning) {
        this.processors = processors;
        this.scheduler = scheduler;
        this.patience = patience == null ? Long.MAX_VALUE : Scheduler.nanos(patience);
        this.warning = warning;
        this.quietUntil = new AtomicLong(scheduler.nanoTime());
    }

    /**
     * Returns a warning that is logged.
     *
     * @param log the log
     * @return the warning
     */
    public static Warning warningIn(Logger log) {
        return (time, mailboxes) -> log.warn(
                "Events of a socket waited {} ms for a thread, and those of {} sockets wait now: listeners, middleware or"
                        + " authenticators block more threads than there are. Answer later instead of blocking, or give"
                        + " SocketServerBuilder.handlerExecutor more threads",
                time.toMillis(),
                mailboxes);
    }

    /** Whether a slow handler delays others: more mailboxes wait than could run at once in any case. */
    public boolean isLong() {
        return waiting.get() > processors;
    }

    /** A mailbox starts waiting; returns the time to pass to {@link #leave}. */
    long enter() {
        long now = scheduler.nanoTime();
        int others = waiting.getAndIncrement();
        if (others == 0) {
            movedAt = now;
        } else if (now - movedAt > patience) {
            // No mailbox is getting a thread at all.
            warn(now, now - movedAt);
        }
        return now;
    }

    /** A mailbox got its thread, or will not get one. */
    void leave(long since) {
        long now = scheduler.nanoTime();
        movedAt = now;
        if (now - since > patience) {
            warn(now, now - since);
        }
        waiting.decrementAndGet();
    }

    private void warn(long now, long waited) {
        long quiet = quietUntil.get();
        if (now - quiet >= 0 && quietUntil.compareAndSet(quiet, now + QUIET.toNanos())) {
            warning.waited(Duration.ofNanos(waited), waiting.get());
        }
    }
}
