package dev.parley.socketio.listener;

import dev.parley.socketio.event.Subscription;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The listeners of one socket or namespace, by event and in order. Copy-on-write under {@code this}; reads are
 * lock-free. Listeners are never called under the lock.
 */
public class ListenerRegistry {

    private static final Entry[] NONE = {};

    private volatile Entry[] entries = NONE;

    /** A registration; entries are compared by identity: two registrations of one listener are two entries. */
    public record Entry(@Nullable String event, Listener listener, boolean once, Kind kind) {

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /** What a listener listens to. */
    public enum Kind {
        EVENT,
        ANY_INCOMING,
        ANY_OUTGOING,
        UNHANDLED,
        MIDDLEWARE,
        DISCONNECTING,
        DISCONNECT,
        ERROR;

        public String eventName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public synchronized Subscription add(Entry entry, boolean first) {
        Entry[] before = entries;
        Entry[] after = new Entry[before.length + 1];
        System.arraycopy(before, 0, after, first ? 1 : 0, before.length);
        after[first ? 0 : before.length] = entry;
        entries = after;
        return () -> remove(entry);
    }

    public synchronized boolean remove(Entry entry) {
        Entry[] before = entries;
        for (int i = 0; i < before.length; i++) {
            if (before[i].equals(entry)) {
                Entry[] after = new Entry[before.length - 1];
                System.arraycopy(before, 0, after, 0, i);
                System.arraycopy(before, i + 1, after, i, after.length - i);
                entries = after;
                return true;
            }
        }
        return false;
    }

    public synchronized void removeIf(Predicate<Entry> which) {
        entries = Arrays.stream(entries).filter(which.negate()).toArray(Entry[]::new);
    }

    public Entry[] entries() {
        return entries;
    }

    public boolean has(Kind kind) {
        for (Entry entry : entries) {
            if (entry.kind == kind) {
                return true;
            }
        }
        return false;
    }
}
