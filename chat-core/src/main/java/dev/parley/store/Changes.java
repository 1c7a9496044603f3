package dev.parley.store;

import dev.parley.model.Entry;
import dev.parley.model.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened in a room after a position, or why that is not available.
 *
 * @param head the end of the log when it was read
 * @param gap whether entries are missing between the position and the list
 * @param list the entries in order, without a hole; empty if there is a gap
 * @param more whether the limit cut the list off before {@code head}
 */
public record Changes(Head head, Gap gap, List<Change> list, boolean more) {

    /** Whether the list begins right after the position asked for. */
    public enum Gap {
        /** Nothing is missing. */
        NONE,
        /** The position belongs to another life of the log: begin anew. */
        RESET,
        /** Entries after the position were purged: begin anew. */
        PURGED,
        /** The position is beyond the end of the log: it was not this log, or the log has lost its end. Begin anew. */
        AHEAD
    }

    /**
     * One entry, and what it led to.
     *
     * @param entry the entry as it was appended; its content may since have been edited or deleted, so show {@code now}
     * @param now the message it made or changed, as it is now; null if that was purged
     */
    public record Change(Entry entry, @Nullable Message now) {}

    /**
     * Copies the list.
     *
     * @param head the end of the log when it was read
     * @param gap whether entries are missing
     * @param list the entries in order
     * @param more whether the limit cut the list off
     */
    public Changes {
        list = List.copyOf(list);
    }

    /**
     * The answer when the gap cannot be filled.
     *
     * @param head the end of the log
     * @param gap why
     * @return changes with an empty list
     */
    static Changes unknown(Head head, Gap gap) {
        return new Changes(head, gap, List.of(), false);
    }
}
