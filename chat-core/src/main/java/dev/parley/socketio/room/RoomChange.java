package dev.parley.socketio.room;

import org.jspecify.annotations.Nullable;

/**
 * The effect of joining or leaving, for listeners of room events.
 *
 * @param kind the kind of change
 * @param room the room
 * @param member the id of the member who joined or left; null if the room was created or removed
 */
public record RoomChange(Kind kind, String room, @Nullable String member) {

    public enum Kind {
        CREATE,
        JOIN,
        LEAVE,
        DELETE
    }
}
