package dev.parley.testkit.cluster;

import dev.parley.chat.cluster.SharedState;
import dev.parley.chat.cluster.SharedState.Claim;
import dev.parley.chat.cluster.SharedState.Count;
import dev.parley.chat.cluster.SharedState.Outcome;
import dev.parley.chat.cluster.SharedState.Slice;
import dev.parley.chat.cluster.SharedState.Snapshot;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the engines of a process share, as Redis would have it: by the names of their leases. Guarded by {@code this}. */
final class InProcessLeases {

    private record Timed(String owner, long until) {}

    private record Bucket(double tokens, long at) {}

    private final Scheduler clock;
    /** When each lease ends, in the clock's nanoseconds. */
    private final Map<String, Long> leases = new LinkedHashMap<>();

    private final Map<String, Map<String, Slice>> tables = new HashMap<>();
    private final Map<String, Timed> claims = new HashMap<>();
    private final Map<String, Map<String, Set<String>>> holds = new HashMap<>();
    private final Map<String, Map<String, Long>> counters = new HashMap<>();
    private final Map<String, Bucket> buckets = new HashMap<>();
    private long names;
    private boolean away;

    InProcessLeases(Scheduler clock) {
        this.clock = clock;
    }

    synchronized boolean away() {
        return away;
    }

    synchronized void away(boolean now) {
        away = now;
    }

    /** Forgets everything, as a Redis that lost its data. */
    synchronized void lose() {
        leases.clear();
        tables.clear();
        claims.clear();
        holds.clear();
        counters.clear();
        buckets.clear();
    }

    /** Begins a lease, under a name that no other one has or had. */
    synchronized String begin() {
        String name = "engine-" + ++names;
        leases.put(name, clock.nanoTime() + SharedState.LEASE.toNanos());
        return name;
    }

    synchronized boolean isLive(String engine) {
        Long until = leases.get(engine);
        return until != null && until - clock.nanoTime() > 0;
    }

    /** Goes on with a lease; false if it is over. */
    synchronized boolean renew(String engine) {
        boolean live = isLive(engine);
        if (live) {
            leases.put(engine, clock.nanoTime() + SharedState.LEASE.toNanos());
        }
        return live;
    }

    synchronized void end(String engine) {
        leases.remove(engine);
        remove(engine);
    }

    /** Cleans up behind leases that are over. Their names do not return: nothing that is needed can be removed. */
    synchronized void reap() {
        for (String engine : List.copyOf(leases.keySet())) {
            if (!isLive(engine)) {
                end(engine);
            }
        }
    }

    private void remove(String engine) {
        tables.values().forEach(table -> table.remove(engine));
        tables.values().removeIf(Map::isEmpty);
        holds.values().forEach(owners -> owners.remove(engine));
        holds.values().removeIf(Map::isEmpty);
        counters.values().forEach(parts -> parts.remove(engine));
        counters.values().removeIf(Map::isEmpty);
    }

    synchronized Set<String> others(String engine) {
        Set<String> others = new LinkedHashSet<>(leases.keySet());
        others.removeIf(each -> each.equals(engine) || !isLive(each));
        return others;
    }

    /** When the next lease ends unless it is renewed; never later than a renewal from now. */
    synchronized Duration next() {
        long now = clock.nanoTime();
        long next = leases.values().stream()
                .mapToLong(until -> until - now)
                .filter(left -> left > 0)
                .min()
                .orElse(Long.MAX_VALUE);
        return Duration.ofNanos(Math.min(next, SharedState.RENEWAL.toNanos()));
    }

    synchronized void write(String engine, String table, long version, Map<String, String> entries) {
        if (entries.isEmpty()) {
            tables.computeIfPresent(
                    table, (name, slices) -> slices.remove(engine) != null && slices.isEmpty() ? null : slices);
        } else {
            tables.computeIfAbsent(table, name -> new HashMap<>()).put(engine, new Slice(version, entries));
        }
    }

    synchronized Map<String, String> find(String engine, String table, String key) {
        Map<String, String> found = new LinkedHashMap<>();
        slices(engine, table).forEach((other, slice) -> {
            String value = slice.entries().get(key);
            if (value != null) {
                found.put(other, value);
            }
        });
        return found;
    }

    synchronized Snapshot read(String engine, String table) {
        return new Snapshot(others(engine), slices(engine, table));
    }

    synchronized Map<String, Map<String, Long>> versions(String engine, Collection<String> asked) {
        Map<String, Map<String, Long>> found = new HashMap<>();
        for (String table : asked) {
            Map<String, Long> versions = new HashMap<>();
            slices(engine, table).forEach((other, slice) -> versions.put(other, slice.version()));
            if (!versions.isEmpty()) {
                found.put(table, versions);
            }
        }
        return found;
    }

    private Map<String, Slice> slices(String engine, String table) {
        Map<String, Slice> slices = new HashMap<>(tables.getOrDefault(table, Map.of()));
        slices.keySet().retainAll(others(engine));
        return slices;
    }

    synchronized Claim claim(String key, String owner, Duration time) {
        long now = clock.nanoTime();
        Timed held = claims.get(key);
        if (held != null && held.until - now > 0 && !held.owner.equals(owner)) {
            return new Claim(Outcome.NO, held.owner, Duration.ofNanos(held.until - now));
        }
        claims.put(key, new Timed(owner, now + Scheduler.nanos(time)));
        return Claim.GRANTED;
    }

    synchronized Claim hold(String engine, String key, String owner) {
        Map<String, Set<String>> owners = holds.computeIfAbsent(key, name -> new HashMap<>());
        String other = owners.entrySet().stream()
                .filter(each -> isLive(each.getKey()))
                .flatMap(each -> each.getValue().stream())
                .filter(each -> !each.equals(owner))
                .findFirst()
                .orElse(null);
        if (other != null) {
            return new Claim(Outcome.NO, other, Duration.ZERO);
        }
        owners.computeIfAbsent(engine, name -> new HashSet<>()).add(owner);
        return Claim.GRANTED;
    }

    synchronized void releaseAll(String engine) {
        holds.values().forEach(owners -> owners.remove(engine));
    }

    synchronized void release(String engine, String key, String owner) {
        Timed held = claims.get(key);
        if (held != null && held.owner.equals(owner)) {
            claims.remove(key);
        }
        Set<String> owners = holds.getOrDefault(key, Map.of()).get(engine);
        if (owners != null) {
            owners.remove(owner);
        }
    }

    synchronized Count add(String engine, String counter, long part, long change, long max) {
        Map<String, Long> parts = counters.computeIfAbsent(counter, name -> new HashMap<>());
        long others = parts.entrySet().stream()
                .filter(each -> !each.getKey().equals(engine) && isLive(each.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
        long changed = Math.max(0, part + change);
        if (change > 0 && others + changed > max) {
            return new Count(Outcome.NO, others + part);
        }
        parts.put(engine, changed);
        return new Count(Outcome.YES, others + changed);
    }

    synchronized long take(String bucket, long wanted, long burst, Duration interval) {
        long now = clock.nanoTime();
        Bucket before = buckets.getOrDefault(bucket, new Bucket((double) burst, now));
        double tokens =
                Math.min((double) burst, before.tokens + (double) (now - before.at) / Scheduler.nanos(interval));
        long taken = Math.min(wanted, (long) tokens);
        buckets.put(bucket, new Bucket(tokens - (double) taken, now));
        return taken;
    }
}
