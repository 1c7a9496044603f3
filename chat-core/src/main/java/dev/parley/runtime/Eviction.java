package dev.parley.runtime;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Evicts the largest holders. Holders are grouped into size classes, each at most an eighth larger than the one below,
 * so that two passes over all holders suffice, without sorting. As holders share the content of broadcasts, evicting
 * may free less than was held; each further round then evicts twice as much. Not thread-safe.
 */
final class Eviction {

    /** Size classes per power of two, as a power of two. */
    private static final int STEPS_BITS = 3;

    private static final int CLASSES = Long.SIZE << STEPS_BITS;

    /** Holders below 1/32768 of the budget are left alone. */
    private static final int SPARED = 32_768;

    private static final int MAX_FACTOR = 1 << 20;

    /** Throttled, as rounds are milliseconds apart for as long as held memory cannot be freed. */
    private final FailureLog log;

    private final long floor;
    private long now;
    private int factor = 1;
    private long before;

    Eviction(long limit, Logger log) {
        this.log = new FailureLog(log, () -> now);
        this.floor = Math.max(1, limit / SPARED);
    }

    /**
     * Runs one round and returns the number of evicted holders. {@code nanoTime} is a monotonic time in nanoseconds.
     */
    int run(List<MemoryHolders> servers, long used, long target, long nanoTime) {
        if (used <= target) {
            return 0;
        }
        factor = before > 0 && before - used < (before - target) / 2 ? Math.min(MAX_FACTOR, factor * 2) : factor;
        before = used;
        Round round = new Round((used - target) * factor);
        servers.forEach(server -> server.forEach(round::count));
        round.choose();
        servers.forEach(server -> server.forEach(round::evict));
        if (round.evicted > 0) {
            now = nanoTime;
            log.log(
                    Level.WARN,
                    "eviction",
                    "memory is short: the largest holders gave up what they held",
                    line -> line.addKeyValue("used", used)
                            .addKeyValue("holders", round.evicted)
                            .addKeyValue("held", round.freed));
        }
        return round.evicted;
    }

    /** Called when memory is no longer short. */
    void end() {
        factor = 1;
        before = 0;
    }

    private final class Round {

        private final long need;
        private final long[] held = new long[CLASSES];
        /** All holders above this class are evicted, and as many in it as needed. */
        private int last;

        private long freed;
        private int evicted;

        Round(long need) {
            this.need = need;
        }

        void count(MemoryHolder holder) {
            long bytes = holder.heldBytes();
            if (bytes > floor) {
                held[sizeClass(bytes)] += bytes;
            }
        }

        void choose() {
            long sum = 0;
            last = CLASSES;
            while (last > 0 && sum < need) {
                last--;
                sum += held[last];
            }
        }

        void evict(MemoryHolder holder) {
            long bytes = holder.heldBytes();
            if (bytes > floor && (sizeClass(bytes) > last || (sizeClass(bytes) == last && freed < need))) {
                freed += bytes;
                evicted++;
                holder.evict();
            }
        }
    }

    private static int sizeClass(long bytes) {
        int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(bytes);
        long steps = exponent < STEPS_BITS ? bytes << (STEPS_BITS - exponent) : bytes >> (exponent - STEPS_BITS);
        return (exponent << STEPS_BITS) + (int) (steps & ((1 << STEPS_BITS) - 1));
    }
}
