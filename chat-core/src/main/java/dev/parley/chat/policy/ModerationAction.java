package dev.parley.chat.policy;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a moderator can do in a room. */
public enum ModerationAction {
    /** The user leaves the room on all devices and may come back. */
    KICK("kick", true),
    /** The user may read but not send. */
    MUTE("mute", true),
    /** Ends a mute. */
    UNMUTE("unmute", true),
    /** The user leaves the room and may not come back. */
    BAN("ban", true),
    /** Ends a ban. */
    UNBAN("unban", true),
    /** Only moderators may send. */
    FREEZE("freeze", false),
    /** Ends a freeze. */
    UNFREEZE("unfreeze", false),
    /** One message per user and interval. */
    SLOW_MODE("slowMode", false),
    /** Gives the user another {@link RoomRole}. */
    ROLE("role", true),
    /** Puts the user on a private room's list. */
    INVITE("invite", true),
    /** Takes the user off a private room's list. */
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
     * The action as it stands in events and commands.
     *
     * @return the name, in lower case
     */
    public String wireName() {
        return wireName;
    }

    /**
     * Whether the action is about a user, not about the room or a message.
     *
     * @return true if it names a user
     */
    public boolean concernsUser() {
        return concernsUser;
    }

    /**
     * The action of a name.
     *
     * @param name as {@link #wireName} gives it
     * @return the action, or null if there is none of that name
     */
    public static @Nullable ModerationAction ofWireName(String name) {
        return BY_WIRE_NAME.get(name);
    }
}
