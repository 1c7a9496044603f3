package dev.parley.store.jdbc;

import dev.parley.model.Entry;
import dev.parley.model.Message;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.store.Head;
import dev.parley.store.MessageQuery;
import dev.parley.store.MessageQuery.Take;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads logs inside one transaction. Purged rows that are not yet swept are never returned. */
final class LogReads {

    private static final String SELECT = "SELECT " + EntryRows.COLUMNS + " FROM parley_entry WHERE log = ?";

    private final Sql sql;

    LogReads(Sql sql) {
        this.sql = sql;
    }

    Head head(RoomName room) throws SQLException {
        return LogRow.find(sql, room).map(LogRow::head).orElseGet(() -> Head.none(room));
    }

    Map<RoomName, Head> heads(Collection<RoomName> rooms) throws SQLException {
        Map<RoomName, Head> heads = new HashMap<>();
        rooms.forEach(room -> heads.put(room, Head.none(room)));
        for (List<RoomName> slice : Sql.slices(heads.keySet())) {
            List<String> keys = slice.stream().map(RoomName::key).toList();
            sql.list(
                            LogRow.SELECT + " WHERE room IN (" + Sql.marks(keys.size()) + ")",
                            LogRow::read,
                            Sql.padded(keys).toArray())
                    .forEach(row -> heads.put(row.room(), row.head()));
        }
        return heads;
    }

    List<Head> rooms(@Nullable RoomName after, int limit) throws SQLException {
        String afterKey = after == null ? "" : after.key();
        List<LogRow> rows =
                sql.list(LogRow.SELECT + " WHERE room > ? ORDER BY room LIMIT ?", LogRow::read, afterKey, limit);
        return rows.stream().map(LogRow::head).toList();
    }

    List<Head> latestWith(String type, String key, @Nullable Head after, int limit) throws SQLException {
        StringBuilder where =
                new StringBuilder(" WHERE room IN (SELECT room FROM parley_record WHERE type = ? AND name = ?)"
                        + " AND last_seq > purged_seq AND last_at IS NOT NULL");
        List<Object> values = new ArrayList<>(List.of(type, key));
        if (after != null) {
            long at =
                    Objects.requireNonNull(after.lastAt(), "a head with a time").toEpochMilli();
            where.append(" AND (last_at < ? OR (last_at = ? AND room > ?))");
            values.addAll(List.of(at, at, after.room().key()));
        }
        values.add(limit);
        List<LogRow> rows = sql.list(
                LogRow.SELECT + where + " ORDER BY last_at DESC, room LIMIT ?", LogRow::read, values.toArray());
        return rows.stream().map(LogRow::head).toList();
    }

    List<Entry> entries(RoomName room, long after, int limit) throws SQLException {
        Optional<LogRow> log = LogRow.find(sql, room);
        if (log.isEmpty()) {
            return List.of();
        }
        return list(
                log.get(),
                " AND seq > ? ORDER BY seq LIMIT ?",
                List.of(Math.max(after, log.get().head().purgedSeq()), limit));
    }

    List<Message> messages(MessageQuery query) throws SQLException {
        Optional<LogRow> log = LogRow.find(sql, query.room());
        if (log.isEmpty()) {
            return List.of();
        }
        StringBuilder where = new StringBuilder(" AND target = 0 AND seq > ? AND seq < ?");
        List<Object> values = new ArrayList<>();
        values.add(Math.max(query.after(), log.get().head().purgedSeq()));
        values.add(query.before());
        Instant from = query.range().from();
        if (from != null) {
            where.append(" AND created_at >= ?");
            values.add(from.toEpochMilli());
        }
        Instant to = query.range().to();
        if (to != null) {
            where.append(" AND created_at < ?");
            values.add(to.toEpochMilli());
        }
        UserId sender = query.sender();
        if (sender != null) {
            where.append(" AND sender_id = ?");
            values.add(sender.value());
        }
        where.append(query.take() == Take.NEWEST ? " ORDER BY seq DESC LIMIT ?" : " ORDER BY seq LIMIT ?");
        values.add(query.limit());
        List<Entry> found = new ArrayList<>(list(log.get(), where.toString(), values));
        if (query.take() == Take.NEWEST) {
            Collections.reverse(found);
        }
        return current(log.get(), found);
    }

    /** One transaction for all rooms, with two index reads each. */
    Map<RoomName, Message> latest(Collection<RoomName> rooms) throws SQLException {
        Map<RoomName, Message> latest = new HashMap<>();
        for (RoomName room : rooms) {
            for (Message message : messages(MessageQuery.tail(room, 1))) {
                latest.put(room, message);
            }
        }
        return latest;
    }

    List<Message> messagesAt(RoomName room, Collection<Long> seqs) throws SQLException {
        Optional<LogRow> log = LogRow.find(sql, room);
        return log.isEmpty() ? List.of() : messagesAt(log.get(), seqs);
    }

    List<Message> messagesAt(LogRow log, Collection<Long> seqs) throws SQLException {
        List<Long> wanted = seqs.stream()
                .distinct()
                .filter(seq -> seq > log.head().purgedSeq())
                .sorted()
                .toList();
        List<Entry> found = new ArrayList<>();
        for (List<Long> slice : Sql.slices(wanted)) {
            found.addAll(list(
                    log,
                    " AND target = 0 AND seq IN (" + Sql.marks(slice.size()) + ") ORDER BY seq",
                    Sql.padded(slice)));
        }
        return current(log, found);
    }

    Optional<Message> message(RoomName room, MessageId id) throws SQLException {
        Optional<LogRow> log = LogRow.find(sql, room);
        if (log.isEmpty()) {
            return Optional.empty();
        }
        List<Entry> found = list(
                log.get(),
                " AND target = 0 AND message_id = ? AND seq > ? ORDER BY seq LIMIT 1",
                List.of(id.value(), log.get().head().purgedSeq()));
        return current(log.get(), found).stream().findFirst();
    }

    Optional<Entry> entryOf(RoomName room, UserId sender, String clientMsgId) throws SQLException {
        Optional<LogRow> log = LogRow.find(sql, room);
        if (log.isEmpty()) {
            return Optional.empty();
        }
        return list(
                        log.get(),
                        " AND client_id = ? AND client_id IS NOT NULL AND sender_id = ? AND seq > ?",
                        List.of(clientMsgId, sender.value(), log.get().head().purgedSeq()))
                .stream()
                .findFirst();
    }

    /** Applies the later changes to each message. */
    private List<Message> current(LogRow log, List<Entry> originals) throws SQLException {
        Map<Long, List<Entry>> changes = new HashMap<>();
        for (List<Entry> slice : Sql.slices(originals)) {
            List<Long> seqs = slice.stream().map(Entry::seq).toList();
            List<Entry> found = list(
                    log,
                    " AND target > 0 AND target IN (" + Sql.marks(seqs.size()) + ") ORDER BY target, seq",
                    Sql.padded(seqs));
            for (Entry change : found) {
                changes.computeIfAbsent(change.target(), target -> new ArrayList<>())
                        .add(change);
            }
        }
        List<Message> messages = new ArrayList<>(originals.size());
        for (Entry original : originals) {
            messages.add(Message.of(original, changes.getOrDefault(original.seq(), List.of())));
        }
        return messages;
    }

    private List<Entry> list(LogRow log, String condition, List<?> values) throws SQLException {
        List<@Nullable Object> all = new ArrayList<>(values.size() + 1);
        all.add(log.log());
        all.addAll(values);
        return sql.list(SELECT + condition, row -> EntryRows.read(log, row), all.toArray());
    }
}
