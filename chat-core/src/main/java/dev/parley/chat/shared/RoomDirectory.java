package dev.parley.chat.shared;

import dev.parley.chat.cluster.SharedState;
import dev.parley.model.RoomName;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many users are seen in which room through other engines: each engine lists the rooms that it has some in, at most {@value #MAX_LISTED}.
 * Changes are collected for {@link #INTERVAL}. Guarded by {@code this}; the shared state and the tables are called without it.
 */
public final class RoomDirectory {

    /** How many rooms an engine lists; further ones are not listed elsewhere. */
    static final int MAX_LISTED = 10_000;

    /** How late others hear of a change, and how old {@link #elsewhere} may be. */
    static final Duration INTERVAL = Duration.ofSeconds(1);

    private static final int TABLES = 16;
    private static final String PREFIX = "rooms:";

    private final SharedState state;
    private final SharedTables tables;
    private final Scheduler scheduler;
    private final int maxListed;
    /** What has changed since it was written. */
    private final Map<String, Integer> changed = new LinkedHashMap<>();

    private final Set<String> listed = new HashSet<>();
    private @Nullable SortedMap<String, Integer> elsewhere;
    private long readAt;

    RoomDirectory(SharedState state, SharedTables tables, Scheduler scheduler, int maxListed) {
        this.state = state;
        this.tables = tables;
        this.scheduler = scheduler;
        this.maxListed = maxListed;
    }

    /** Begins to know of the rooms of other engines. */
    public void start() {
        for (int i = 0; i < TABLES; i++) {
            var unused = tables.watch(PREFIX + i);
        }
    }

    public static boolean isOfRooms(String table) {
        return table.startsWith(PREFIX);
    }

    private static String table(String room) {
        return PREFIX + Math.floorMod(room.hashCode(), TABLES);
    }

    /** Notes how many users others see in a room through this engine. */
    public void count(RoomName room, int users) {
        synchronized (this) {
            boolean first = changed.isEmpty();
            changed.put(room.value(), users);
            if (!first) {
                return;
            }
        }
        scheduler.schedule(INTERVAL, this::write);
    }

    private void write() {
        Map<String, Integer> now = new LinkedHashMap<>();
        Set<String> gone = new HashSet<>();
        synchronized (this) {
            changed.forEach((room, users) -> {
                if (users == 0 && listed.remove(room)) {
                    gone.add(room);
                }
            });
            changed.forEach((room, users) -> {
                if (users > 0 && (listed.contains(room) || listed.size() < maxListed)) {
                    listed.add(room);
                    now.put(room, users);
                }
            });
            changed.clear();
        }
        gone.forEach(room -> state.remove(table(room), room, ""));
        now.forEach((room, users) -> state.put(table(room), room, String.valueOf(users)));
    }

    /** The rooms that users are seen in through other engines, by name; a user who is in one through several engines counts with each. */
    public SortedMap<String, Integer> elsewhere() {
        long now = scheduler.nanoTime();
        synchronized (this) {
            SortedMap<String, Integer> known = elsewhere;
            if (known != null && now - readAt < INTERVAL.toNanos()) {
                return known;
            }
        }
        SortedMap<String, Integer> read = Collections.unmodifiableSortedMap(read());
        synchronized (this) {
            elsewhere = read;
            readAt = now;
        }
        return read;
    }

    private SortedMap<String, Integer> read() {
        SortedMap<String, Integer> all = new TreeMap<>();
        for (int i = 0; i < TABLES; i++) {
            for (Map.Entry<String, Integer> each : counts(PREFIX + i).entrySet()) {
                if (each.getValue() > 0 && isName(each.getKey())) {
                    all.put(each.getKey(), each.getValue());
                }
            }
        }
        return all;
    }

    private Map<String, Integer> counts(String table) {
        Map<String, Integer> counts = new HashMap<>();
        for (String room : tables.keys(table)) {
            long users = tables.values(table, room).stream()
                    .mapToLong(RoomDirectory::count)
                    .sum();
            counts.put(room, (int) Math.min(users, Integer.MAX_VALUE));
        }
        return counts;
    }

    private static long count(String written) {
        try {
            return Math.max(0, Integer.parseInt(written));
        } catch (NumberFormatException malformed) {
            return 0;
        }
    }

    private static boolean isName(String room) {
        try {
            return !RoomName.of(room).value().isEmpty();
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
