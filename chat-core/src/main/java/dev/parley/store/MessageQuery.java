package dev.parley.store;

import dev.parley.model.RoomName;
import dev.parley.model.TimeRange;
import dev.parley.model.UserId;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Selects messages of one room. All conditions apply together; the result is ascending whichever end it is taken from.
 * To page, query again with the sequence number of the last (or first) message received.
 *
 * @param room the room
 * @param after only sequence numbers above this, 0 for all
 * @param before only sequence numbers below this, {@link Long#MAX_VALUE} for all
 * @param range only messages created in this time range
 * @param sender only messages of this user, or null for all
 * @param take which end the limit counts from
 * @param limit the maximum number, 1 to {@value #MAX_LIMIT}
 */
public record MessageQuery(
        RoomName room,
        long after,
        long before,
        TimeRange range,
        @Nullable UserId sender,
        Take take,
        int limit) {

    /** Maximum number of messages that one query returns. */
    public static final int MAX_LIMIT = 10_000;

    /** Which end a limit counts from. */
    public enum Take {
        /** The lowest sequence numbers. */
        OLDEST,
        /** The highest sequence numbers. */
        NEWEST
    }

    /**
     * Validates the bounds.
     *
     * @param room the room
     * @param after only sequence numbers above this
     * @param before only sequence numbers below this
     * @param range only messages created in this time range
     * @param sender only messages of this user, or null
     * @param take which end the limit counts from
     * @param limit the maximum number
     * @throws IllegalArgumentException if a number is negative or the limit is not between 1 and {@value #MAX_LIMIT}
     */
    public MessageQuery {
        if (after < 0 || before < 0) {
            throw new IllegalArgumentException("negative bound: after " + after + ", before " + before);
        }
        checkLimit(limit);
    }

    /**
     * Selects the newest messages of a room.
     *
     * @param room the room
     * @param limit the maximum number
     * @return the query
     */
    public static MessageQuery tail(RoomName room, int limit) {
        return before(room, Long.MAX_VALUE, limit);
    }

    /**
     * Selects the messages just before a sequence number: a page towards the beginning.
     *
     * @param room the room
     * @param seq only sequence numbers below this
     * @param limit the maximum number
     * @return the query
     */
    public static MessageQuery before(RoomName room, long seq, int limit) {
        return new MessageQuery(room, 0, seq, TimeRange.ALL, null, Take.NEWEST, limit);
    }

    /**
     * Selects the messages just after a sequence number: a page towards the end.
     *
     * @param room the room
     * @param seq only sequence numbers above this
     * @param limit the maximum number
     * @return the query
     */
    public static MessageQuery after(RoomName room, long seq, int limit) {
        return new MessageQuery(room, seq, Long.MAX_VALUE, TimeRange.ALL, null, Take.OLDEST, limit);
    }

    /**
     * Restricts this query to a time range.
     *
     * @param newRange the range
     * @return the changed copy
     */
    public MessageQuery in(TimeRange newRange) {
        return new MessageQuery(room, after, before, newRange, sender, take, limit);
    }

    /**
     * Restricts this query to one sender.
     *
     * @param newSender the user, or null for all
     * @return the changed copy
     */
    public MessageQuery by(@Nullable UserId newSender) {
        return new MessageQuery(room, after, before, range, newSender, take, limit);
    }

    /**
     * Restricts this query to sequence numbers below a bound.
     *
     * @param seq only sequence numbers below this
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
