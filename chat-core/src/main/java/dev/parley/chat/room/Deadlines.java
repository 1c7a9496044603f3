package dev.parley.chat.room;

import dev.parley.time.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Converts the ends of short waits that must survive a restart. Dates are stored, but waits use monotonic time, so that
 * clock adjustments do not affect a wait started by this process. Guarded by {@code this}; remembers its latest {@value
 * #MAX_REMEMBERED} deadlines, and computes others from their dates.
 */
public final class Deadlines {

    private static final int MAX_REMEMBERED = 10_000;

    /** Longer than the lifetime of any process. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final Instant LAST_DATE = Instant.parse("9999-12-31T23:59:59Z");

    private final Scheduler scheduler;
    private final Map<String, Long> remembered = new LinkedHashMap<>();

    public Deadlines(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** The monotonic time in nanoseconds. */
    long now() {
        return scheduler.nanoTime();
    }

    /** The date to store for a wait that starts now. */
    synchronized String date(Duration length) {
        Instant now = scheduler.now();
        Instant end = length.compareTo(Duration.between(now, LAST_DATE)) > 0 ? LAST_DATE : now.plus(length);
        String date = end.toString();
        remembered.remove(date);
        remembered.put(date, after(length));
        if (remembered.size() > MAX_REMEMBERED) {
            remembered.remove(remembered.keySet().iterator().next());
        }
        return date;
    }

    /** The monotonic time of a stored date. */
    synchronized long nanos(String date) {
        Long known = remembered.get(date);
        return known != null ? known : after(Duration.between(scheduler.now(), Instant.parse(date)));
    }

    private long after(Duration length) {
        Duration bounded = length.compareTo(LONGEST) > 0 ? LONGEST : length;
        return scheduler.nanoTime() + (bounded.isNegative() ? 0 : bounded.toNanos());
    }
}
