package dev.parley.store;

import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Read markers in memory, bounded. Guarded by the owning store's lock. */
final class MemoryMarkers {

    private record Key(RoomName room, UserId user) {}

    private final int max;
    /** In order of the last move, least recent first. */
    private final Map<Key, ReadMarker> markers = new LinkedHashMap<>();

    MemoryMarkers(int max) {
        this.max = max;
    }

    ReadMarker mark(ReadMarker marker) {
        Key key = new Key(marker.room(), marker.user());
        ReadMarker before = markers.get(key);
        if (before != null && before.seq() >= marker.seq()) {
            return before;
        }
        markers.remove(key);
        if (markers.size() >= max) {
            Iterator<Key> keys = markers.keySet().iterator();
            keys.next();
            keys.remove();
        }
        markers.put(key, marker);
        return marker;
    }

    @Nullable
    ReadMarker get(RoomName room, UserId user) {
        return markers.get(new Key(room, user));
    }

    /** Furthest first. */
    List<ReadMarker> in(RoomName room, int limit) {
        return markers.values().stream()
                .filter(marker -> marker.room().equals(room))
                .sorted(Comparator.comparingLong(ReadMarker::seq).reversed())
                .limit(limit)
                .toList();
    }

    /** Most recently moved first. */
    List<ReadMarker> of(UserId user, int limit) {
        return markers.values().stream()
                .filter(marker -> marker.user().equals(user))
                .sorted(Comparator.comparing(ReadMarker::at).reversed())
                .limit(limit)
                .toList();
    }

    void removeIn(RoomName room) {
        markers.keySet().removeIf(key -> key.room().equals(room));
    }

    void removeOf(UserId user) {
        markers.keySet().removeIf(key -> key.user().equals(user));
    }
}
