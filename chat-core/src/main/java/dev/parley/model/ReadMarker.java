package dev.parley.model;

import java.time.Instant;

/**
 * How far a user has read a room. Markers only move forward.
 *
 * @param room the room
 * @param user the reader
 * @param seq everything up to this number is read, 0 or more
 * @param at when the user got there; cut to whole milliseconds
 */
public record ReadMarker(RoomName room, UserId user, long seq, Instant at) {

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if the number is negative
     */
    public ReadMarker {
        if (seq < 0) {
            throw new IllegalArgumentException("seq below 0: " + seq);
        }
        at = Times.stored("at", at);
    }
}
