package dev.parley.testkit.cluster;

import dev.parley.chat.cluster.ChatPeer;
import dev.parley.chat.cluster.Hint;
import dev.parley.chat.cluster.SharedState;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The shared state as one engine of the process has it: what is its own, its lease, and whether it reaches the others. Its own is guarded
 * by {@code this}; hints and the peer are called without it.
 */
final class InProcessSharedState implements SharedState {

    /** How long after the end of a lease the others look. */
    private static final Duration MARGIN = Duration.ofMillis(10);

    private final InProcessLeases leases;
    private final Scheduler clock;
    private final Supplier<Duration> slowness;
    private final Consumer<Hint> hints;
    private final Map<String, Map<String, String>> tables = new LinkedHashMap<>();
    private final Map<String, Long> versions = new HashMap<>();
    private final Map<String, Set<String>> holds = new LinkedHashMap<>();
    private final Map<String, Long> counters = new LinkedHashMap<>();
    private String self = "";
    private long version;
    private long renewedAt;
    /** Whether something of its own is not written. */
    private boolean behind;

    private boolean stopped;
    private boolean handedOver;
    private boolean available = true;
    private @Nullable ChatPeer peer;
    private Scheduler.@Nullable Cancellable timer;

    InProcessSharedState(InProcessLeases leases, Scheduler clock, Supplier<Duration> slowness, Consumer<Hint> hints) {
        this.leases = leases;
        this.clock = clock;
        this.slowness = slowness;
        this.hints = hints;
    }

    void start(ChatPeer engine) {
        synchronized (this) {
            peer = engine;
        }
        turn();
    }

    /** Stands still, as a process that is stopped; or goes on. */
    void stopped(boolean now) {
        synchronized (this) {
            stopped = now;
            cancel();
        }
        if (!now) {
            turn();
        }
    }

    /** Ends its part; {@code killed} leaves the lease to its end. */
    synchronized void close(boolean killed) {
        boolean last = peer != null;
        cancel();
        peer = null;
        if (killed || leases.away()) {
            return;
        }
        if (!handedOver) {
            leases.end(self);
        } else if (last) {
            leases.renew(self);
        }
    }

    @Override
    public synchronized void handOver() {
        handedOver = true;
    }

    private void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** Renews the lease if it is time, takes a new one if it is over, and looks at those of the others. */
    void turn() {
        ChatPeer to;
        Set<String> others;
        boolean anew = false;
        synchronized (this) {
            to = peer;
            if (to == null || stopped) {
                return;
            }
            cancel();
            timer = clock.schedule(leases.next().plus(MARGIN), this::turn);
            available = !leases.away();
            if (!available) {
                return;
            }
            boolean due = self.isEmpty() || clock.nanoTime() - renewedAt >= RENEWAL.toNanos();
            if (due || !leases.isLive(self)) {
                anew = !leases.renew(self);
                if (anew) {
                    self = leases.begin();
                    versions.clear();
                    version = 0;
                }
                renewedAt = clock.nanoTime();
            }
            if (anew || behind) {
                writeAll();
            }
            leases.reap();
            others = leases.others(self);
        }
        to.onEngines(others, anew);
    }

    private void writeAll() {
        behind = false;
        Set<String> all = new LinkedHashSet<>(tables.keySet());
        all.addAll(versions.keySet());
        all.forEach(this::write);
        leases.releaseAll(self);
        holds.forEach((key, owners) ->
                owners.removeIf(owner -> leases.hold(self, key, owner).outcome() == Outcome.NO));
        counters.forEach((counter, part) -> leases.add(self, counter, part, 0, Long.MAX_VALUE));
    }

    private void write(String table) {
        Map<String, String> entries = tables.getOrDefault(table, Map.of());
        leases.write(self, table, ++version, entries);
        if (entries.isEmpty()) {
            versions.remove(table);
        } else {
            versions.put(table, version);
        }
    }

    private boolean reached() {
        available = !leases.away();
        return available && !stopped && leases.isLive(self);
    }

    @Override
    public synchronized boolean available() {
        return available;
    }

    @Override
    public void put(String table, String key, String value) {
        change(table, key, value, "");
    }

    @Override
    public void remove(String table, String key, String note) {
        change(table, key, null, note);
    }

    private void change(String table, String key, @Nullable String value, String note) {
        Hint.Changed hint;
        synchronized (this) {
            if (value != null) {
                tables.computeIfAbsent(table, name -> new HashMap<>()).put(key, value);
            } else {
                Map<String, String> entries = tables.get(table);
                if (entries == null || entries.remove(key) == null) {
                    return;
                }
                if (entries.isEmpty()) {
                    tables.remove(table);
                }
            }
            if (!reached()) {
                behind = true;
                return;
            }
            long previous = versions.getOrDefault(table, 0L);
            write(table);
            hint = new Hint.Changed(self, table, previous, version, key, value, note);
        }
        hints.accept(hint);
    }

    private <T> CompletionStage<T> answer(T unknown, Supplier<T> known) {
        T answer;
        synchronized (this) {
            answer = reached() ? known.get() : unknown;
        }
        Duration slow = slowness.get();
        if (slow.isZero()) {
            return CompletableFuture.completedStage(answer);
        }
        CompletableFuture<T> later = new CompletableFuture<>();
        clock.schedule(
                slow.compareTo(ANSWER) < 0 ? slow : ANSWER,
                () -> later.complete(slow.compareTo(ANSWER) < 0 ? answer : unknown));
        return later;
    }

    @Override
    public CompletionStage<Optional<Map<String, String>>> find(String table, String key) {
        return answer(Optional.empty(), () -> Optional.of(leases.find(self, table, key)));
    }

    @Override
    public CompletionStage<Optional<Snapshot>> read(String table) {
        return answer(Optional.empty(), () -> Optional.of(leases.read(self, table)));
    }

    @Override
    public CompletionStage<Optional<Map<String, Map<String, Long>>>> versions(Collection<String> asked) {
        List<String> all = new ArrayList<>(asked);
        return answer(Optional.empty(), () -> Optional.of(leases.versions(self, all)));
    }

    @Override
    public CompletionStage<Claim> claim(String key, String owner, Duration time) {
        return answer(Claim.UNKNOWN, () -> leases.claim(key, owner, time));
    }

    @Override
    public synchronized CompletionStage<Claim> hold(String key, String owner) {
        Claim claim = reached() ? leases.hold(self, key, owner) : Claim.UNKNOWN;
        if (claim.outcome() != Outcome.NO) {
            holds.computeIfAbsent(key, name -> new LinkedHashSet<>()).add(owner);
            behind |= claim.outcome() == Outcome.UNKNOWN;
        }
        return answer(Claim.UNKNOWN, () -> claim);
    }

    @Override
    public synchronized void release(String key, String owner) {
        holds.computeIfPresent(key, (name, owners) -> owners.remove(owner) && owners.isEmpty() ? null : owners);
        if (reached()) {
            leases.release(self, key, owner);
        } else {
            behind = true;
        }
    }

    @Override
    public synchronized CompletionStage<Count> add(String counter, long change, long max) {
        long part = counters.getOrDefault(counter, 0L);
        boolean reached = reached();
        Count count = reached ? leases.add(self, counter, part, change, max) : Count.UNKNOWN;
        if (count.outcome() != Outcome.NO) {
            counters.put(counter, Math.max(0, part + change));
            behind |= !reached;
        }
        return answer(Count.UNKNOWN, () -> count);
    }

    @Override
    public CompletionStage<OptionalLong> take(String bucket, long wanted, long burst, Duration interval) {
        return answer(OptionalLong.empty(), () -> OptionalLong.of(leases.take(bucket, wanted, burst, interval)));
    }
}
