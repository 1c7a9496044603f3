package dev.parley.store;

import dev.parley.model.RoomName;
import java.util.Set;

/**
 * The result of one call of {@link MessageStore#eraseUser}.
 *
 * @param entries the number of entries erased by this call
 * @param rooms the rooms of those entries; clients hold stale copies of them
 * @param complete whether nothing is left to erase
 */
public record Erasure(int entries, Set<RoomName> rooms, boolean complete) {

    /**
     * Copies the rooms.
     *
     * @param entries the number of entries erased
     * @param rooms the rooms of those entries
     * @param complete whether nothing is left to erase
     */
    public Erasure {
        rooms = Set.copyOf(rooms);
    }
}
