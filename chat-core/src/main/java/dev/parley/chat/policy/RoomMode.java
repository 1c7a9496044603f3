package dev.parley.chat.policy;

import java.util.Locale;

/** How many rooms a connection may be in. */
public enum RoomMode {
    /** One: joining another room leaves the previous one. */
    EXCLUSIVE,
    /** Several, up to {@link Limit#ROOMS_PER_CONNECTION}. */
    MULTI;

    /**
     * Returns the name used in events and commands.
     *
     * @return the name, in lower case
     */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
