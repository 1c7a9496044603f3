package dev.parley.engineio.deadline;

import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A queue of deadlines with the same delay, so that insertion order is expiry order: one linked list and one scheduled
 * task for any number of them. A deadline is its own list node, so scheduling one allocates nothing.
 *
 * <p>Guarded by its monitor, as are the links of its deadlines. Owners are called without it. Lock order: a session's
 * lock before this monitor.
 */
public final class DeadlineQueue {

    /** A deadline of an owner; in at most one queue at a time. Its queue is guarded by the owner's lock. */
    public static final class Deadline {

        private final DeadlineOwner owner;
        private @Nullable Deadline previous;
        private @Nullable Deadline next;
        private volatile @Nullable DeadlineQueue queue;
        private long at;

        /**
         * Creates an unscheduled deadline.
         *
         * @param owner called when it expires
         */
        public Deadline(DeadlineOwner owner) {
            this.owner = owner;
        }

        /**
         * Whether it is scheduled.
         *
         * @return false before it is scheduled and after it has expired
         */
        public boolean isSet() {
            return queue != null;
        }

        /** Removes it from its queue, if any. Called by one thread at a time. */
        public void cancel() {
            DeadlineQueue in = queue;
            if (in != null) {
                in.remove(this);
            }
        }

        /** The time when it expires or expired. */
        long at() {
            return at;
        }
    }

    private final Scheduler scheduler;
    private final long delayNanos;
    private final long slackNanos;
    private final DeadlineOwner.Kind kind;
    private @Nullable Deadline first;
    private @Nullable Deadline last;
    private Scheduler.@Nullable Cancellable task;

    DeadlineQueue(Scheduler scheduler, Duration delay, DeadlineOwner.Kind kind) {
        this(scheduler, delay, Duration.ZERO, kind);
    }

    /**
     * Creates a queue with a slack: when the first deadline expires, those within the slack after it expire in the same
     * wake-up.
     */
    DeadlineQueue(Scheduler scheduler, Duration delay, Duration slack, DeadlineOwner.Kind kind) {
        this.scheduler = scheduler;
        this.delayNanos = Scheduler.nanos(delay);
        this.slackNanos = Scheduler.nanos(slack);
        this.kind = kind;
    }

    /** Whether a deadline is scheduled in this queue. */
    boolean holds(Deadline deadline) {
        return deadline.queue == this;
    }

    long delayNanos() {
        return delayNanos;
    }

    /** Schedules a deadline one delay from now. */
    void add(Deadline deadline) {
        addFrom(deadline, scheduler.nanoTime());
    }

    /** Schedules a deadline one delay from a time close to now. */
    void addFrom(Deadline deadline, long start) {
        deadline.cancel();
        synchronized (this) {
            deadline.at = start + delayNanos;
            deadline.queue = this;
            Deadline before = last;
            while (before != null && before.at - deadline.at > 0) {
                before = before.previous;
            }
            insertAfter(before, deadline);
            if (first == deadline) {
                reschedule();
            }
        }
    }

    private void insertAfter(@Nullable Deadline before, Deadline deadline) {
        Deadline after = before == null ? first : before.next;
        deadline.previous = before;
        deadline.next = after;
        if (before == null) {
            first = deadline;
        } else {
            before.next = deadline;
        }
        if (after == null) {
            last = deadline;
        } else {
            after.previous = deadline;
        }
    }

    private synchronized void remove(Deadline deadline) {
        if (deadline.queue == this) {
            unlink(deadline);
            if (first == null) {
                cancelTask();
            }
        }
    }

    private void unlink(Deadline deadline) {
        Deadline before = deadline.previous;
        Deadline after = deadline.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        deadline.previous = null;
        deadline.next = null;
        deadline.queue = null;
    }

    private void cancelTask() {
        if (task != null) {
            task.cancel();
            task = null;
        }
    }

    private void reschedule() {
        cancelTask();
        if (first != null) {
            task = scheduler.schedule(Duration.ofNanos(first.at - scheduler.nanoTime()), this::run);
        }
    }

    /** Expires the deadlines that a late timer has missed so far. */
    void catchUp() {
        boolean due;
        synchronized (this) {
            due = first != null && first.at - scheduler.nanoTime() <= 0;
        }
        if (due) {
            run();
        }
    }

    private void run() {
        List<Deadline> due = new ArrayList<>();
        synchronized (this) {
            cancelTask();
            long now = scheduler.nanoTime();
            while (first != null && first.at - now <= (due.isEmpty() ? 0 : slackNanos)) {
                Deadline deadline = first;
                unlink(deadline);
                due.add(deadline);
            }
            reschedule();
        }
        due.forEach(deadline -> deadline.owner.onDeadline(kind));
    }
}
