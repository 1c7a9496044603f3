package dev.parley.store;

import dev.parley.model.RoomName;
import dev.parley.model.TimeRange;
import dev.parley.model.UserId;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Asks for messages of one room. All conditions hold together; the result is in ascending order whatever end it is taken
 * from. To page, ask again with the number of the last (or first) message seen.
 *
 * @param room the room
 * @param after only numbers above this, 0 for all
 * @param before only numbers below this, {@link Long#MAX_VALUE} for all
 * @param range only messages made in this range of time
 * @param sender only messages of this user, or null for all
 * @param take from which end the limit counts
 * @param limit how many at most, 1 to {@value #MAX_LIMIT}
 */
public record MessageQuery(
        RoomName room,
        long after,
        long before,
        TimeRange range,
        @Nullable UserId sender,
        Take take,
        int limit) {

    /** The most messages that one query returns. */
    public static final int MAX_LIMIT = 10_000;

    /** From which end a limit counts. */
    public enum Take {
        /** The lowest numbers. */
        OLDEST,
        /** The highest numbers. */
        NEWEST
    }

    /**
     * Checks the bounds.
     *
     * @param room the room
     * @param after only numbers above this
     * @param before only numbers below this
     * @param range only messages made in this range of time
     * @param sender only messages of this user, or null
     * @param take from which end the limit counts
     * @param limit how many at most
     * @throws IllegalArgumentException if a number is negative or the limit is not between 1 and {@value #MAX_LIMIT}
     */
    public MessageQuery {
        if (after < 0 || before < 0) {
            throw new IllegalArgumentException("negative bound: after " + after + ", before " + before);
        }
        checkLimit(limit);
    }

    /**
     * The newest messages of a room.
     *
     * @param room the room
     * @param limit how many at most
     * @return the query
     */
    public static MessageQuery tail(RoomName room, int limit) {
        return before(room, Long.MAX_VALUE, limit);
    }

    /**
     * The messages just before a number: a page towards the beginning.
     *
     * @param room the room
     * @param seq only numbers below this
     * @param limit how many at most
     * @return the query
     */
    public static MessageQuery before(RoomName room, long seq, int limit) {
        return new MessageQuery(room, 0, seq, TimeRange.ALL, null, Take.NEWEST, limit);
    }

    /**
     * The messages just after a number: a page towards the end.
     *
     * @param room the room
     * @param seq only numbers above this
     * @param limit how many at most
     * @return the query
     */
    public static MessageQuery after(RoomName room, long seq, int limit) {
        return new MessageQuery(room, seq, Long.MAX_VALUE, TimeRange.ALL, null, Take.OLDEST, limit);
    }

    /**
     * This query, for one range of time only.
     *
     * @param newRange the range
     * @return the changed copy
     */
    public MessageQuery in(TimeRange newRange) {
        return new MessageQuery(room, after, before, newRange, sender, take, limit);
    }

    /**
     * This query, for one sender only.
     *
     * @param newSender the user, or null for all
     * @return the changed copy
     */
    public MessageQuery by(@Nullable UserId newSender) {
        return new MessageQuery(room, after, before, range, newSender, take, limit);
    }

    /**
     * This query, for numbers below a bound only.
     *
     * @param seq only numbers below this
     * @return the changed copy
     */
    public MessageQuery below(long seq) {
        return new MessageQuery(room, after, seq, range, sender, take, limit);
    }

    static void checkCount(Collection<?> rooms) {
        if (rooms.size() > MAX_LIMIT) {
            throw new IllegalArgumentException(rooms.size() + " rooms, at most " + MAX_LIMIT);
        }
    }

    static void checkLimit(int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit " + limit + ", must be 1 to " + MAX_LIMIT);
        }
    }
}
