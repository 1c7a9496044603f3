package dev.parley.store;

import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * Small facts about rooms that must survive a restart: settings, members, bans. A room may have records without a log,
 * and vice versa.
 *
 * <p>The records of a room have a version together, which rises with every change of any of them, through whichever
 * engine: an engine that holds a copy of them needs to reload only when the version is above that of its copy. It is 0
 * before the first change and never falls. Erasing a user changes the records of the rooms that it removes records from.
 */
public interface RoomRecords {

    /**
     * Writes a record, replacing the one with the same room, type and key.
     *
     * @param roomRecord the record
     * @return the version of the room's records that includes this change
     * @throws StoreException if the store failed; the record may be written without a new version. Safe to retry
     */
    long putRecord(RoomRecord roomRecord);

    /**
     * Removes a record.
     *
     * @param room the room
     * @param type the record's type
     * @param key the record's key
     * @return the version of the room's records without this one; it may rise even if there was none
     * @throws StoreException if the store failed; the record may be gone without a new version. Safe to retry
     */
    long removeRecord(RoomName room, String type, String key);

    /**
     * Reads all records of a room.
     *
     * @param room the room
     * @return the records, in any order
     * @throws StoreException if the store failed
     */
    List<RoomRecord> recordsIn(RoomName room);

    /**
     * Reads all records of a room, with their version. Every change up to that version is in them; later ones may be.
     *
     * @param room the room
     * @return the records, in any order
     * @throws StoreException if the store failed
     */
    Versioned<List<RoomRecord>> versionedRecordsIn(RoomName room);

    /**
     * Reads the versions of the records of several rooms, cheaply.
     *
     * @param rooms the rooms, at most {@value MessageQuery#MAX_LIMIT}
     * @return the version for each of the rooms
     * @throws StoreException if the store failed
     */
    Map<RoomName, Long> recordVersions(Collection<RoomName> rooms);

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
