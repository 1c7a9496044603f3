package dev.parley.chat.policy;

import java.util.Locale;

/** What a user is in one room. On the wire a role is its name in lower case. */
public enum RoomRole {
    /** May read and send as the room's kind says. */
    MEMBER,
    /** May also moderate members. */
    MODERATOR,
    /** May also moderate moderators and give roles. */
    OWNER;

    /**
     * The role as it stands in events and commands.
     *
     * @return the name, in lower case
     */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Whether who has the role may moderate the room.
     *
     * @return true but for members
     */
    public boolean mayModerate() {
        return this != MEMBER;
    }
}
