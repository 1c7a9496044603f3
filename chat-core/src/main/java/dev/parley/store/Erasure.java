package dev.parley.store;

import dev.parley.model.RoomName;
import java.util.Set;

/**
 * What one call of {@link MessageStore#eraseUser} has done.
 *
 * @param entries how many entries lost their content in this call
 * @param rooms the rooms of those entries; what clients hold of them is out of date
 * @param complete whether nothing is left to erase
 */
public record Erasure(int entries, Set<RoomName> rooms, boolean complete) {

    /**
     * Copies the rooms.
     *
     * @param entries how many entries lost their content
     * @param rooms the rooms of those entries
     * @param complete whether nothing is left to erase
     */
    public Erasure {
        rooms = Set.copyOf(rooms);
    }
}
