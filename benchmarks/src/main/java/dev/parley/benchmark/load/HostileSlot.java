package dev.parley.benchmark.load;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The slot of one hostile client, reused after the server has closed it. Owned by the loop's thread. */
final class HostileSlot {
    private final Counts counts;
    private final HostileKind kind;

    @Nullable
    HostileConnection connection;
    /** When the next client is due, by {@link System#nanoTime()}, while there is none. */
    long againAt;

    boolean isDone;

    HostileSlot(HostileKind kind, Counts counts) {
        this.kind = kind;
        this.counts = counts;
        againAt = System.nanoTime();
    }

    HostileKind kind() {
        return kind;
    }

    /** The client has done its work, as far as the server let it. */
    void entered() {
        counts.entered++;
    }

    void answered(int status) {
        if (status != 200) {
            counts.refused.merge(status, 1, Integer::sum);
        }
    }

    void closed(HostileConnection which) {
        if (which == connection) {
            counts.closed++;
            connection = null;
            againAt = System.nanoTime() + counts.retryNanos;
        }
    }

    /** The connection has nothing left to do. */
    void finished(HostileConnection which) {
        isDone = true;
        connection = null;
        which.close();
    }

    /** The counters of one kind. */
    static final class Counts {
        final Map<Integer, Integer> refused = new TreeMap<>();
        final long retryNanos;
        int opened;
        int entered;
        int closed;

        Counts(long retryNanos) {
            this.retryNanos = retryNanos;
        }
    }
}
