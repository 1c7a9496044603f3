package dev.parley.store.redis;

import static dev.parley.cluster.redis.connection.RedisConnection.text;

import dev.parley.model.Content;
import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.model.Sender;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What all nodes have reported of a room.
 *
 * @param room the room
 * @param epoch of which entries were reported
 * @param last the highest number that a node knows, 0 if none
 * @param letGo the highest number of an entry that a node knew and does not have any more, 0 if none
 * @param entries those that nodes have, by number
 */
record Reported(RoomName room, String epoch, long last, long letGo, Map<Long, Entry> entries) {

    private static final String LAST = ":last:";
    private static final String LET_GO = ":letGo:";

    /** Reads the fields of a hash; {@code epoch} is the one that counts, empty if the room has none yet. */
    static Reported read(RoomName room, String epoch, Object hash) {
        List<?> fields = (List<?>) hash;
        String counts = epoch;
        long last = 0;
        long letGo = 0;
        Map<Long, Entry> entries = new HashMap<>();
        for (int i = 0; i < fields.size(); i += 2) {
            String field = text(fields.get(i));
            Object value = fields.get(i + 1);
            if (counts.isEmpty()) {
                counts = field.substring(0, field.indexOf(':'));
            }
            if (!field.startsWith(counts + ':')) {
                continue;
            }
            if (field.startsWith(counts + LAST)) {
                last = Math.max(last, Link.number(value));
            } else if (field.startsWith(counts + LET_GO)) {
                letGo = Math.max(letGo, Link.number(value));
            } else {
                long seq = Long.parseLong(field.substring(counts.length() + 1));
                entries.put(seq, HotEntries.read(room, counts, seq, (byte[]) value));
            }
        }
        return new Reported(room, counts, last, letGo, entries);
    }

    /**
     * The entries after a number, without gaps. If all nodes have reported, what none of them knows was not acknowledged to anybody
     * and shown to nobody: empty entries take such numbers, as others after them are known.
     */
    List<Entry> following(long seq, boolean complete) {
        List<Entry> following = new ArrayList<>();
        Instant at = Instant.EPOCH;
        for (long next = seq + 1; next <= last; next++) {
            Entry entry = entries.get(next);
            if (entry == null && (!complete || next <= letGo)) {
                break;
            }
            Entry known = entry == null ? empty(next, at) : entry;
            at = known.createdAt();
            following.add(known);
        }
        return following;
    }

    private Entry empty(long seq, Instant at) {
        MessageId id = MessageId.of("lost-" + epoch + '-' + seq);
        return Entry.of(EntryDraft.message(room, id, Sender.ERASED, at, Content.EMPTY), epoch, seq)
                .erase();
    }
}
