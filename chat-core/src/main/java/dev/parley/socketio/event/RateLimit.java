package dev.parley.socketio.event;

import dev.parley.socketio.EventSource;
import dev.parley.time.Scheduler;
import java.time.Duration;

/**
 * How many events a client may send: so many at once, and in the long run so many in each span. Immutable; the counting is done
 * for each socket, see {@link EventSource#limit}.
 *
 * @param events how many, at least 1
 * @param per in how long, positive; more than {@link Scheduler#LONGEST} counts as that
 */
public record RateLimit(int events, Duration per) {

    /**
     * Checks the parts.
     *
     * @param events at least 1
     * @param per positive
     */
    public RateLimit {
        if (events < 1) {
            throw new IllegalArgumentException("events must be at least 1: " + events);
        }
        if (per.isNegative() || per.isZero()) {
            throw new IllegalArgumentException("per must be positive: " + per);
        }
        per = Scheduler.bounded(per);
    }

    /**
     * A limit.
     *
     * @param events how many, at least 1
     * @param per in how long, positive
     * @return the limit
     * @throws IllegalArgumentException if a part is out of its range
     */
    public static RateLimit of(int events, Duration per) {
        return new RateLimit(events, per);
    }

    @Override
    public String toString() {
        return events + " in " + per.toMillis() + " ms";
    }
}
