package dev.parley.store;

import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Room records in memory, bounded. Versions are kept for as many rooms as there may be records; the version of a room
 * beyond that is {@code forgotten}, the highest of those not kept any more, so that no version ever falls. Guarded by
 * the owning store's lock.
 */
final class MemoryRecords {

    private record Key(RoomName room, String type, String key) {}

    private final int max;
    private final Map<Key, RoomRecord> records = new HashMap<>();
    /** In order of the last change, least recent first. */
    private final Map<RoomName, Long> versions = new LinkedHashMap<>();

    private long forgotten;

    MemoryRecords(int max) {
        this.max = max;
    }

    long put(RoomRecord roomRecord) {
        Key key = new Key(roomRecord.room(), roomRecord.type(), roomRecord.key());
        if (records.size() >= max && !records.containsKey(key)) {
            throw new StoreException(StoreException.Category.FULL, "the bound of " + max + " room records");
        }
        records.put(key, roomRecord);
        return raise(roomRecord.room());
    }

    long remove(RoomName room, String type, String key) {
        return records.remove(new Key(room, type, key)) == null ? version(room) : raise(room);
    }

    /** Removes the records of every room that have this key. */
    void removeAll(String key) {
        Set<RoomName> changed = new HashSet<>();
        for (Key found : List.copyOf(records.keySet())) {
            if (found.key().equals(key)) {
                records.remove(found);
                changed.add(found.room());
            }
        }
        changed.forEach(this::raise);
    }

    List<RoomRecord> where(Predicate<RoomRecord> wanted) {
        return records.values().stream().filter(wanted).toList();
    }

    long version(RoomName room) {
        return versions.getOrDefault(room, forgotten);
    }

    private long raise(RoomName room) {
        long raised = version(room) + 1;
        versions.remove(room);
        versions.put(room, raised);
        if (versions.size() > max) {
            Iterator<Long> kept = versions.values().iterator();
            forgotten = Math.max(forgotten, kept.next());
            kept.remove();
        }
        return raised;
    }
}
