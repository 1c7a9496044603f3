package dev.parley.chat.room;

import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.model.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Bans or mutes, and their ends. Guarded by the owning {@link RoomRules}. */
final class Sanctions {

    /** The stored form of an indefinite sanction. */
    static final String FOR_EVER = "";

    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(1);
    private static final End END_OF_TIME = new End(true, 0, Instant.MAX);

    private final Deadlines deadlines;
    private final ErrorCode code;
    private final String message;
    private final Map<UserId, End> ends = new HashMap<>();

    Sanctions(Deadlines deadlines, ErrorCode code, String message) {
        this.deadlines = deadlines;
        this.code = code;
        this.message = message;
    }

    /** The end of a sanction, in monotonic nanoseconds and as the stored date. */
    private record End(boolean never, long nanos, Instant date) {

        /** The date by a clock that may have been adjusted since. */
        Instant date(Instant now, long nanosNow) {
            Instant expected = now.plusNanos(nanos - nanosNow);
            return Duration.between(date, expected).abs().compareTo(CLOCK_TOLERANCE) > 0 ? expected : date;
        }
    }

    /** Puts a stored sanction into force: a date, or {@link #FOR_EVER}. */
    void put(UserId user, String date) {
        boolean never = date.equals(FOR_EVER);
        ends.put(user, never ? END_OF_TIME : new End(false, deadlines.nanos(date), Instant.parse(date)));
    }

    void remove(UserId user) {
        ends.remove(user);
    }

    void replace(Sanctions others) {
        ends.clear();
        ends.putAll(others.ends);
    }

    boolean includes(UserId user) {
        End end = ends.get(user);
        return end != null && (end.never || end.nanos - deadlines.now() > 0);
    }

    /** The users under sanction, and until when; {@link Instant#MAX} for ever. Unordered. */
    Map<UserId, Instant> inForce(Instant now) {
        long nanosNow = deadlines.now();
        ends.values().removeIf(end -> !end.never && end.nanos - nanosNow <= 0);
        Map<UserId, Instant> dates = new HashMap<>();
        ends.forEach((user, end) -> dates.put(user, end.never ? Instant.MAX : end.date(now, nanosNow)));
        return dates;
    }

    /** Throws if a user is under sanction. */
    void check(UserId user) {
        End end = ends.get(user);
        if (end == null) {
            return;
        }
        if (end.never) {
            throw new ChatException(code, message);
        }
        long left = end.nanos - deadlines.now();
        if (left > 0) {
            throw ChatException.retryAfter(code, message, Duration.ofNanos(left));
        }
        ends.remove(user);
    }
}
