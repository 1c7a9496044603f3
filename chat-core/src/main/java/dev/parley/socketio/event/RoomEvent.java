package dev.parley.socketio.event;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a room of a namespace.
 *
 * @param kind what happened
 * @param room the room's name
 * @param socketId who joined or left; null for a room that came or went
 */
public record RoomEvent(Kind kind, String room, @Nullable String socketId) {

    /** What can happen to a room. */
    public enum Kind {
        /** The first member joins; delivered before {@link #JOIN}. */
        CREATE("create-room"),
        /** A member is new in the room. */
        JOIN("join-room"),
        /** A member left the room. */
        LEAVE("leave-room"),
        /** The last member left; delivered after {@link #LEAVE}. */
        DELETE("delete-room");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /**
         * Socket.IO's own name for it.
         *
         * @return the text
         */
        public String text() {
            return text;
        }
    }
}
