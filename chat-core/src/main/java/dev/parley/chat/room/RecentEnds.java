package dev.parley.chat.room;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How far this engine has written lately, in rooms or inboxes: what digests repeat. Bounded; those written least recently are
 * left out. Guarded by {@code this}.
 */
final class RecentEnds<K, E> {

    private final int max;
    private final Duration window;
    private final Map<K, Recent<E>> recent = new LinkedHashMap<>();

    /**
     * The end of a room or an inbox.
     *
     * @param first the first end in the window, or one that is at most twice as old
     */
    record Recent<E>(E end, long nanos, E first, E middle, long middleNanos) {}

    RecentEnds(int max, Duration window) {
        this.max = max;
        this.window = window;
    }

    synchronized void put(K key, E end, long now) {
        Recent<E> before = recent.remove(key);
        if (before == null || now - before.nanos > window.toNanos()) {
            recent.put(key, new Recent<>(end, now, end, end, now));
        } else if (now - before.middleNanos > window.toNanos()) {
            recent.put(key, new Recent<>(end, now, before.middle, end, now));
        } else {
            recent.put(key, new Recent<>(end, now, before.first, before.middle, before.middleNanos));
        }
        if (recent.size() > max) {
            recent.remove(recent.keySet().iterator().next());
        }
    }

    /** What was written in the window, in maps of a size. */
    synchronized List<Map<K, Recent<E>>> parts(int size, long now) {
        recent.values().removeIf(each -> now - each.nanos > window.toNanos());
        List<Map<K, Recent<E>>> parts = new ArrayList<>();
        Map<K, Recent<E>> part = new HashMap<>();
        for (Map.Entry<K, Recent<E>> each : recent.entrySet()) {
            part.put(each.getKey(), each.getValue());
            if (part.size() == size) {
                parts.add(part);
                part = new HashMap<>();
            }
        }
        if (!part.isEmpty()) {
            parts.add(part);
        }
        return parts;
    }
}
