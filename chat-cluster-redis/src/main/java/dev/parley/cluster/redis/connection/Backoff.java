package dev.parley.cluster.redis.connection;

import java.util.concurrent.TimeUnit;

/** How long to wait before the next attempt to connect: 50 ms at first, up to 2 s. Used by one thread. */
public final class Backoff {

    private static final long FIRST = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long MOST = TimeUnit.SECONDS.toNanos(2);

    private long next = FIRST;

    public long nanos() {
        long now = next;
        next = Math.min(MOST, 2 * next);
        return now;
    }

    public void reset() {
        next = FIRST;
    }
}
