package dev.parley.store;

import dev.parley.model.RoomName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The end of a room's log. Entries {@code purgedSeq + 1} to {@code lastSeq} are there, all of them.
 *
 * @param room the room
 * @param epoch the life of the log; empty if nothing was ever written
 * @param lastSeq the number of the newest entry ever written in this life, 0 if none
 * @param purgedSeq everything up to this number was purged, 0 if nothing was
 * @param lastAt when the newest entry was made; null if there is none or it was purged
 */
public record Head(
        RoomName room,
        String epoch,
        long lastSeq,
        long purgedSeq,
        @Nullable Instant lastAt) {

    /**
     * The head of a room that nothing was ever written to. The epoch comes with the first entry, so a client that
     * knows the empty epoch and number 0 has missed nothing if it then reads from the beginning.
     *
     * @param room the room
     * @return a head with an empty epoch and number 0
     */
    public static Head none(RoomName room) {
        return new Head(room, "", 0, 0, null);
    }
}
