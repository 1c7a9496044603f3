package dev.parley.example;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Stands still until it is told to go on. Used by the test thread only. */
public final class ManualClock extends Clock implements LongSupplier {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    /** Goes on. */
    public void advance(Duration by) {
        now = now.plus(by);
    }

    /** The same time as one that nobody sets, in nanoseconds. */
    @Override
    public long getAsLong() {
        return TimeUnit.MILLISECONDS.toNanos(now.toEpochMilli());
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
