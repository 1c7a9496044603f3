package dev.parley.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The times that every store represents exactly: whole milliseconds of the years 1 to 9999. */
final class Times {

    static final Instant MIN = Instant.parse("0001-01-01T00:00:00Z");
    static final Instant MAX = Instant.parse("9999-12-31T23:59:59.999Z");

    private Times() {}

    static Instant stored(String what, Instant time) {
        if (time.isBefore(MIN) || time.isAfter(MAX)) {
            throw new IllegalArgumentException(what + " out of the years 1 to 9999: " + time);
        }
        return time.truncatedTo(ChronoUnit.MILLIS);
    }

    /** Rounds up to whole milliseconds. */
    static Instant ceiling(Instant time) {
        if (time.isBefore(MIN)) {
            return MIN;
        }
        if (time.isAfter(MAX)) {
            return MAX.plusMillis(1);
        }
        Instant floor = time.truncatedTo(ChronoUnit.MILLIS);
        return floor.equals(time) ? floor : floor.plusMillis(1);
    }
}
