package dev.parley.store;

import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How far each user has read each room. A marker never moves back, whatever the writers and their order. */
public interface ReadMarkers {

    /**
     * Moves a marker forward. A lower or equal number changes nothing.
     *
     * @param marker how far the user has read
     * @return the marker in force afterwards
     * @throws StoreException if the store failed
     */
    ReadMarker mark(ReadMarker marker);

    /**
     * Reads one marker.
     *
     * @param room the room
     * @param user the reader
     * @return the marker, or empty if the user has none in this room
     * @throws StoreException if the store failed
     */
    Optional<ReadMarker> marker(RoomName room, UserId user);

    /**
     * Reads the markers of a user in several rooms.
     *
     * <p>Unless a store does better, this reads one after the other.
     *
     * @param user the reader
     * @param rooms the rooms, at most {@value MessageQuery#MAX_LIMIT}
     * @return by room; rooms without a marker are left out
     * @throws StoreException if the store failed
     */
    default Map<RoomName, ReadMarker> markers(UserId user, Collection<RoomName> rooms) {
        MessageQuery.checkCount(rooms);
        Map<RoomName, ReadMarker> markers = new HashMap<>();
        rooms.forEach(room -> marker(room, user).ifPresent(marker -> markers.put(room, marker)));
        return markers;
    }

    /**
     * Reads the markers of a room, furthest first; equal ones in any order.
     *
     * @param room the room
     * @param limit how many at most, 1 to {@value MessageQuery#MAX_LIMIT}
     * @return the markers
     * @throws StoreException if the store failed
     */
    List<ReadMarker> markersIn(RoomName room, int limit);

    /**
     * Reads the markers of a user, the most recently moved ({@link ReadMarker#at}) first; equal ones in any order.
     *
     * @param user the reader
     * @param limit how many at most, 1 to {@value MessageQuery#MAX_LIMIT}
     * @return the markers
     * @throws StoreException if the store failed
     */
    List<ReadMarker> markersOf(UserId user, int limit);

    /**
     * Counts what a user has not read: messages above the marker (or all, without one) that others wrote and that are
     * neither deleted nor erased.
     *
     * @param user the reader
     * @param rooms the rooms to count in, at most {@value MessageQuery#MAX_LIMIT}
     * @param max where counting stops in each room, 1 or more
     * @return for each room asked for the number, 0 to {@code max}
     * @throws StoreException if the store failed
     */
    Map<RoomName, Integer> unread(UserId user, Collection<RoomName> rooms, int max);
}
