package dev.parley.chat.room;

import dev.parley.time.Scheduler;
import java.time.Duration;

/** A rate limiter with a burst capacity that refills by one each interval. Guarded by itself; the caller supplies the time. */
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

    /** Takes a token; returns 0 if there was one, otherwise the nanoseconds until the next. */
    public synchronized long take(long now) {
        if (intervalNanos == 0) {
            return 0;
        }
        refill(now);
        if (tokens > 0) {
            tokens--;
            return 0;
        }
        return intervalNanos - (now - refilledAt);
    }

    private void refill(long now) {
        long gained = (now - refilledAt) / intervalNanos;
        if (gained > 0) {
            tokens = Math.min(burst, tokens + gained);
            refilledAt += gained * intervalNanos;
        }
    }

    /** How many tokens are missing from a full bucket. */
    synchronized long used(long now) {
        if (intervalNanos == 0) {
            return 0;
        }
        refill(now);
        return burst - tokens;
    }

    /** Whether it is equivalent to a new bucket, and can be discarded. */
    synchronized boolean isFull(long now) {
        return intervalNanos == 0 || tokens + (now - refilledAt) / intervalNanos >= burst;
    }
}
