package dev.parley.store.jdbc;

import dev.parley.model.RoomName;
import dev.parley.store.Head;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code parley_room}: one epoch of a room's log.
 *
 * @param log the number under which its entries are stored
 * @param head the end of the log
 */
record LogRow(long log, Head head) {

    private static final String COLUMNS = "room, log, epoch, last_seq, purged_seq, last_at";

    static final String SELECT = "SELECT " + COLUMNS + " FROM parley_room";

    RoomName room() {
        return head.room();
    }

    String epoch() {
        return head.epoch();
    }

    static Optional<LogRow> find(Sql sql, RoomName room) throws SQLException {
        return sql.first(SELECT + " WHERE room = ?", LogRow::read, room.key());
    }

    /** Finds the row and locks it until the end of the transaction. */
    static Optional<LogRow> lock(Sql sql, Dialect dialect, RoomName room) throws SQLException {
        return sql.first(SELECT + " WHERE room = ?" + dialect.forUpdate(), LogRow::read, room.key());
    }

    static void insertIfAbsent(Sql sql, LogRow row) throws SQLException {
        sql.update(
                "INSERT INTO parley_room (" + COLUMNS + ") VALUES (?,?,?,?,?,?) ON CONFLICT (room) DO NOTHING",
                row.room().key(),
                row.log(),
                row.epoch(),
                row.head().lastSeq(),
                row.head().purgedSeq(),
                null);
    }

    static LogRow read(ResultSet row) throws SQLException {
        long lastAt = row.getLong("last_at");
        Instant at = row.wasNull() ? null : Instant.ofEpochMilli(lastAt);
        return new LogRow(
                row.getLong("log"),
                new Head(
                        RoomName.parse(row.getString("room")),
                        row.getString("epoch"),
                        row.getLong("last_seq"),
                        row.getLong("purged_seq"),
                        at));
    }

    LogRow at(long lastSeq, @Nullable Instant lastAt) {
        return new LogRow(log, new Head(room(), epoch(), lastSeq, head.purgedSeq(), lastAt));
    }

    void saveEnd(Sql sql) throws SQLException {
        Instant at = head.lastAt();
        sql.update(
                "UPDATE parley_room SET last_seq = ?, last_at = ? WHERE log = ?",
                head.lastSeq(),
                at == null ? null : (Long) at.toEpochMilli(),
                log);
    }
}
