package dev.parley.chat.policy;

import java.util.Locale;

/** A user's availability, across all devices. On the wire a status is its name in lower case. */
public enum PresenceStatus {
    /** Available. */
    ONLINE,
    /** Online, but away from the device. */
    AWAY,
    /** Online, but not to be disturbed. */
    BUSY,
    /** Online, but shown to others as {@link #OFFLINE}. */
    INVISIBLE,
    /** Not connected, for longer than {@link Limit#PRESENCE_GRACE}. */
    OFFLINE;

    /**
     * Returns the name used in events and commands.
     *
     * @return the name, in lower case
     */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the status that others see.
     *
     * @return the status, or {@link #OFFLINE} for {@link #INVISIBLE}
     */
    public PresenceStatus shown() {
        return this == INVISIBLE ? OFFLINE : this;
    }
}
