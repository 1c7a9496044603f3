package dev.parley.chat.policy;

import java.util.Locale;

/** The kinds of rooms. On the wire a kind is its name in lower case. */
public enum RoomKind {
    /** Everybody may join and send. */
    OPEN,
    /** Only invited users may join and send. */
    PRIVATE,
    /** Everybody may join; only moderators and the application send. */
    ANNOUNCEMENT,
    /** The conversation of two users. It is never joined: both receive its messages on all their devices. */
    DIRECT;

    /**
     * Returns the name used in events and commands.
     *
     * @return the name, in lower case
     */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
