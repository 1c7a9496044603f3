package dev.parley.chat.policy;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The actions of moderators in a room. */
public enum ModerationAction {
    /** Removes the user from the room on all devices; the user may rejoin. */
    KICK("kick", true),
    /** Prevents the user from sending. */
    MUTE("mute", true),
    /** Ends a mute. */
    UNMUTE("unmute", true),
    /** Removes the user from the room and prevents rejoining. */
    BAN("ban", true),
    /** Ends a ban. */
    UNBAN("unban", true),
    /** Restricts sending to moderators. */
    FREEZE("freeze", false),
    /** Ends a freeze. */
    UNFREEZE("unfreeze", false),
    /** Limits every user to one message per interval. */
    SLOW_MODE("slowMode", false),
    /** Gives the user another {@link RoomRole}. */
    ROLE("role", true),
    /** Adds the user to a private room's invitation list. */
    INVITE("invite", true),
    /** Removes the user from a private room's invitation list. */
    UNINVITE("uninvite", true),
    /** Deletes a message of another user. */
    DELETE("delete", false);

    private static final Map<String, ModerationAction> BY_WIRE_NAME = new HashMap<>();

    static {
        for (ModerationAction action : values()) {
            BY_WIRE_NAME.put(action.wireName, action);
        }
    }

    private final String wireName;
    private final boolean concernsUser;

    ModerationAction(String wireName, boolean concernsUser) {
        this.wireName = wireName;
        this.concernsUser = concernsUser;
    }

    /**
     * Returns the name used in events and commands.
     *
     * @return the name, in lower case
     */
    public String wireName() {
        return wireName;
    }

    /**
     * Returns whether the action affects a user, rather than the room or a message.
     *
     * @return true if it names a user
     */
    public boolean concernsUser() {
        return concernsUser;
    }

    /**
     * Returns the action with a wire name.
     *
     * @param name as returned by {@link #wireName}
     * @return the action, or null if there is none with that name
     */
    public static @Nullable ModerationAction ofWireName(String name) {
        return BY_WIRE_NAME.get(name);
    }
}
