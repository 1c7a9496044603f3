package dev.parley.runtime;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.LoggerFactory;

/**
 * Limits the total bytes of everything queued in a server: messages for slow clients, events not yet handled by
 * listeners, incomplete packets and requests, and state kept for clients that may return. Each of these has its own
 * bounds; the budget bounds their sum.
 *
 * <p>Sizes are estimates, and the content of a broadcast counts once, however many clients it is queued for. As usage
 * grows the server does more to reduce it:
 *
 * <ul>
 * <li>above one half ({@link #isTight}) connections are read only while little of their input is queued, writes are
 * small, and state kept for returning clients is dropped;
 * <li>above three quarters the connections that hold most are closed, until usage is down to five eighths;
 * <li>when it is full ({@link #isExhausted}) new sessions are rejected as overloaded, and a connection may hold at most
 * {@value #FLOOR_BYTES} bytes.
 * </ul>
 *
 * <p>The default is an eighth of the maximum heap size. Servers in one process can share a budget. Applications may
 * count their own queues too. Thread-safe; no method blocks.
 */
public final class MemoryBudget {

    /** The default budget is the maximum heap size divided by this. */
    public static final int HEAP_SHARE = 8;

    /** Minimum of the default budget, in bytes. */
    public static final long MIN_DEFAULT_BYTES = 8L * 1024 * 1024;

    /** What a connection may hold in any case, in bytes. */
    public static final int FLOOR_BYTES = 16 * 1024;

    /** Smaller additions do not check for a new level while the level is calm. */
    private static final int CHECKED_FROM = 1024;

    /** Closing a connection releases some of its memory with a delay. */
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
    /** Confined to the reclaiming task. */
    private final Eviction eviction;

    private MemoryBudget(long limit) {
        this.limit = limit;
        this.eviction = new Eviction(limit, LoggerFactory.getLogger(MemoryBudget.class));
    }

    /**
     * Creates a budget of a given size.
     *
     * @param bytes positive
     * @return a new budget
     * @throws IllegalArgumentException if the size is not positive
     */
    public static MemoryBudget of(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a memory budget must be positive: " + bytes);
        }
        return new MemoryBudget(bytes);
    }

    /**
     * Creates a budget of an eighth of the maximum heap size, but at least 8 MiB.
     *
     * @return a new budget
     */
    public static MemoryBudget ofHeap() {
        return of(Math.max(MIN_DEFAULT_BYTES, Runtime.getRuntime().maxMemory() / HEAP_SHARE));
    }

    /**
     * Returns the size of the budget.
     *
     * @return the size in bytes
     */
    public long limit() {
        return limit;
    }

    /**
     * Returns the estimated current usage.
     *
     * @return the number of bytes; may briefly exceed the limit
     */
    public long used() {
        return Math.max(0, used.sum());
    }

    /**
     * Returns how many holders were evicted because they held most.
     *
     * @return the number since the budget was created
     */
    public long evictions() {
        return evictions.sum();
    }

    /**
     * Returns whether more than half is used.
     *
     * @return true if holders should release what they do not need
     */
    public boolean isTight() {
        return level != Level.CALM && check() != Level.CALM;
    }

    /**
     * Returns whether the budget is used up.
     *
     * @return true if no new work should be accepted
     */
    public boolean isExhausted() {
        return used.sum() > limit && check() == Level.EXHAUSTED;
    }

    /**
     * Adds bytes that are now held, unconditionally.
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
     * Adds bytes if the budget allows.
     *
     * @param bytes 0 or more
     * @return false if that would exceed the budget; nothing is added then
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
     * Subtracts bytes that are no longer held.
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
     * Registers a server's holders, the largest of which are evicted when memory is short.
     *
     * @param holders the server's holders
     */
    public void attach(MemoryHolders holders) {
        servers.add(holders);
    }

    /**
     * Removes a server that stops.
     *
     * @param holders the server's holders
     */
    public void detach(MemoryHolders holders) {
        servers.remove(holders);
        // The reclaiming task may have run on this server.
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
