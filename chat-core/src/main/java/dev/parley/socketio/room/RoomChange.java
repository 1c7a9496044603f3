package dev.parley.socketio.room;

import org.jspecify.annotations.Nullable;

/**
 * What joining or leaving changed, for listeners of room events.
 *
 * @param kind what happened
 * @param room the room
 * @param member the id of who joined or left; null when the room came or went
 */
public record RoomChange(Kind kind, String room, @Nullable String member) {

    /** What happened. */
    public enum Kind {
        CREATE,
        JOIN,
        LEAVE,
        DELETE
    }
}
