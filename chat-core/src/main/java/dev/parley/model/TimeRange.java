package dev.parley.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A half-open time range: {@code from} inclusive, {@code to} exclusive. Bounds are rounded up to whole milliseconds,
 * which makes no difference to stored times, as those are whole milliseconds.
 *
 * @param from the first instant inside, or null for no lower bound
 * @param to the first instant outside, or null for no upper bound
 */
public record TimeRange(@Nullable Instant from, @Nullable Instant to) {

    /** The unbounded range. */
    public static final TimeRange ALL = new TimeRange(null, null);

    /** Rounds the bounds up. */
    public TimeRange {
        from = from == null ? null : Times.ceiling(from);
        to = to == null ? null : Times.ceiling(to);
    }

    /**
     * Returns a range with both bounds. It is empty if {@code to} is not after {@code from}.
     *
     * @param from the first instant inside
     * @param to the first instant outside
     * @return the range
     */
    public static TimeRange of(Instant from, Instant to) {
        return new TimeRange(from, to);
    }

    /**
     * Returns whether a time lies in the range.
     *
     * @param time a time
     * @return true if it is not before {@code from} and before {@code to}
     */
    public boolean contains(Instant time) {
        return (from == null || !time.isBefore(from)) && (to == null || time.isBefore(to));
    }
}
