package dev.parley.store;

import dev.parley.model.RoomName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The end of a room's log. The log holds exactly the entries {@code purgedSeq + 1} to {@code lastSeq}.
 *
 * @param room the room
 * @param epoch the epoch of the log; empty if nothing was ever written
 * @param lastSeq the sequence number of the newest entry ever written in this epoch, 0 if none
 * @param purgedSeq everything up to this sequence number was purged, 0 if nothing was
 * @param lastAt when the newest entry was created; null if there is none or it was purged
 */
public record Head(
        RoomName room,
        String epoch,
        long lastSeq,
        long purgedSeq,
        @Nullable Instant lastAt) {

    /**
     * Returns the head of a room that was never written to. The epoch is assigned with the first entry, so a client at
     * the empty epoch and sequence number 0 misses nothing if it then reads from the beginning.
     *
     * @param room the room
     * @return a head with an empty epoch and sequence number 0
     */
    public static Head none(RoomName room) {
        return new Head(room, "", 0, 0, null);
    }
}
