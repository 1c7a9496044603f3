package dev.parley.store.jdbc;

import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.store.AppendConditions;
import dev.parley.store.AppendResult;
import dev.parley.store.Head;
import dev.parley.store.LogArchive.ImportedEntries;
import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Appends to logs inside one write transaction. A room's row is locked while sequence numbers are assigned, so they are
 * gapless whichever node writes; rows are locked in key order, so two nodes cannot deadlock.
 */
final class Appends {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Sql sql;
    private final Dialect dialect;

    Appends(Sql sql, Dialect dialect) {
        this.sql = sql;
        this.dialect = dialect;
    }

    List<AppendResult> append(List<EntryDraft> drafts) throws SQLException {
        Map<RoomName, List<Integer>> places = new TreeMap<>(Comparator.comparing(RoomName::key));
        for (int i = 0; i < drafts.size(); i++) {
            places.computeIfAbsent(drafts.get(i).room(), room -> new ArrayList<>())
                    .add(i);
        }
        @Nullable AppendResult[] results = new @Nullable AppendResult[drafts.size()];
        for (Map.Entry<RoomName, List<Integer>> room : places.entrySet()) {
            List<EntryDraft> ofRoom = room.getValue().stream().map(drafts::get).toList();
            List<AppendResult> ofRoomResults = appendTo(room.getKey(), ofRoom);
            for (int i = 0; i < ofRoomResults.size(); i++) {
                results[room.getValue().get(i)] = ofRoomResults.get(i);
            }
        }
        return Arrays.asList(results);
    }

    /** A row for a new epoch of a room's log. */
    static LogRow newLife(RoomName room) {
        return newLife(room, UUID.randomUUID().toString());
    }

    static LogRow newLife(RoomName room, String epoch) {
        long log = RANDOM.nextLong() >>> 1;
        return new LogRow(log, new Head(room, epoch, 0, 0, null));
    }

    private record ClientKey(UserId sender, String clientMsgId) {}

    private List<AppendResult> appendTo(RoomName room, List<EntryDraft> drafts) throws SQLException {
        LogRow found = LogRow.lock(sql, dialect, room).orElse(null);
        long rules = AppendConditions.needRules(drafts) ? new RecordRows(sql).lockVersion(room, dialect) : 0;
        if (found == null && drafts.stream().allMatch(new AppendConditions(drafts, List.of(), rules)::isStale)) {
            return Collections.nCopies(drafts.size(), AppendResult.stale());
        }
        LogRow log = found == null ? create(newLife(room)) : found;
        AppendConditions conditions = new AppendConditions(
                drafts, new LogReads(sql).messagesAt(log, AppendConditions.targetsOf(drafts)), rules);
        return appendTo(log, drafts, conditions);
    }

    /** The room's row is locked: nothing else changes its log, and what the conditions were read from. */
    private List<AppendResult> appendTo(LogRow log, List<EntryDraft> drafts, AppendConditions conditions)
            throws SQLException {
        Map<ClientKey, Entry> used = usedBefore(log, drafts);
        List<Entry> added = new ArrayList<>();
        List<AppendResult> results = new ArrayList<>(drafts.size());
        long last = log.head().lastSeq();
        for (EntryDraft draft : drafts) {
            String clientMsgId = draft.clientMsgId();
            ClientKey key =
                    clientMsgId == null ? null : new ClientKey(draft.sender().id(), clientMsgId);
            Entry original = key == null ? null : used.get(key);
            if (original != null) {
                results.add(AppendResult.repeated(original, draft.contentHash()));
                continue;
            }
            if (conditions.isStale(draft)) {
                results.add(AppendResult.stale());
                continue;
            }
            Entry entry = Entry.of(draft, log.epoch(), ++last);
            added.add(entry);
            conditions.stored(entry);
            results.add(AppendResult.stored(entry));
            if (key != null) {
                used.put(key, entry);
            }
        }
        if (!added.isEmpty()) {
            EntryRows.insert(sql, log.log(), added);
            Instant lastAt = added.get(added.size() - 1).createdAt();
            log.at(last, lastAt).saveEnd(sql);
        }
        return results;
    }

    /** Writes entries that another store has numbered. */
    Map<RoomName, Head> importEntries(Map<RoomName, List<Entry>> entries) throws SQLException {
        Map<RoomName, List<Entry>> ordered = new TreeMap<>(Comparator.comparing(RoomName::key));
        ordered.putAll(entries);
        Map<RoomName, Head> heads = new HashMap<>();
        for (Map.Entry<RoomName, List<Entry>> room : ordered.entrySet()) {
            heads.put(room.getKey(), importTo(room.getKey(), room.getValue()));
        }
        return heads;
    }

    private Head importTo(RoomName room, List<Entry> entries) throws SQLException {
        LogRow found = LogRow.lock(sql, dialect, room).orElse(null);
        List<Entry> following = ImportedEntries.following(found == null ? Head.none(room) : found.head(), entries);
        LogRow log = found == null ? create(newLife(room, entries.get(0).epoch())) : found;
        if (following.isEmpty() || !log.epoch().equals(entries.get(0).epoch())) {
            return log.head();
        }
        List<EntryDraft> drafts = following.stream().map(Entry::draft).toList();
        EntryRows.insert(
                sql,
                log.log(),
                ImportedEntries.withUniqueKeys(
                        following, usedBefore(log, drafts).values()));
        Entry last = following.get(following.size() - 1);
        LogRow written = log.at(last.seq(), last.createdAt());
        written.saveEnd(sql);
        return written.head();
    }

    private LogRow create(LogRow row) throws SQLException {
        LogRow.insertIfAbsent(sql, row);
        return LogRow.lock(sql, dialect, row.room())
                .orElseThrow(() -> new StoreException(Category.INTERNAL, "the row of " + row.room() + " has vanished"));
    }

    /** The entries stored under the client ids of these drafts; rows that are purged but not yet swept are removed. */
    private Map<ClientKey, Entry> usedBefore(LogRow log, List<EntryDraft> drafts) throws SQLException {
        Set<String> ids = new HashSet<>();
        for (EntryDraft draft : drafts) {
            String clientMsgId = draft.clientMsgId();
            if (clientMsgId != null) {
                ids.add(clientMsgId);
            }
        }
        Map<ClientKey, Entry> used = new HashMap<>();
        for (List<String> slice : Sql.slices(ids)) {
            for (Entry entry : entriesWith(log, slice)) {
                String clientMsgId = entry.clientMsgId();
                if (entry.seq() <= log.head().purgedSeq()) {
                    sql.update("DELETE FROM parley_entry WHERE log = ? AND seq = ?", log.log(), entry.seq());
                } else if (clientMsgId != null) {
                    used.put(new ClientKey(entry.sender().id(), clientMsgId), entry);
                }
            }
        }
        return used;
    }

    private List<Entry> entriesWith(LogRow log, List<String> clientIds) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(log.log());
        values.addAll(Sql.padded(clientIds));
        return sql.list(
                "SELECT " + EntryRows.COLUMNS + " FROM parley_entry WHERE log = ? AND client_id IN ("
                        + Sql.marks(clientIds.size()) + ") AND client_id IS NOT NULL",
                row -> EntryRows.read(log, row),
                values.toArray());
    }
}
