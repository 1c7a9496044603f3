package dev.parley.socketio.recovery;

import dev.parley.socketio.event.SocketKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The application's data on one socket. Thread-safe: created under {@code this}, then a concurrent map. */
public final class SocketData {

    /** Null while there is none. */
    private volatile @Nullable ConcurrentMap<SocketKey<?>, Object> values;

    public <T> @Nullable T get(SocketKey<T> key) {
        ConcurrentMap<SocketKey<?>, Object> known = values;
        return known == null ? null : key.type().cast(known.get(key));
    }

    public <T> void set(SocketKey<T> key, @Nullable T value) {
        ConcurrentMap<SocketKey<?>, Object> known = values;
        if (known == null) {
            synchronized (this) {
                known = values;
                if (known == null) {
                    known = new ConcurrentHashMap<>(4);
                    values = known;
                }
            }
        }
        if (value == null) {
            known.remove(key);
        } else {
            known.put(key, value);
        }
    }

    public Map<SocketKey<?>, Object> copy() {
        Map<SocketKey<?>, Object> known = values;
        return known == null ? Map.of() : Map.copyOf(known);
    }

    public void restore(Map<SocketKey<?>, Object> saved) {
        values = new ConcurrentHashMap<>(saved);
    }
}
