package dev.parley.example.file;

import dev.parley.example.file.FileRefusedException.Reason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Accounts for the space of files, including uploads in progress: in total, per user, and for all guests together, who
 * share half of the space, because anybody can be any number of guests. Guarded by its own monitor.
 */
final class Quotas {

    /** The usage of one owner. */
    record Usage(String owner, boolean guest, long bytes) {}

    /** The total of some files. */
    private static final class Tally {
        private final Map<String, Long> byOwner = new HashMap<>();
        private long total;
        private long guests;

        void add(Usage usage, long sign) {
            long bytes = sign * usage.bytes();
            total += bytes;
            guests += usage.guest() ? bytes : 0;
            byOwner.merge(usage.owner(), bytes, Long::sum);
            byOwner.remove(usage.owner(), 0L);
        }

        long of(String owner) {
            return byOwner.getOrDefault(owner, 0L);
        }
    }

    private final long maxTotal;
    private final long maxOwner;
    private final Tally arriving = new Tally();
    private Tally kept = new Tally();

    Quotas(long maxTotal, long maxOwner) {
        this.maxTotal = maxTotal;
        this.maxOwner = maxOwner;
    }

    /** Resets the usage of stored files; uploads in progress keep counting. */
    synchronized void load(List<Usage> usages) {
        Tally fresh = new Tally();
        usages.forEach(usage -> fresh.add(usage, 1));
        kept = fresh;
    }

    /** Reserves space for arriving bytes. */
    synchronized void reserve(Usage usage) throws FileRefusedException {
        if (kept.of(usage.owner()) + arriving.of(usage.owner()) + usage.bytes() > maxOwner) {
            throw new FileRefusedException(Reason.USER_FULL);
        }
        long guests = kept.guests + arriving.guests + usage.bytes();
        if (total() + usage.bytes() > maxTotal || (usage.guest() && guests > maxTotal / 2)) {
            throw new FileRefusedException(Reason.TOTAL_FULL);
        }
        arriving.add(usage, 1);
    }

    /** Turns a reservation into stored bytes. */
    synchronized void keep(Usage usage) {
        arriving.add(usage, -1);
        kept.add(usage, 1);
    }

    /** Releases a reservation. */
    synchronized void drop(Usage usage) {
        arriving.add(usage, -1);
    }

    /** Releases stored bytes. */
    synchronized void remove(Usage usage) {
        kept.add(usage, -1);
    }

    synchronized long total() {
        return kept.total + arriving.total;
    }
}
