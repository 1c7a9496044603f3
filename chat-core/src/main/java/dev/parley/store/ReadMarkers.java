package dev.parley.store;

import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How far each user has read each room. Markers never move back, regardless of concurrent writers and their order. */
public interface ReadMarkers {

    /**
     * Advances a marker. A lower or equal sequence number changes nothing.
     *
     * @param marker how far the user has read
     * @return the effective marker
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
     * Reads a user's markers in several rooms.
     *
     * <p>The default implementation reads one after the other.
     *
     * @param user the reader
     * @param rooms the rooms, at most {@value MessageQuery#MAX_LIMIT}
     * @return the markers by room, without rooms that have none
     * @throws StoreException if the store failed
     */
    default Map<RoomName, ReadMarker> markers(UserId user, Collection<RoomName> rooms) {
        MessageQuery.checkCount(rooms);
        Map<RoomName, ReadMarker> markers = new HashMap<>();
        rooms.forEach(room -> marker(room, user).ifPresent(marker -> markers.put(room, marker)));
        return markers;
    }

    /**
     * Reads the markers of a room, furthest first, ties in any order.
     *
     * @param room the room
     * @param limit the maximum number, 1 to {@value MessageQuery#MAX_LIMIT}
     * @return the markers
     * @throws StoreException if the store failed
     */
    List<ReadMarker> markersIn(RoomName room, int limit);

    /**
     * Reads the markers of a user, most recently moved ({@link ReadMarker#at}) first, ties in any order.
     *
     * @param user the reader
     * @param limit the maximum number, 1 to {@value MessageQuery#MAX_LIMIT}
     * @return the markers
     * @throws StoreException if the store failed
     */
    List<ReadMarker> markersOf(UserId user, int limit);

    /**
     * Counts a user's unread messages: those above the marker (or all, without one) that others sent and that are
     * neither deleted nor erased.
     *
     * @param user the reader
     * @param rooms the rooms to count in, at most {@value MessageQuery#MAX_LIMIT}
     * @param max where counting stops in each room, 1 or more
     * @return the count of each requested room, 0 to {@code max}
     * @throws StoreException if the store failed
     */
    Map<RoomName, Integer> unread(UserId user, Collection<RoomName> rooms, int max);
}
