package dev.parley.cluster.redis;

import dev.parley.time.Scheduler;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * When a thread that wanted to run did not: it wakes up every two milliseconds, and notes how late that was. On a machine with idle cores
 * nothing is lost. Guarded by {@code this}.
 */
final class LostTime {

    private static final long STEP = TimeUnit.MILLISECONDS.toNanos(2);
    /** Shorter times are those of the timer. */
    private static final long LEAST = TimeUnit.MILLISECONDS.toNanos(1);

    private static final int MOST = 100_000;

    private final Scheduler clock;
    private final ArrayDeque<Lost> all = new ArrayDeque<>();
    private long longest;
    /** When it is to wake up. */
    private long due;

    private record Lost(long from, long to) {}

    LostTime(Scheduler clock) {
        this.clock = clock;
        Thread thread = new Thread(this::run, "lost-time");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (true) {
            long next = begin();
            for (long left = next - clock.nanoTime(); left > 0; left = next - clock.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            end(clock.nanoTime());
        }
    }

    private synchronized long begin() {
        due = clock.nanoTime() + STEP;
        return due;
    }

    private synchronized void end(long now) {
        if (now - due > LEAST) {
            longest = Math.max(longest, now - due);
            all.add(new Lost(due, now));
            if (all.size() > MOST) {
                all.remove();
            }
        }
    }

    /** How much of a time, in nanoseconds. */
    synchronized long between(long from, long to) {
        long sum = to - due > LEAST ? to - Math.max(from, due) : 0;
        for (Iterator<Lost> last = all.descendingIterator(); last.hasNext(); ) {
            Lost each = last.next();
            if (each.to() <= from) {
                break;
            }
            sum += Math.max(0, Math.min(to, each.to()) - Math.max(from, each.from()));
        }
        return sum;
    }

    /** When the longest time ended that began after this moment; null if there was none. */
    synchronized @Nullable Long endOfLongest(long since) {
        Lost most = null;
        for (Lost each : all) {
            if (each.from() - since >= 0 && (most == null || each.to() - each.from() > most.to() - most.from())) {
                most = each;
            }
        }
        return most == null ? null : most.to();
    }

    /** The longest until now, in nanoseconds. */
    synchronized long longest() {
        return longest;
    }
}
