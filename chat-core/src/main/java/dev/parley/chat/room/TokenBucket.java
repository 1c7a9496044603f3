package dev.parley.chat.room;

import dev.parley.transport.Scheduler;
import java.time.Duration;

/** A rate: so many at once, and one more each interval. Guarded by itself; the time comes from the caller. */
public final class TokenBucket {

    private final long burst;
    private final long intervalNanos;
    private long tokens;
    private long refilledAt;

    public TokenBucket(long burst, Duration interval, long now) {
        this.burst = burst;
        this.intervalNanos = Scheduler.nanos(interval);
        this.tokens = burst;
        this.refilledAt = now;
    }

    /** Takes one; returns 0 when there was one, otherwise the nanoseconds until there will be. */
    public synchronized long take(long now) {
        if (intervalNanos == 0) {
            return 0;
        }
        long gained = (now - refilledAt) / intervalNanos;
        if (gained > 0) {
            tokens = Math.min(burst, tokens + gained);
            refilledAt += gained * intervalNanos;
        }
        if (tokens > 0) {
            tokens--;
            return 0;
        }
        return intervalNanos - (now - refilledAt);
    }

    /** Whether a new bucket would answer the same, so that this one may be forgotten. */
    synchronized boolean isFull(long now) {
        return intervalNanos == 0 || tokens + (now - refilledAt) / intervalNanos >= burst;
    }
}
