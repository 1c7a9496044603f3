package demo.store;

import dev.parley.model.Entry;
import dev.parley.model.EntryKind;
import dev.parley.model.Message;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.store.Head;
import dev.parley.store.MessageQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The log of one room and its indexes. Guarded by the store's lock. */
final class RoomLog {

    record Key(UserId sender, String clientMsgId) {}

    final RoomName room;
    final String epoch;
    private long purged;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<Key, Entry> byKey = new HashMap<>();
    private final Map<String, Long> byId = new HashMap<>();
    private final Map<Long, List<Entry>> changes = new HashMap<>();

    RoomLog(RoomName room, String epoch, long purged) {
        this.room = room;
        this.epoch = epoch;
        this.purged = purged;
    }

    Head head() {
        return new Head(room, epoch, lastSeq(), purged, entries.isEmpty() ? null : at(lastSeq()).createdAt());
    }

    long lastSeq() {
        return purged + entries.size();
    }

    long purgedSeq() {
        return purged;
    }

    List<Entry> entries() {
        return entries;
    }

    Entry at(long seq) {
        return entries.get((int) (seq - purged - 1));
    }

    Entry byKey(Key key) {
        return byKey.get(key);
    }

    void add(Entry entry) {
        entries.add(entry);
        index(entry);
    }

    void replace(Entry entry) {
        entries.set((int) (entry.seq() - purged - 1), entry);
    }

    long purge(long throughSeq) {
        long removed = Math.max(0, Math.min(throughSeq, lastSeq()) - purged);
        entries.subList(0, (int) removed).clear();
        purged += removed;
        return removed;
    }

    /** After entries went or were replaced. */
    void reindex() {
        byKey.clear();
        byId.clear();
        changes.clear();
        entries.forEach(this::index);
    }

    private void index(Entry entry) {
        if (entry.clientMsgId() != null) {
            byKey.put(new Key(entry.sender().id(), entry.clientMsgId()), entry);
        }
        if (entry.kind() == EntryKind.MESSAGE) {
            byId.putIfAbsent(entry.messageId().value(), entry.seq());
        } else {
            changes.computeIfAbsent(entry.target(), target -> new ArrayList<>()).add(entry);
        }
    }

    List<Entry> changesOf(long seq) {
        return changes.getOrDefault(seq, List.of());
    }

    /** The message with a number, null if there is none. */
    Message message(long seq) {
        boolean isMessage = seq > purged && seq <= lastSeq() && at(seq).kind() == EntryKind.MESSAGE;
        return isMessage ? Message.of(at(seq), changesOf(seq)) : null;
    }

    Message message(String id) {
        Long seq = byId.get(id);
        return seq == null ? null : message(seq);
    }

    List<Message> messages(MessageQuery query) {
        long lowest = Math.max(query.after(), purged) + 1;
        long highest = Math.min(query.before() - 1, lastSeq());
        boolean newest = query.take() == MessageQuery.Take.NEWEST;
        List<Message> found = new ArrayList<>();
        for (long i = 0; i <= highest - lowest && found.size() < query.limit(); i++) {
            Entry entry = at(newest ? highest - i : lowest + i);
            if (entry.kind() == EntryKind.MESSAGE
                    && query.range().contains(entry.createdAt())
                    && (query.sender() == null || query.sender().equals(entry.sender().id()))) {
                found.add(message(entry.seq()));
            }
        }
        if (newest) {
            Collections.reverse(found);
        }
        return found;
    }

    int unread(UserId reader, long after, int max) {
        int count = 0;
        for (long seq = Math.max(after, purged) + 1; seq <= lastSeq() && count < max; seq++) {
            Message message = at(seq).sender().id().equals(reader) ? null : message(seq);
            count += message == null || message.deleted() ? 0 : 1;
        }
        return count;
    }
}
