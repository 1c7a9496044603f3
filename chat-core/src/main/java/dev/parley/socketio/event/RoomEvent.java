package dev.parley.socketio.event;

import org.jspecify.annotations.Nullable;

/**
 * A change of a room of a namespace.
 *
 * @param kind the kind of change
 * @param room the room's name
 * @param socketId the socket that joined or left; null if the room was created or deleted
 */
public record RoomEvent(Kind kind, String room, @Nullable String socketId) {

    /** The kinds of changes. */
    public enum Kind {
        /** The first member joins; delivered before {@link #JOIN}. */
        CREATE("create-room"),
        /** A new member joined the room. */
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
         * Returns Socket.IO's own name for it.
         *
         * @return the text
         */
        public String text() {
            return text;
        }
    }
}
