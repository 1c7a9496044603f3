package dev.parley.socketio.event;

import dev.parley.socketio.EventSource;
import dev.parley.time.Scheduler;
import java.time.Duration;

/**
 * A rate limit for the events of a client: so many in a burst, and in the long run so many per period. Immutable;
 * counted per socket, see {@link EventSource#limit}.
 *
 * @param events the number of events, at least 1
 * @param per the period, positive; capped at {@link Scheduler#LONGEST}
 */
public record RateLimit(int events, Duration per) {

    /**
     * Validates the components.
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
     * Creates a limit.
     *
     * @param events the number of events, at least 1
     * @param per the period, positive
     * @return the limit
     * @throws IllegalArgumentException if an argument is out of range
     */
    public static RateLimit of(int events, Duration per) {
        return new RateLimit(events, per);
    }

    @Override
    public String toString() {
        return events + " in " + per.toMillis() + " ms";
    }
}
