package dev.parley.model;

import java.time.Instant;

/**
 * How far a user has read a room. Markers only move forward.
 *
 * @param room the room
 * @param user the reader
 * @param seq everything up to this sequence number is read, 0 or more
 * @param at when the marker last moved; truncated to whole milliseconds
 */
public record ReadMarker(RoomName room, UserId user, long seq, Instant at) {

    /**
     * Validates the sequence number.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public ReadMarker {
        if (seq < 0) {
            throw new IllegalArgumentException("seq below 0: " + seq);
        }
        at = Times.stored("at", at);
    }
}
