package dev.parley.chat.policy;

import java.util.Locale;

/** Why a user left a room. On the wire a reason is its name in lower case. */
public enum LeaveReason {
    /** The user left. */
    LEFT,
    /** The user joined another room, in exclusive mode. */
    MOVED,
    /** The user's last connection ended and was not re-established in time. */
    DISCONNECTED,
    /** A moderator kicked the user. */
    KICKED,
    /** A moderator banned the user. */
    BANNED;

    /**
     * Returns the name used in events and commands.
     *
     * @return the name, in lower case
     */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
