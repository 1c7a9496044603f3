package dev.parley.store;

import dev.parley.model.Entry;
import dev.parley.model.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a room after a position, or why they are not available.
 *
 * @param head the end of the log when it was read
 * @param gap whether entries are missing between the position and the list
 * @param list the entries in order, without gaps; empty if {@code gap} is not {@code NONE}
 * @param more whether the limit truncated the list before {@code head}
 */
public record Changes(Head head, Gap gap, List<Change> list, boolean more) {

    /**
     * Whether the list continues directly from the requested position. After anything but {@link #NONE}, reload the
     * room.
     */
    public enum Gap {
        /** Nothing is missing. */
        NONE,
        /** The position belongs to another epoch of the log. */
        RESET,
        /** Entries after the position were purged. */
        PURGED,
        /** The position is beyond the end of the log: it belongs to another log, or the log has lost its end. */
        AHEAD
    }

    /**
     * One entry and its effect.
     *
     * @param entry the entry as appended; its content may have been edited or deleted since, so display {@code now}
     * @param now the current state of the message it created or changed; null if that was purged
     */
    public record Change(Entry entry, @Nullable Message now) {}

    /**
     * Copies the list.
     *
     * @param head the end of the log when it was read
     * @param gap whether entries are missing
     * @param list the entries in order
     * @param more whether the limit truncated the list
     */
    public Changes {
        list = List.copyOf(list);
    }

    /**
     * Returns the changes of a gap that cannot be filled.
     *
     * @param head the end of the log
     * @param gap the reason
     * @return changes with an empty list
     */
    static Changes unknown(Head head, Gap gap) {
        return new Changes(head, gap, List.of(), false);
    }
}
