package dev.parley.chat.room;

import dev.parley.transport.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Ends of short waits that must survive a restart. What is stored is a date; what is waited for is a monotonic time, so that
 * setting the clock neither shortens nor lengthens a wait that began in this process. Guarded by {@code this}; of the
 * deadlines it has written it remembers the latest {@value #MAX_REMEMBERED}, and takes others from their dates.
 */
public final class Deadlines {

    private static final int MAX_REMEMBERED = 10_000;

    /** Longer than any process runs. */
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

    /** The date, to be stored, of a wait that begins now. */
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

    /** The monotonic time of a date that was stored. */
    synchronized long nanos(String date) {
        Long known = remembered.get(date);
        return known != null ? known : after(Duration.between(scheduler.now(), Instant.parse(date)));
    }

    private long after(Duration length) {
        Duration bounded = length.compareTo(LONGEST) > 0 ? LONGEST : length;
        return scheduler.nanoTime() + (bounded.isNegative() ? 0 : bounded.toNanos());
    }
}
