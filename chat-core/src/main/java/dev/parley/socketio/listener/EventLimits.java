package dev.parley.socketio.listener;

import dev.parley.socketio.event.RateLimit;
import dev.parley.socketio.event.RateLimitException;
import dev.parley.socketio.event.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rate limits of one socket and their usage. Guarded by {@code this}; the caller supplies the time. */
public final class EventLimits {

    private final List<Bucket> buckets = new ArrayList<>(2);

    /**
     * One limit, stored as the time at which it would be unused again. Each event advances that time by its share of
     * the period; it is never further away than the period.
     */
    private static final class Bucket {

        /** Null for all events. */
        private final @Nullable String event;

        private final RateLimit limit;
        private final long span;
        private final long share;
        private boolean used;
        private long unusedAt;

        Bucket(@Nullable String event, RateLimit limit) {
            this.event = event;
            this.limit = limit;
            this.span = limit.per().toNanos();
            this.share = Math.max(1, span / limit.events());
        }

        /** The nanoseconds until an event is accepted; 0 or less if it is accepted now. */
        long missing(long now) {
            return used ? unusedAt - now - (share * limit.events() - share) : 0;
        }

        void take(long now) {
            unusedAt = (used && unusedAt - now > 0 ? unusedAt : now) + share;
            used = true;
        }

        RateLimitException refusal(long missing) {
            String what = event == null ? "too many events: " : "too many \"" + event + "\" events: ";
            return new RateLimitException(what + "at most " + limit, Duration.ofNanos(missing));
        }
    }

    public synchronized Subscription add(@Nullable String event, RateLimit limit) {
        Bucket bucket = new Bucket(event, Objects.requireNonNull(limit, "limit"));
        buckets.add(bucket);
        return () -> remove(bucket);
    }

    private synchronized void remove(Bucket bucket) {
        buckets.remove(bucket);
    }

    /** Counts an event, or returns the refusal: a refused event counts towards no limit. */
    public synchronized @Nullable RateLimitException take(String event, long now) {
        for (Bucket bucket : buckets) {
            if (bucket.event == null || bucket.event.equals(event)) {
                long missing = bucket.missing(now);
                if (missing > 0) {
                    return bucket.refusal(missing);
                }
            }
        }
        for (Bucket bucket : buckets) {
            if (bucket.event == null || bucket.event.equals(event)) {
                bucket.take(now);
            }
        }
        return null;
    }
}
