package dev.parley.store.jdbc;

import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/** Room records inside one transaction. */
final class RecordRows {

    private static final String SELECT = "SELECT room, type, name, value FROM parley_record";

    private final Sql sql;

    RecordRows(Sql sql) {
        this.sql = sql;
    }

    int put(RoomRecord roomRecord) throws SQLException {
        return sql.update(
                "INSERT INTO parley_record (room, type, name, value) VALUES (?,?,?,?)"
                        + " ON CONFLICT (room, type, name) DO UPDATE SET value = excluded.value",
                roomRecord.room().key(),
                roomRecord.type(),
                roomRecord.key(),
                roomRecord.value());
    }

    boolean remove(RoomName room, String type, String key) throws SQLException {
        return sql.update("DELETE FROM parley_record WHERE room = ? AND type = ? AND name = ?", room.key(), type, key)
                > 0;
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
