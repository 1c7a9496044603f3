package dev.parley.store;

import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.EntryKind;
import dev.parley.model.Message;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.store.LogArchive.ImportedEntries;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One room's log in memory. Guarded by the owning store's lock. */
final class MemoryLog {

    private record Key(UserId sender, String clientMsgId) {}

    /** An entry and its ordinal among all entries of the store. */
    private record Slot(Entry entry, long ordinal) {}

    private final RoomName room;
    private final LongConsumer bytesChanged;
    private String epoch;
    private long purged;
    /** Entries {@code purged + 1}, {@code purged + 2}, … start at index {@code start}; slots before it are null. */
    private final List<@Nullable Slot> slots = new ArrayList<>();

    private int start;
    private final Map<Long, List<Long>> changes = new HashMap<>();
    private final Map<Key, Long> byKey = new HashMap<>();
    private final Map<MessageId, Long> byId = new HashMap<>();

    MemoryLog(RoomName room, String epoch, LongConsumer bytesChanged) {
        this.room = room;
        this.epoch = epoch;
        this.bytesChanged = bytesChanged;
    }

    RoomName room() {
        return room;
    }

    int size() {
        return slots.size() - start;
    }

    long purgedSeq() {
        return purged;
    }

    long lastSeq() {
        return purged + size();
    }

    Head head() {
        return new Head(
                room,
                epoch,
                lastSeq(),
                purged,
                size() == 0 ? null : at(lastSeq()).createdAt());
    }

    /** The ordinal of the oldest entry, or -1 if there is none. */
    long oldestOrdinal() {
        return size() == 0 ? -1 : slot(purged + 1).ordinal();
    }

    /** Appends a draft, unless it is stale, or {@code outdated} by newer records of the room. */
    AppendResult append(EntryDraft draft, long ordinal, boolean outdated) {
        Key key = draft.clientMsgId() == null ? null : new Key(draft.sender().id(), draft.clientMsgId());
        Long original = key == null ? null : byKey.get(key);
        if (original != null) {
            return AppendResult.repeated(at(original), draft.contentHash());
        }
        if (outdated || (draft.revision() != null && draft.isStaleOn(message(draft.target())))) {
            return AppendResult.stale();
        }
        Entry entry = Entry.of(draft, epoch, lastSeq() + 1);
        add(entry, ordinal);
        return AppendResult.stored(entry);
    }

    /** Adds the entry that comes next; without its {@code clientMsgId} if another one has that. */
    void addImported(Entry next, long ordinal) {
        add(ImportedEntries.withUniqueKeys(List.of(next), keyed(next)).get(0), ordinal);
    }

    private void add(Entry entry, long ordinal) {
        slots.add(new Slot(entry, ordinal));
        bytesChanged.accept(entry.draft().approximateBytes());
        if (entry.clientMsgId() != null) {
            byKey.put(new Key(entry.sender().id(), entry.clientMsgId()), entry.seq());
        }
        if (entry.kind() == EntryKind.MESSAGE) {
            byId.putIfAbsent(entry.messageId(), entry.seq());
        } else {
            changes.computeIfAbsent(entry.target(), target -> new ArrayList<>(2))
                    .add(entry.seq());
        }
    }

    private List<Entry> keyed(Entry next) {
        String clientMsgId = next.clientMsgId();
        Entry found = clientMsgId == null ? null : entryOf(next.sender().id(), clientMsgId);
        return found == null ? List.of() : List.of(found);
    }

    @Nullable
    Entry entryOf(UserId sender, String clientMsgId) {
        Long seq = byKey.get(new Key(sender, clientMsgId));
        return seq == null ? null : at(seq);
    }

    List<Entry> entries(long after, int limit) {
        List<Entry> found = new ArrayList<>();
        for (long seq = Math.max(after, purged) + 1; seq <= lastSeq() && found.size() < limit; seq++) {
            found.add(at(seq));
        }
        return found;
    }

    List<Message> messages(MessageQuery query) {
        long lowest = Math.max(query.after(), purged) + 1;
        long highest = Math.min(query.before() - 1, lastSeq());
        boolean newest = query.take() == MessageQuery.Take.NEWEST;
        List<Message> found = new ArrayList<>();
        for (long i = 0; i <= highest - lowest && found.size() < query.limit(); i++) {
            Entry entry = at(newest ? highest - i : lowest + i);
            boolean wanted = entry.kind() == EntryKind.MESSAGE
                    && query.range().contains(entry.createdAt())
                    && (query.sender() == null
                            || query.sender().equals(entry.sender().id()));
            if (wanted) {
                found.add(fold(entry));
            }
        }
        if (newest) {
            Collections.reverse(found);
        }
        return found;
    }

    @Nullable
    Message message(long seq) {
        if (seq <= purged || seq > lastSeq() || at(seq).kind() != EntryKind.MESSAGE) {
            return null;
        }
        return fold(at(seq));
    }

    @Nullable
    Message message(MessageId id) {
        Long seq = byId.get(id);
        return seq == null ? null : message(seq);
    }

    /** Counts messages above a sequence number that others sent and that still have content. */
    int unread(UserId reader, long after, int max) {
        int count = 0;
        for (long seq = lastSeq(); seq > Math.max(after, purged) && count < max; seq--) {
            Entry entry = at(seq);
            boolean counts = entry.kind() == EntryKind.MESSAGE
                    && !entry.erased()
                    && !entry.sender().id().equals(reader)
                    && !isDeleted(seq);
            count += counts ? 1 : 0;
        }
        return count;
    }

    long purge(long throughSeq) {
        long through = Math.min(throughSeq, lastSeq());
        long removed = Math.max(0, through - purged);
        for (long i = 0; i < removed; i++) {
            removeFirst();
        }
        if (start > 64 && start > slots.size() / 2) {
            slots.subList(0, start).clear();
            start = 0;
        }
        return removed;
    }

    void reset(String newEpoch) {
        purge(lastSeq());
        slots.clear();
        start = 0;
        purged = 0;
        epoch = newEpoch;
    }

    /** Gives the entries that there are another epoch. */
    Head renew(String newEpoch) {
        epoch = newEpoch;
        for (long seq = purged + 1; seq <= lastSeq(); seq++) {
            Entry entry = at(seq);
            slots.set(
                    index(seq),
                    new Slot(
                            new Entry(entry.draft(), newEpoch, seq, entry.contentHash(), entry.erased()),
                            slot(seq).ordinal()));
        }
        return head();
    }

    /** Erases at most {@code limit} entries of a user, plus edits of those messages by others. */
    int erase(UserId user, int limit) {
        int erased = 0;
        for (long seq = purged + 1; seq <= lastSeq() && erased < limit; seq++) {
            Entry entry = at(seq);
            if (entry.sender().id().equals(user)) {
                replace(entry.erase());
                erased++;
                for (long change : changes.getOrDefault(seq, List.of())) {
                    Entry edit = at(change);
                    if (edit.kind() == EntryKind.EDIT
                            && !edit.erased()
                            && !edit.sender().id().equals(user)) {
                        replace(edit.eraseContent());
                        erased++;
                    }
                }
            }
        }
        return erased;
    }

    boolean hasEntriesOf(UserId user) {
        for (long seq = purged + 1; seq <= lastSeq(); seq++) {
            if (at(seq).sender().id().equals(user)) {
                return true;
            }
        }
        return false;
    }

    private void replace(Entry entry) {
        Slot before = slot(entry.seq());
        forgetKey(before.entry());
        bytesChanged.accept(
                (long) entry.draft().approximateBytes() - before.entry().draft().approximateBytes());
        slots.set(index(entry.seq()), new Slot(entry, before.ordinal()));
    }

    private void removeFirst() {
        Entry entry = at(purged + 1);
        slots.set(start, null);
        start++;
        purged++;
        bytesChanged.accept(-entry.draft().approximateBytes());
        forgetKey(entry);
        changes.remove(entry.seq());
        if (entry.kind() == EntryKind.MESSAGE) {
            byId.remove(entry.messageId(), entry.seq());
        } else {
            List<Long> others = changes.get(entry.target());
            if (others != null) {
                others.remove(entry.seq());
                if (others.isEmpty()) {
                    changes.remove(entry.target());
                }
            }
        }
    }

    private void forgetKey(Entry entry) {
        if (entry.clientMsgId() != null) {
            byKey.remove(new Key(entry.sender().id(), entry.clientMsgId()));
        }
    }

    private boolean isDeleted(long seq) {
        return changes.getOrDefault(seq, List.of()).stream()
                .anyMatch(change -> at(change).kind() == EntryKind.DELETE);
    }

    private Message fold(Entry original) {
        List<Entry> later = new ArrayList<>();
        changes.getOrDefault(original.seq(), List.of()).forEach(change -> later.add(at(change)));
        return Message.of(original, later);
    }

    private Entry at(long seq) {
        return slot(seq).entry();
    }

    private Slot slot(long seq) {
        Slot slot = slots.get(index(seq));
        if (slot == null) {
            throw new IllegalStateException(room + " has no entry " + seq);
        }
        return slot;
    }

    private int index(long seq) {
        return start + Math.toIntExact(seq - purged - 1);
    }
}
