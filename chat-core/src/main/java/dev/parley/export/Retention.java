package dev.parley.export;

import dev.parley.model.Message;
import dev.parley.model.RoomName;
import dev.parley.model.TimeRange;
import dev.parley.store.Head;
import dev.parley.store.MessageLog;
import dev.parley.store.MessageQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Purges old messages by age and by count, from the beginning of each room's log. There is no background thread: call
 * {@link #run} periodically. Without a rule nothing is purged. Immutable and thread-safe.
 *
 * <pre>{@code
 * Retention.of(store).keepFor(Duration.ofDays(90)).onlyExported(dailyExport).run(Instant.now());
 * }</pre>
 */
public final class Retention {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

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
     * Creates a retention for all rooms of a log, without any rule.
     *
     * @param log the log to purge
     * @return a retention that purges nothing
     */
    public static Retention of(MessageLog log) {
        return new Retention(log, null, Long.MAX_VALUE, room -> true, null);
    }

    /**
     * Purges messages older than {@code age}. Everything after the first younger message is kept, whatever its time.
     *
     * @param age how long to keep messages, positive
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
     * messages remain.
     *
     * @param entries the number of entries, at least 1
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
     * Restricts the rules to some rooms. By default they apply to all.
     *
     * @param newRooms true for a room that may be purged
     * @return the changed copy
     */
    public Retention rooms(Predicate<RoomName> newRooms) {
        return new Retention(log, maxAge, maxEntries, newRooms, exported);
    }

    /**
     * Purges only messages whose current revision is in a file of this export, according to its manifests. Rooms that
     * the export leaves out are thus never purged, nor are messages from before its first day, nor anything after those
     * in their room.
     *
     * @param export the export that must come first
     * @return the changed copy
     */
    public Retention onlyExported(DailyExport export) {
        return new Retention(log, maxAge, maxEntries, rooms, export);
    }

    /**
     * Applies the rules once. A run that fails midway is completed by the next one.
     *
     * @param now the current time
     * @return the number of entries purged
     * @throws dev.parley.store.StoreException if the store failed
     * @throws UncheckedIOException if a manifest of the export cannot be read; nothing is purged then
     */
    public long run(Instant now) {
        long forgotten = 0;
        ExportCoverage coverage = exported == null ? null : coverage(exported);
        List<RoomName> heldBack = new ArrayList<>();
        List<Head> page = log.rooms(null, ROOMS_PER_PAGE);
        while (!page.isEmpty()) {
            for (Head head : page) {
                long wanted = rooms.test(head.room()) ? lastToForget(head, now) : 0;
                long through = coverage == null ? wanted : coverage.heldThrough(log, head, wanted);
                if (through < wanted) {
                    heldBack.add(head.room());
                }
                forgotten += through > head.purgedSeq() ? log.purge(head.room(), through) : 0;
            }
            page = log.rooms(page.get(page.size() - 1).room(), ROOMS_PER_PAGE);
        }
        if (!heldBack.isEmpty()) {
            LOG.info("{} rooms keep messages that are in no export, the first is {}", heldBack.size(), heldBack.get(0));
        }
        return forgotten;
    }

    private static ExportCoverage coverage(DailyExport export) {
        try {
            return export.coverage();
        } catch (IOException e) {
            throw new UncheckedIOException("the manifests of the daily export cannot be read", e);
        }
    }

    private long lastToForget(Head head, Instant now) {
        long through = head.lastSeq() - Math.min(head.lastSeq(), maxEntries);
        return maxAge == null ? through : Math.max(through, lastBefore(head, before(now, maxAge)));
    }

    private static Instant before(Instant now, Duration age) {
        return age.compareTo(Duration.between(Instant.MIN, now)) >= 0 ? Instant.MIN : now.minus(age);
    }

    /**
     * The sequence number before the first message that is not older than {@code time}; the end of the log if all are
     * older.
     */
    private long lastBefore(Head head, Instant time) {
        MessageQuery younger =
                MessageQuery.after(head.room(), head.purgedSeq(), 1).in(new TimeRange(time, null));
        List<Message> first = log.messages(younger);
        return first.isEmpty()
                ? head.lastSeq()
                : Math.min(head.lastSeq(), first.get(0).seq() - 1);
    }
}
