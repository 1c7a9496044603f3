package dev.parley.export;

import dev.parley.model.Message;
import dev.parley.model.RoomName;
import dev.parley.model.TimeRange;
import dev.parley.store.Head;
import dev.parley.store.MessageLog;
import dev.parley.store.MessageQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Forgets old messages, by age and by number, from the beginning of each room's log. Nothing runs by itself: call
 * {@link #run} now and then. Without a rule nothing is forgotten. Immutable; any thread may call.
 *
 * <pre>{@code
 * Retention.of(store).keepFor(Duration.ofDays(90)).onlyExported(dailyExport).run(Instant.now());
 * }</pre>
 */
public final class Retention {

    private static final int ROOMS_PER_PAGE = 500;

    private final MessageLog log;
    private final @Nullable Duration maxAge;
    private final long maxEntries;
    private final Predicate<RoomName> rooms;
    private final @Nullable DailyExport exported;

    private Retention(
            MessageLog log,
            @Nullable Duration maxAge,
            long maxEntries,
            Predicate<RoomName> rooms,
            @Nullable DailyExport exported) {
        this.log = log;
        this.maxAge = maxAge;
        this.maxEntries = maxEntries;
        this.rooms = rooms;
        this.exported = exported;
    }

    /**
     * Rules for all rooms of a log; to begin with there are none.
     *
     * @param log where the messages are
     * @return a retention that forgets nothing
     */
    public static Retention of(MessageLog log) {
        return new Retention(log, null, Long.MAX_VALUE, room -> true, null);
    }

    /**
     * Forgets messages older than this. What comes after a message that is younger is kept, whatever its time says.
     *
     * @param age how long messages are kept, positive
     * @return the changed copy
     * @throws IllegalArgumentException if the age is zero or negative
     */
    public Retention keepFor(Duration age) {
        if (age.isZero() || age.isNegative()) {
            throw new IllegalArgumentException("not a positive age: " + age);
        }
        return new Retention(log, age, maxEntries, rooms, exported);
    }

    /**
     * Keeps only the newest entries of each room. Edits, deletions and reactions count too, so at most this many
     * messages stay.
     *
     * @param entries how many, at least 1
     * @return the changed copy
     * @throws IllegalArgumentException if the number is below 1
     */
    public Retention keepEntries(long entries) {
        if (entries < 1) {
            throw new IllegalArgumentException("entries below 1: " + entries);
        }
        return new Retention(log, maxAge, entries, rooms, exported);
    }

    /**
     * Applies the rules to some rooms only. By default to all.
     *
     * @param newRooms true for a room whose messages may be forgotten
     * @return the changed copy
     */
    public Retention rooms(Predicate<RoomName> newRooms) {
        return new Retention(log, maxAge, maxEntries, newRooms, exported);
    }

    /**
     * Forgets nothing that this export has not written yet.
     *
     * @param export the export that must come first
     * @return the changed copy
     */
    public Retention onlyExported(DailyExport export) {
        return new Retention(log, maxAge, maxEntries, rooms, export);
    }

    /**
     * Applies the rules once. A run that failed half way is finished by the next one.
     *
     * @param now the present
     * @return how many entries were forgotten
     * @throws dev.parley.store.StoreException if the store failed
     */
    public long run(Instant now) {
        long forgotten = 0;
        Instant bound = exported == null ? Instant.MAX : exported.exportedUntil(now);
        List<Head> page = log.rooms(null, ROOMS_PER_PAGE);
        while (!page.isEmpty()) {
            for (Head head : page) {
                long through = rooms.test(head.room()) ? lastToForget(head, now, bound) : 0;
                forgotten += through > head.purgedSeq() ? log.purge(head.room(), through) : 0;
            }
            page = log.rooms(page.get(page.size() - 1).room(), ROOMS_PER_PAGE);
        }
        return forgotten;
    }

    private long lastToForget(Head head, Instant now, Instant bound) {
        long through = head.lastSeq() - Math.min(head.lastSeq(), maxEntries);
        if (maxAge != null) {
            through = Math.max(through, lastBefore(head, now.minus(maxAge)));
        }
        return bound.equals(Instant.MAX) || through == 0 ? through : Math.min(through, lastBefore(head, bound));
    }

    /** The number before the first message that is not older than a time; the end of the log if all are older. */
    private long lastBefore(Head head, Instant time) {
        MessageQuery younger =
                MessageQuery.after(head.room(), head.purgedSeq(), 1).in(new TimeRange(time, null));
        List<Message> first = log.messages(younger);
        return first.isEmpty()
                ? head.lastSeq()
                : Math.min(head.lastSeq(), first.get(0).seq() - 1);
    }
}
