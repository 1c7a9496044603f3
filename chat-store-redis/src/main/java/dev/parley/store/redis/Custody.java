package dev.parley.store.redis;

import dev.parley.model.Entry;
import dev.parley.model.RoomName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Entries that this process has acknowledged or read and that are not known to be archived, in case that Redis loses them. Beyond
 * the bound the oldest are let go; their highest number and that of their room stay known. Once it was reported to a process of Redis,
 * nothing comes in any more that an earlier one gave: the report lacks it, and its number may be given again. Guarded by {@code this}.
 */
final class Custody {

    /** One entry; compared by identity. */
    private static final class Held {
        private final Entry entry;
        private final int bytes;

        Held(Entry entry) {
            this.entry = entry;
            this.bytes = entry.draft().approximateBytes();
        }

        RoomName room() {
            return entry.room();
        }
    }

    /** What is kept of a room. */
    static final class Kept {
        private final String epoch;
        private final NavigableMap<Long, Held> entries = new TreeMap<>();
        private long last;
        private long letGo;

        Kept(String epoch) {
            this.epoch = epoch;
        }
    }

    /** What is reported of a room: the highest number that is known, the highest of an entry that was let go, and the others. */
    record Report(RoomName room, String epoch, long last, long letGo, List<Entry> entries) {}

    private static final int SLACK = 1_000;

    private final long maxBytes;
    private final Map<RoomName, Kept> rooms = new HashMap<>();
    /** With some that are archived meanwhile, as many as the others and {@code SLACK} at most. */
    private final ArrayDeque<Held> oldest = new ArrayDeque<>();

    private long bytes;
    private int count;

    /** The last process of Redis that was told what is here. */
    private int reported;

    Custody(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** An entry that a process of Redis took. False if a later one has had the report: whether the entry is there is not known. */
    synchronized boolean add(int generation, Entry entry) {
        if (generation < reported) {
            return false;
        }
        Kept kept = rooms.get(entry.room());
        if (kept == null || !kept.epoch.equals(entry.epoch())) {
            forget(entry.room());
            kept = new Kept(entry.epoch());
            rooms.put(entry.room(), kept);
        }
        keep(kept, entry);
        return true;
    }

    /** Entries of a process of Redis that somebody may see, of one room. False if a later one has had the report: read them again. */
    synchronized boolean addRead(int generation, List<Entry> entries) {
        if (generation < reported) {
            return false;
        }
        for (Entry entry : entries) {
            Kept kept = rooms.computeIfAbsent(entry.room(), room -> new Kept(entry.epoch()));
            if (kept.epoch.equals(entry.epoch())) {
                keep(kept, entry);
            }
        }
        return true;
    }

    private void keep(Kept kept, Entry entry) {
        Held held = new Held(entry);
        kept.last = Math.max(kept.last, entry.seq());
        if (entry.seq() > kept.letGo && kept.entries.putIfAbsent(entry.seq(), held) == null) {
            oldest.add(held);
            bytes += held.bytes;
            count++;
        }
        while (bytes > maxBytes) {
            letGo(oldest.remove());
        }
        if (oldest.size() > 2 * count + SLACK) {
            oldest.removeIf(each -> !isKept(each));
        }
    }

    /** These are in the archive. */
    synchronized void archived(RoomName room, String epoch, long through) {
        Kept kept = rooms.get(room);
        if (kept == null || !kept.epoch.equals(epoch)) {
            return;
        }
        for (Held held : List.copyOf(kept.entries.headMap(through, true).values())) {
            remove(held);
        }
        if (kept.last <= through) {
            rooms.remove(room);
        }
        if (rooms.isEmpty()) {
            oldest.clear();
        }
    }

    /** The room has another epoch. */
    synchronized void forget(RoomName room) {
        Kept kept = rooms.remove(room);
        if (kept != null) {
            kept.entries.values().forEach(held -> bytes -= held.bytes);
            count -= kept.entries.size();
        }
    }

    /** What is told to a process of Redis. */
    synchronized List<Report> reports(int generation) {
        reported = Math.max(reported, generation);
        List<Report> reports = new ArrayList<>();
        rooms.forEach((room, kept) -> reports.add(new Report(
                room,
                kept.epoch,
                kept.last,
                kept.letGo,
                kept.entries.values().stream().map(held -> held.entry).toList())));
        return reports;
    }

    synchronized long bytes() {
        return bytes;
    }

    private void letGo(Held held) {
        Kept kept = rooms.get(held.room());
        if (kept != null && isKept(held)) {
            kept.letGo = Math.max(kept.letGo, held.entry.seq());
            remove(held);
        }
    }

    private boolean isKept(Held held) {
        Kept kept = rooms.get(held.room());
        return kept != null && kept.entries.get(held.entry.seq()) == held;
    }

    private void remove(Held held) {
        Kept kept = rooms.get(held.room());
        if (kept != null && kept.entries.remove(held.entry.seq(), held)) {
            bytes -= held.bytes;
            count--;
        }
    }
}
