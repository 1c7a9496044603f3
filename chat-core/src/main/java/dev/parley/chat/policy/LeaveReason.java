package dev.parley.chat.policy;

import java.util.Locale;

/** Why a user is no longer in a room. On the wire a reason is its name in lower case. */
public enum LeaveReason {
    /** Left it. */
    LEFT,
    /** Joined another one, in exclusive mode. */
    MOVED,
    /** The last connection ended and did not come back in time. */
    DISCONNECTED,
    /** Was put out by a moderator. */
    KICKED,
    /** Was banned by a moderator. */
    BANNED;

    /**
     * The reason as it stands in events and commands.
     *
     * @return the name, in lower case
     */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
