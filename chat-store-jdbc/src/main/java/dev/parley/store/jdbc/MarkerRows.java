package dev.parley.store.jdbc;

import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Read markers inside one transaction. */
final class MarkerRows {

    private static final String SELECT = "SELECT room, user_id, seq, at FROM parley_marker";

    private final Sql sql;

    MarkerRows(Sql sql) {
        this.sql = sql;
    }

    ReadMarker mark(ReadMarker marker) throws SQLException {
        sql.update(
                "INSERT INTO parley_marker (room, user_id, seq, at) VALUES (?,?,?,?) ON CONFLICT (room, user_id)"
                        + " DO UPDATE SET seq = excluded.seq, at = excluded.at WHERE excluded.seq > parley_marker.seq",
                marker.room().key(),
                marker.user().value(),
                marker.seq(),
                marker.at().toEpochMilli());
        return marker(marker.room(), marker.user()).orElse(marker);
    }

    Optional<ReadMarker> marker(RoomName room, UserId user) throws SQLException {
        return sql.first(SELECT + " WHERE room = ? AND user_id = ?", MarkerRows::read, room.key(), user.value());
    }

    List<ReadMarker> in(RoomName room, int limit) throws SQLException {
        return sql.list(SELECT + " WHERE room = ? ORDER BY seq DESC LIMIT ?", MarkerRows::read, room.key(), limit);
    }

    List<ReadMarker> of(UserId user, int limit) throws SQLException {
        return sql.list(SELECT + " WHERE user_id = ? ORDER BY at DESC LIMIT ?", MarkerRows::read, user.value(), limit);
    }

    Map<RoomName, ReadMarker> of(UserId user, Collection<RoomName> rooms) throws SQLException {
        Map<RoomName, ReadMarker> markers = new LinkedHashMap<>();
        for (List<RoomName> slice : Sql.slices(rooms)) {
            List<Object> values = Sql.padded(slice.stream().map(RoomName::key).toList());
            values.add(0, user.value());
            String where = " WHERE user_id = ? AND room IN (" + Sql.marks(slice.size()) + ")";
            for (ReadMarker marker : sql.list(SELECT + where, MarkerRows::read, values.toArray())) {
                markers.put(marker.room(), marker);
            }
        }
        return markers;
    }

    Map<RoomName, Integer> unread(UserId user, Collection<RoomName> rooms, int max) throws SQLException {
        Map<RoomName, Integer> counts = new LinkedHashMap<>();
        for (RoomName room : rooms) {
            counts.put(room, unread(user, room, max));
        }
        return counts;
    }

    private int unread(UserId user, RoomName room, int max) throws SQLException {
        Optional<LogRow> log = LogRow.find(sql, room);
        if (log.isEmpty()) {
            return 0;
        }
        long read = marker(room, user).map(ReadMarker::seq).orElse(0L);
        return (int) sql.number(
                "SELECT count(*) FROM (SELECT 1 FROM parley_entry e WHERE e.log = ? AND e.seq > ? AND e.target = 0"
                        + " AND e.sender_id <> ? AND e.erased = 0 AND NOT EXISTS (SELECT 1 FROM parley_entry d"
                        + " WHERE d.log = e.log AND d.target = e.seq AND d.target > 0 AND d.kind = 'DELETE')"
                        + " LIMIT ?) AS found",
                log.get().log(),
                Math.max(read, log.get().head().purgedSeq()),
                user.value(),
                max);
    }

    private static ReadMarker read(ResultSet row) throws SQLException {
        return new ReadMarker(
                RoomName.parse(row.getString("room")),
                UserId.of(row.getString("user_id")),
                row.getLong("seq"),
                Instant.ofEpochMilli(row.getLong("at")));
    }
}
