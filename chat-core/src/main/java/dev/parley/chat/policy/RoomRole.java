package dev.parley.chat.policy;

import java.util.Locale;

/** A user's role in a room. On the wire a role is its name in lower case. */
public enum RoomRole {
    /** May read and send as the room's kind allows. */
    MEMBER,
    /** May also moderate members. */
    MODERATOR,
    /** May also moderate moderators and assign roles. */
    OWNER;

    /**
     * Returns the name used in events and commands.
     *
     * @return the name, in lower case
     */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns whether the role may moderate the room.
     *
     * @return true except for members
     */
    public boolean mayModerate() {
        return this != MEMBER;
    }
}
