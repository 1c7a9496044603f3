package dev.parley.store.jdbc;

import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Room records inside one transaction, and the versions of each room's records. A version is raised before the records
 * are changed, which locks it until the end of the transaction: an append that depends on it comes before or after.
 */
final class RecordRows {

    private static final String SELECT = "SELECT room, type, name, value FROM parley_record";

    private static final String RAISE = " ON CONFLICT (room) DO UPDATE SET version = parley_record_version.version + 1";

    private final Sql sql;

    RecordRows(Sql sql) {
        this.sql = sql;
    }

    long put(RoomRecord roomRecord) throws SQLException {
        long version = raise(roomRecord.room());
        sql.update(
                "INSERT INTO parley_record (room, type, name, value) VALUES (?,?,?,?)"
                        + " ON CONFLICT (room, type, name) DO UPDATE SET value = excluded.value",
                roomRecord.room().key(),
                roomRecord.type(),
                roomRecord.key(),
                roomRecord.value());
        return version;
    }

    long remove(RoomName room, String type, String key) throws SQLException {
        boolean there = sql.first(
                        SELECT + " WHERE room = ? AND type = ? AND name = ?", RecordRows::read, room.key(), type, key)
                .isPresent();
        if (!there) {
            return version(room);
        }
        long version = raise(room);
        sql.update("DELETE FROM parley_record WHERE room = ? AND type = ? AND name = ?", room.key(), type, key);
        return version;
    }

    /** Removes the records of every room that have this key. */
    void removeAll(String key) throws SQLException {
        sql.update(
                "INSERT INTO parley_record_version (room, version) SELECT DISTINCT room, 1 FROM parley_record"
                        + " WHERE name = ? ORDER BY room" + RAISE,
                key);
        sql.update("DELETE FROM parley_record WHERE name = ?", key);
    }

    private long raise(RoomName room) throws SQLException {
        return sql.number(
                "INSERT INTO parley_record_version (room, version) VALUES (?, 1)" + RAISE + " RETURNING version",
                room.key());
    }

    /** The version, which does not change before the end of this write transaction. */
    long lockVersion(RoomName room, Dialect dialect) throws SQLException {
        String select = "SELECT version FROM parley_record_version WHERE room = ?" + dialect.forShare();
        Optional<Long> found = sql.first(select, row -> row.getLong(1), room.key());
        if (found.isPresent()) {
            return found.get();
        }
        sql.update(
                "INSERT INTO parley_record_version (room, version) VALUES (?, 0) ON CONFLICT (room) DO NOTHING",
                room.key());
        return sql.number(select, room.key());
    }

    long version(RoomName room) throws SQLException {
        return sql.number("SELECT version FROM parley_record_version WHERE room = ?", room.key());
    }

    Map<RoomName, Long> versions(Collection<RoomName> rooms) throws SQLException {
        Map<RoomName, Long> versions = new HashMap<>();
        rooms.forEach(room -> versions.put(room, 0L));
        for (List<RoomName> slice : Sql.slices(versions.keySet())) {
            List<String> keys = slice.stream().map(RoomName::key).toList();
            sql.list(
                            "SELECT room, version FROM parley_record_version WHERE room IN (" + Sql.marks(keys.size())
                                    + ")",
                            row -> Map.entry(RoomName.parse(row.getString(1)), row.getLong(2)),
                            Sql.padded(keys).toArray())
                    .forEach(found -> versions.put(found.getKey(), found.getValue()));
        }
        return versions;
    }

    List<RoomRecord> in(RoomName room) throws SQLException {
        return sql.list(SELECT + " WHERE room = ?", RecordRows::read, room.key());
    }

    List<RoomRecord> in(Collection<RoomName> rooms) throws SQLException {
        List<RoomRecord> records = new ArrayList<>();
        for (List<RoomName> slice : Sql.slices(new LinkedHashSet<>(rooms))) {
            List<String> keys = slice.stream().map(RoomName::key).toList();
            records.addAll(sql.list(
                    SELECT + " WHERE room IN (" + Sql.marks(keys.size()) + ")",
                    RecordRows::read,
                    Sql.padded(keys).toArray()));
        }
        return records;
    }

    List<RoomRecord> with(String type, String key) throws SQLException {
        return sql.list(SELECT + " WHERE type = ? AND name = ?", RecordRows::read, type, key);
    }

    List<RoomRecord> of(String type) throws SQLException {
        return sql.list(SELECT + " WHERE type = ?", RecordRows::read, type);
    }

    private static RoomRecord read(ResultSet row) throws SQLException {
        return new RoomRecord(
                RoomName.parse(row.getString("room")),
                row.getString("type"),
                row.getString("name"),
                row.getString("value"));
    }
}
