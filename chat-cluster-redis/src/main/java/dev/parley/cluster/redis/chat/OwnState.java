package dev.parley.cluster.redis.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one engine has put, holds and counts, and what of it is to be written. It is as large as what the engine has to share; nothing
 * waits twice. Guarded by {@code this}.
 */
final class OwnState {

    private record Place(String table, String key) {}

    /** One entry as it is to be written; {@code value} is null if it is removed. */
    record Write(
            String table, String key, @Nullable String value, String note, long previous, long version, boolean last) {}

    private final Map<String, Map<String, String>> tables = new HashMap<>();
    /** The versions of the tables as they were written. */
    private final Map<String, Long> versions = new HashMap<>();
    /** The keys of each table that are written. */
    private final Map<String, Set<String>> written = new HashMap<>();

    private final Map<Place, String> waiting = new LinkedHashMap<>();
    private final Map<String, Set<String>> holds = new HashMap<>();
    private final Map<String, Long> counters = new HashMap<>();
    private long version;

    synchronized void put(String table, String key, String value) {
        tables.computeIfAbsent(table, name -> new HashMap<>()).put(key, value);
        waiting.put(new Place(table, key), "");
    }

    /** False if there is no such entry. */
    synchronized boolean remove(String table, String key, String note) {
        Map<String, String> entries = tables.get(table);
        if (entries == null || entries.remove(key) == null) {
            return false;
        }
        if (entries.isEmpty()) {
            tables.remove(table);
        }
        waiting.put(new Place(table, key), note);
        return true;
    }

    /** The next entries to be written, in order, with the versions that they make; they wait no more. */
    synchronized List<Write> next(int max) {
        List<Write> writes = new ArrayList<>();
        Iterator<Map.Entry<Place, String>> each = waiting.entrySet().iterator();
        while (each.hasNext() && writes.size() < max) {
            Map.Entry<Place, String> next = each.next();
            each.remove();
            String table = next.getKey().table;
            String key = next.getKey().key;
            String value = tables.getOrDefault(table, Map.of()).get(key);
            Set<String> keys = written.computeIfAbsent(table, name -> new LinkedHashSet<>());
            boolean changes = value != null || keys.remove(key);
            if (value != null) {
                keys.add(key);
            }
            if (keys.isEmpty()) {
                written.remove(table);
            }
            if (changes) {
                long previous = versions.getOrDefault(table, 0L);
                version++;
                if (keys.isEmpty()) {
                    versions.remove(table);
                } else {
                    versions.put(table, version);
                }
                writes.add(new Write(table, key, value, next.getValue(), previous, version, keys.isEmpty()));
            }
        }
        return writes;
    }

    /** All is to be written again, as nothing of it is there: there is a new lease. */
    synchronized void renew() {
        version = 0;
        versions.clear();
        written.clear();
        waiting.clear();
        tables.forEach((table, entries) -> entries.keySet().forEach(key -> waiting.put(new Place(table, key), "")));
    }

    synchronized void hold(String key, String owner) {
        holds.computeIfAbsent(key, name -> new LinkedHashSet<>()).add(owner);
    }

    /** Whether nothing is held any more under this key. */
    synchronized boolean release(String key, String owner) {
        holds.computeIfPresent(key, (name, owners) -> owners.remove(owner) && owners.isEmpty() ? null : owners);
        return !holds.containsKey(key);
    }

    synchronized void count(String counter, long change) {
        counters.compute(counter, (name, part) -> {
            long now = Math.max(0, (part == null ? 0 : part) + change);
            return now == 0 ? null : now;
        });
    }

    /** The parts of the counters. */
    synchronized Map<String, Long> counters() {
        return Map.copyOf(counters);
    }

    /** The owners of what is held. */
    synchronized Map<String, List<String>> holds() {
        Map<String, List<String>> all = new HashMap<>();
        holds.forEach((key, owners) -> all.put(key, List.copyOf(owners)));
        return all;
    }
}
