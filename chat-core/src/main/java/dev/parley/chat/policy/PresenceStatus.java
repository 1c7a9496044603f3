package dev.parley.chat.policy;

import java.util.Locale;

/** How reachable a user is, over all devices. On the wire a status is its name in lower case. */
public enum PresenceStatus {
    /** There. */
    ONLINE,
    /** There, but not at the device. */
    AWAY,
    /** There, but not to be disturbed. */
    BUSY,
    /** There, but others see {@link #OFFLINE}. */
    INVISIBLE,
    /** Without a connection, for longer than {@link Limit#PRESENCE_GRACE}. */
    OFFLINE;

    /**
     * The status as it stands in events and commands.
     *
     * @return the name, in lower case
     */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * What others see.
     *
     * @return the status, or {@link #OFFLINE} for {@link #INVISIBLE}
     */
    public PresenceStatus shown() {
        return this == INVISIBLE ? OFFLINE : this;
    }
}
