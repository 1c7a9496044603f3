package dev.parley.runtime;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.LoggerFactory;

/**
 * The bytes that everything that waits in a server may hold together: messages for clients that do not take them, events that
 * listeners have not handled, packets and requests that have not come whole, what is kept for clients that come back. Each of these has bounds of its own; the budget holds for their sum.
 *
 * <p>What is counted is estimated from sizes, and the content of a broadcast once, however many clients it waits for. As the
 * sum grows the server does more to bring it down:
 *
 * <ul>
 *   <li>above a half ({@link #isTight}) connections are read only while little of theirs waits, little is written at a time,
 *       and what is kept for clients that come back is given up;
 *   <li>above three quarters the connections that hold most are closed, until five eighths are left;
 *   <li>above all of it ({@link #isExhausted}) new sessions are answered that the server is overloaded, and a
 *       connection may hold {@value #FLOOR_BYTES} bytes and no more.
 * </ul>
 *
 * <p>The default is an eighth of the largest heap. Servers that share a process share one budget when they are given the same.
 * An application may count queues of its own. Thread-safe; no method blocks.
 */
public final class MemoryBudget {

    /** The default budget is the largest heap divided by this. */
    public static final int HEAP_SHARE = 8;

    /** The smallest default, in bytes. */
    public static final long MIN_DEFAULT_BYTES = 8L * 1024 * 1024;

    /** What one connection may hold in any case, in bytes. */
    public static final int FLOOR_BYTES = 16 * 1024;

    /** Additions from which on it is looked whether the level has changed; smaller ones are looked at when it is not calm. */
    private static final int CHECKED_FROM = 1024;

    /** Closing a connection frees some of what it held a moment later. */
    private static final Duration RECHECK = Duration.ofMillis(50);

    private enum Level {
        CALM,
        TIGHT,
        SHORT,
        EXHAUSTED
    }

    private final long limit;
    private final LongAdder used = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private final List<MemoryHolders> servers = new CopyOnWriteArrayList<>();
    private final AtomicBoolean reclaiming = new AtomicBoolean();
    private volatile Level level = Level.CALM;
    /** Belongs to the task that reclaims. */
    private final Eviction eviction;

    private MemoryBudget(long limit) {
        this.limit = limit;
        this.eviction = new Eviction(limit, LoggerFactory.getLogger(MemoryBudget.class));
    }

    /**
     * A budget of a given size.
     *
     * @param bytes positive
     * @return a new budget
     * @throws IllegalArgumentException if it is not
     */
    public static MemoryBudget of(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a memory budget must be positive: " + bytes);
        }
        return new MemoryBudget(bytes);
    }

    /**
     * A budget of an eighth of the largest heap, and 8 MiB at least.
     *
     * @return a new budget
     */
    public static MemoryBudget ofHeap() {
        return of(Math.max(MIN_DEFAULT_BYTES, Runtime.getRuntime().maxMemory() / HEAP_SHARE));
    }

    /**
     * The size.
     *
     * @return bytes
     */
    public long limit() {
        return limit;
    }

    /**
     * What is held now.
     *
     * @return bytes, by estimate; more than the limit for moments
     */
    public long used() {
        return Math.max(0, used.sum());
    }

    /**
     * How many holders had to give up what they held because they held most.
     *
     * @return the number since the budget was made
     */
    public long evictions() {
        return evictions.sum();
    }

    /**
     * Returns whether more than half is used.
     *
     * @return true if holders should give up what they need not hold
     */
    public boolean isTight() {
        return level != Level.CALM && check() != Level.CALM;
    }

    /**
     * Returns whether all is used.
     *
     * @return true if nothing new should begin
     */
    public boolean isExhausted() {
        return used.sum() > limit && check() == Level.EXHAUSTED;
    }

    /**
     * Counts bytes that are held from now on; never refuses.
     *
     * @param bytes 0 or more
     */
    public void add(long bytes) {
        used.add(bytes);
        if (bytes >= CHECKED_FROM || level != Level.CALM) {
            check();
        }
    }

    /**
     * Counts bytes that would be held from now on, unless they are too many.
     *
     * @param bytes 0 or more
     * @return false if that would exceed the budget; then nothing is counted
     */
    public boolean tryAdd(long bytes) {
        used.add(bytes);
        if (used.sum() > limit) {
            check();
            remove(bytes);
            return false;
        }
        if (bytes >= CHECKED_FROM || level != Level.CALM) {
            check();
        }
        return true;
    }

    /**
     * Counts bytes that are not held any more.
     *
     * @param bytes as many as were added
     */
    public void remove(long bytes) {
        used.add(-bytes);
        if (level != Level.CALM) {
            check();
        }
    }

    /**
     * Makes a server's holders known: when memory is short, the largest of them give up what they hold.
     *
     * @param holders the server's
     */
    public void attach(MemoryHolders holders) {
        servers.add(holders);
    }

    /**
     * Forgets a server that ends.
     *
     * @param holders the server's
     */
    public void detach(MemoryHolders holders) {
        servers.remove(holders);
        // The task may have been the server's.
        reclaiming.set(false);
        check();
    }

    private Level check() {
        Level now = level(used.sum());
        if (now != level) {
            level = now;
        }
        if (now.compareTo(Level.SHORT) >= 0 && reclaiming.compareAndSet(false, true)) {
            reclaimAfter(Duration.ZERO);
        }
        return now;
    }

    private Level level(long bytes) {
        if (bytes > limit) {
            return Level.EXHAUSTED;
        }
        if (bytes > limit - limit / 4) {
            return Level.SHORT;
        }
        return bytes > limit / 2 ? Level.TIGHT : Level.CALM;
    }

    private void reclaimAfter(Duration delay) {
        for (MemoryHolders server : servers) {
            if (server.run(delay, () -> reclaim(server.nanoTime()))) {
                return;
            }
        }
        reclaiming.set(false);
    }

    private void reclaim(long nanoTime) {
        long target = limit / 8 * 5;
        evictions.add(eviction.run(servers, used(), target, nanoTime));
        if (level(used.sum()).compareTo(Level.SHORT) >= 0) {
            reclaimAfter(RECHECK);
        } else {
            eviction.end();
            reclaiming.set(false);
            check();
        }
    }

    @Override
    public String toString() {
        return used() + " of " + limit + " bytes";
    }
}
