package dev.parley.chat;

import java.util.Locale;

/** How many rooms a connection may be in. */
public enum RoomMode {
    /** One: joining another leaves the one before. */
    EXCLUSIVE,
    /** Several, up to {@link Limit#ROOMS_PER_CONNECTION}. */
    MULTI;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
