package dev.parley.store.jdbc;

import dev.parley.model.Entry;
import dev.parley.model.EntryKind;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.store.Erasure;
import dev.parley.store.Head;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Purges and erases. A short transaction hides the entries from readers; their rows are swept in further ones, so that
 * appends never wait for long. An interrupted sweep is resumed by the next one.
 */
final class LogUpkeep {

    /** Maximum number of rows swept per transaction. */
    static final int SWEEP = 5_000;

    private final Database database;

    LogUpkeep(Database database) {
        this.database = database;
    }

    long purge(RoomName room, long throughSeq) {
        Optional<LogRow> log = database.write(sql -> hide(sql, room, throughSeq));
        long removed =
                log.isEmpty() ? 0 : sweep(log.get().log(), log.get().head().purgedSeq());
        if (removed > 0) {
            database.scrub();
        }
        return removed;
    }

    Head resetRoom(RoomName room) {
        return resetRoom(room, UUID.randomUUID().toString());
    }

    /** Does nothing if the room has this epoch. */
    Head resetRoom(RoomName room, String epoch) {
        Head head = database.write(sql -> reset(sql, room, epoch));
        sweepGarbage();
        database.scrub();
        return head;
    }

    Head renewEpoch(RoomName room, String epoch) {
        return database.write(sql -> {
            LogRow.lock(sql, database.dialect(), room);
            sql.update("UPDATE parley_room SET epoch = ? WHERE room = ?", epoch, room.key());
            return LogRow.find(sql, room).map(LogRow::head).orElseGet(() -> Head.none(room));
        });
    }

    /** Sweeps the old logs of rooms that were reset. */
    void sweepGarbage() {
        List<Long> logs = database.read(sql -> sql.list("SELECT log FROM parley_garbage", row -> row.getLong(1)));
        for (long log : logs) {
            sweep(log, Long.MAX_VALUE);
            database.write(sql -> sql.update("DELETE FROM parley_garbage WHERE log = ?", log));
        }
    }

    Erasure eraseUser(UserId user, int limit) {
        Erasure erasure = database.write(sql -> erase(sql, user, limit));
        if (erasure.complete()) {
            sweepGarbage();
            database.scrub();
        }
        return erasure;
    }

    private Optional<LogRow> hide(Sql sql, RoomName room, long throughSeq) throws SQLException {
        Optional<LogRow> log = LogRow.lock(sql, database.dialect(), room);
        if (log.isEmpty()) {
            return log;
        }
        Head head = log.get().head();
        long through = Math.min(throughSeq, head.lastSeq());
        if (through <= head.purgedSeq()) {
            return log;
        }
        sql.update(
                "UPDATE parley_room SET purged_seq = ?, last_at = ? WHERE log = ?",
                through,
                through == head.lastSeq() || head.lastAt() == null
                        ? null
                        : (Long) head.lastAt().toEpochMilli(),
                log.get().log());
        return LogRow.find(sql, room);
    }

    private long sweep(long log, long throughSeq) {
        long removed = 0;
        int swept;
        do {
            swept = database.write(sql -> sweepSome(sql, log, throughSeq));
            removed += swept;
        } while (swept > 0);
        return removed;
    }

    private static int sweepSome(Sql sql, long log, long throughSeq) throws SQLException {
        Optional<Long> lowest = sql.first(
                "SELECT seq FROM parley_entry WHERE log = ? AND seq <= ? ORDER BY seq LIMIT 1",
                row -> row.getLong(1),
                log,
                throughSeq);
        if (lowest.isEmpty()) {
            return 0;
        }
        long end = Math.min(throughSeq, lowest.get() + SWEEP - 1);
        return sql.update("DELETE FROM parley_entry WHERE log = ? AND seq <= ?", log, end);
    }

    private Head reset(Sql sql, RoomName room, String epoch) throws SQLException {
        Optional<LogRow> old = LogRow.lock(sql, database.dialect(), room);
        if (old.isEmpty() || old.get().epoch().equals(epoch)) {
            return old.map(LogRow::head).orElseGet(() -> Head.none(room));
        }
        LogRow next = Appends.newLife(room, epoch);
        sql.update("INSERT INTO parley_garbage (log) VALUES (?)", old.get().log());
        sql.update(
                "UPDATE parley_room SET log = ?, epoch = ?, last_seq = 0, purged_seq = 0, last_at = NULL WHERE room = ?",
                next.log(),
                next.epoch(),
                room.key());
        sql.update("DELETE FROM parley_marker WHERE room = ?", room.key());
        return next.head();
    }

    private Erasure erase(Sql sql, UserId user, int limit) throws SQLException {
        int erased = 0;
        int own = 0;
        Set<RoomName> rooms = new HashSet<>();
        for (Map.Entry<String, List<Long>> room : writtenBy(sql, user, limit).entrySet()) {
            RoomName name = RoomName.parse(room.getKey());
            Optional<LogRow> log = LogRow.find(sql, name);
            if (log.isPresent()) {
                own += room.getValue().size();
                erased += eraseIn(sql, log.get(), room.getValue());
                rooms.add(name);
            }
        }
        boolean complete = own < limit;
        if (complete) {
            forget(sql, user);
        }
        return new Erasure(erased, rooms, complete);
    }

    /** The sequence numbers of entries that still have content, by room key. */
    private static Map<String, List<Long>> writtenBy(Sql sql, UserId user, int limit) throws SQLException {
        record Place(String room, long seq) {}
        List<Place> places = sql.list(
                "SELECT r.room, e.seq FROM parley_entry e JOIN parley_room r ON r.log = e.log"
                        + " WHERE e.sender_id = ? AND e.erased = 0 AND e.seq > r.purged_seq LIMIT ?",
                row -> new Place(row.getString(1), row.getLong(2)),
                user.value(),
                limit);
        Map<String, List<Long>> seqs = new TreeMap<>();
        for (Place place : places) {
            seqs.computeIfAbsent(place.room(), room -> new ArrayList<>()).add(place.seq());
        }
        return seqs;
    }

    private static int eraseIn(Sql sql, LogRow log, List<Long> seqs) throws SQLException {
        int erased = 0;
        for (long seq : seqs) {
            for (Entry entry : entries(sql, log, "seq = ?", seq)) {
                EntryRows.overwrite(sql, log.log(), entry.erase());
                erased++;
                if (entry.kind() == EntryKind.MESSAGE) {
                    for (Entry edit : entries(sql, log, "target = ? AND target > 0 AND kind = 'EDIT'", seq)) {
                        boolean own = edit.sender().id().equals(entry.sender().id());
                        EntryRows.overwrite(sql, log.log(), own ? edit.erase() : edit.eraseContent());
                        erased++;
                    }
                }
            }
        }
        return erased;
    }

    private static List<Entry> entries(Sql sql, LogRow log, String condition, long seq) throws SQLException {
        return sql.list(
                "SELECT " + EntryRows.COLUMNS + " FROM parley_entry WHERE log = ? AND erased = 0 AND " + condition,
                row -> EntryRows.read(log, row),
                log.log(),
                seq);
    }

    private void forget(Sql sql, UserId user) throws SQLException {
        reset(sql, RoomName.inbox(user), UUID.randomUUID().toString());
        sql.update("DELETE FROM parley_marker WHERE user_id = ?", user.value());
        sql.update("DELETE FROM parley_inbox WHERE user_id = ?", user.value());
        new RecordRows(sql).removeAll(user.value());
    }
}
