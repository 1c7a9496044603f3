package dev.parley.store;

import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Small facts about rooms that must survive a restart: settings, members, bans. A room may have records without a log,
 * and vice versa.
 */
public interface RoomRecords {

    /**
     * Writes a record, replacing the one with the same room, type and key.
     *
     * @param roomRecord the record
     * @throws StoreException if the store failed; safe to retry
     */
    void putRecord(RoomRecord roomRecord);

    /**
     * Removes a record.
     *
     * @param room the room
     * @param type the record's type
     * @param key the record's key
     * @return whether there was one
     * @throws StoreException if the store failed; safe to retry
     */
    boolean removeRecord(RoomName room, String type, String key);

    /**
     * Reads all records of a room.
     *
     * @param room the room
     * @return the records, in any order
     * @throws StoreException if the store failed
     */
    List<RoomRecord> recordsIn(RoomName room);

    /**
     * Reads all records of several rooms.
     *
     * <p>The default implementation reads one room after the other.
     *
     * @param rooms the rooms, at most {@value MessageQuery#MAX_LIMIT}
     * @return the records, in any order
     * @throws StoreException if the store failed
     */
    default List<RoomRecord> recordsIn(Collection<RoomName> rooms) {
        MessageQuery.checkCount(rooms);
        return new LinkedHashSet<>(rooms)
                .stream().flatMap(room -> recordsIn(room).stream()).toList();
    }

    /**
     * Reads the records of one type and key in all rooms, such as the rooms a user is a member of.
     *
     * @param type the records' type
     * @param key the records' key
     * @return the records, in any order
     * @throws StoreException if the store failed
     */
    List<RoomRecord> recordsWith(String type, String key);

    /**
     * Reads the records of one type in all rooms, such as the settings of every room.
     *
     * @param type the records' type
     * @return the records, in any order
     * @throws StoreException if the store failed
     */
    List<RoomRecord> recordsOf(String type);
}
