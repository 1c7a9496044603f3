package dev.parley.chat;

import java.util.Locale;

/** What a user is in one room. On the wire a role is its name in lower case. */
public enum RoomRole {
    /** May read and send as the room's kind says. */
    MEMBER,
    /** May also moderate members. */
    MODERATOR,
    /** May also moderate moderators and give roles. */
    OWNER;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean mayModerate() {
        return this != MEMBER;
    }
}
