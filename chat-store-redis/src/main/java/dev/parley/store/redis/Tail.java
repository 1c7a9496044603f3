package dev.parley.store.redis;

import dev.parley.model.Entry;
import dev.parley.model.EntryKind;
import dev.parley.model.Message;
import dev.parley.model.RoomName;
import dev.parley.store.Head;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Redis has of a room at one moment: the end of its log, and entries that are not archived yet.
 *
 * @param room the room
 * @param known whether Redis knows the room; if not, all of its log is in the archive
 * @param epoch empty if nothing was ever written
 * @param seq the last number
 * @param purged purged through this number
 * @param archived archived through this number, at least
 * @param at when the last entry was made; null if that is not known
 * @param change what the archive still has to do to its log: {@code reset}, {@code renew} or nothing
 * @param entries those that were asked for, ascending
 */
record Tail(
        RoomName room,
        boolean known,
        String epoch,
        long seq,
        long purged,
        long archived,
        @Nullable Instant at,
        String change,
        List<Entry> entries) {

    static Tail unknown(RoomName room) {
        return new Tail(room, false, "", 0, 0, 0, null, "", List.of());
    }

    /** Whether the archive has everything. */
    boolean isArchived() {
        return archived == seq && change.isEmpty();
    }

    Head head() {
        return epoch.isEmpty() ? Head.none(room) : new Head(room, epoch, seq, purged, seq == purged ? null : at);
    }

    /** Messages of the archive with the changes that are here; those that the archive applied already are left out. */
    List<Message> current(List<Message> archivedMessages) {
        Map<Long, List<Entry>> changes = changes();
        List<Message> current = new ArrayList<>(archivedMessages.size());
        for (Message message : archivedMessages) {
            Message now = message;
            for (Entry change : changes.getOrDefault(message.seq(), List.of())) {
                if (change.seq() > now.revision().seq()) {
                    now = now.after(change);
                }
            }
            current.add(now);
        }
        return current;
    }

    /** The messages that are here, in their current state. */
    List<Message> messages() {
        Map<Long, List<Entry>> changes = changes();
        List<Message> messages = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.kind() == EntryKind.MESSAGE) {
                messages.add(Message.of(entry, changes.getOrDefault(entry.seq(), List.of())));
            }
        }
        return messages;
    }

    private Map<Long, List<Entry>> changes() {
        Map<Long, List<Entry>> changes = new HashMap<>();
        for (Entry entry : entries) {
            if (entry.target() != 0) {
                changes.computeIfAbsent(entry.target(), target -> new ArrayList<>())
                        .add(entry);
            }
        }
        return changes;
    }
}
