package dev.parley.chat.shared;

import dev.parley.chat.cluster.Hint;
import dev.parley.chat.cluster.SharedState;
import dev.parley.chat.shared.TableCopy.Lingering;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Copies of those tables of the {@link SharedState} that this engine needs: hints change them at once; what hints do not bring is found within
 * {@link #COMPARE_INTERVAL} by comparing versions. Guarded by {@code this}; the shared state and the listener are called without it.
 *
 * <p>Nothing is gone before the shared state has confirmed it: neither what a hint removes, nor what this engine has removed itself, nor what
 * an engine had whose lease is over, which counts for another grace period. If it does not answer, what is gone by the word of its engine is gone,
 * unless the caller says that it had better stay; what only seems to be gone stays.
 */
public final class SharedTables {

    /** The time between comparisons of versions. */
    static final Duration COMPARE_INTERVAL = Duration.ofSeconds(2);

    /** Maximum number of tables in one comparison; further ones have their turn in the next. */
    static final int COMPARED_AT_ONCE = 1_000;

    /** How long hints that overtook others wait for them. */
    private static final Duration MISSING = Duration.ofMillis(50);

    /** Where an engine that has ended says that it has left to others what it had, until its lease is over. */
    private static final String ENDED = "ended";

    /** Hears of changes. Called outside locks, concurrently; what counts is what the tables say at that time. */
    public interface Listener {

        /** An entry has changed or is gone; {@code note} says why it is gone, if that is known. */
        void changed(String table, String key, String note);

        /** A table was read for the first time. */
        void loaded(String table);
    }

    private final SharedState state;
    private final Scheduler scheduler;
    private final Executor executor;
    private final Duration grace;
    private final Map<String, TableCopy> tables = new LinkedHashMap<>();
    /** Engines whose lease is over, with when what they had is over, too. */
    private final Map<String, Long> ending = new HashMap<>();

    private long certainFrom;
    private int turn;
    private @Nullable Listener listener;
    private Scheduler.@Nullable Cancellable comparison;
    private boolean closed;

    /**
     * Creates copies of nothing.
     *
     * @param executor runs the listener
     * @param grace how long what an engine had counts after its lease
     */
    public SharedTables(SharedState state, Scheduler scheduler, Executor executor, Duration grace) {
        this.state = state;
        this.scheduler = scheduler;
        this.executor = executor;
        this.grace = grace;
        this.certainFrom = scheduler.nanoTime();
    }

    /** Begins to compare. */
    public void start(Listener to) {
        synchronized (this) {
            listener = to;
        }
        var unused = watch(ENDED);
        repeat();
    }

    /** The engine ends: what it has put counts until another one has it, or its lease is over. */
    public void leave() {
        state.put(ENDED, "engine", "1");
    }

    public synchronized void close() {
        closed = true;
        tables.clear();
        if (comparison != null) {
            comparison.cancel();
        }
    }

    private synchronized void repeat() {
        if (!closed) {
            comparison = scheduler.schedule(COMPARE_INTERVAL, () -> {
                repeat();
                compare();
            });
        }
    }

    /** Whether the shared state answers; otherwise what is known of others is that of before. */
    public boolean certain() {
        return state.available();
    }

    /** Begins to keep a copy, once more if there is one; completes when it is read, or cannot be. */
    public CompletionStage<?> watch(String table) {
        TableCopy copy;
        synchronized (this) {
            copy = tables.get(table);
            if (copy != null) {
                copy.use();
                return CompletableFuture.completedStage(null);
            }
            copy = new TableCopy(table);
            tables.put(table, copy);
            TableCopy ended = tables.get(ENDED);
            copy.ended(ended == null ? Set.of() : ended.holders());
        }
        return read(copy);
    }

    /**
     * Completes when a table that is watched was read and the listener was told so; never if that does not happen. It completes on the executor
     * of the listener.
     */
    public synchronized CompletionStage<?> found(String table) {
        TableCopy copy = tables.get(table);
        return copy == null ? new CompletableFuture<>() : copy.found();
    }

    /** Ends what {@link #watch} began. */
    public synchronized void forget(String table) {
        TableCopy copy = tables.get(table);
        if (copy != null && copy.unuse()) {
            tables.remove(table);
        }
    }

    /** Whether the copy of a table was read. */
    public synchronized boolean isKnown(String table) {
        TableCopy copy = tables.get(table);
        return copy != null && copy.loaded();
    }

    /** What other engines have for a key. */
    public synchronized List<String> values(String table, String key) {
        TableCopy copy = tables.get(table);
        return copy == null ? List.of() : copy.values(key);
    }

    /** The keys that other engines have. */
    public synchronized Set<String> keys(String table) {
        TableCopy copy = tables.get(table);
        return copy == null ? Set.of() : copy.keys();
    }

    /** Puts an entry of this engine. */
    public void put(String table, String key, String value) {
        boolean superseded;
        synchronized (this) {
            TableCopy copy = tables.get(table);
            superseded = copy != null && copy.arrived(key);
        }
        state.put(table, key, value);
        if (superseded) {
            notify(table, Map.of(key, ""));
        }
    }

    /**
     * Removes the entry of this engine. It counts as that of another one until none is confirmed to have one; then the listener is called.
     *
     * @param value what it was
     * @param note why it is gone
     * @param patient whether it counts for as long as that is not known
     */
    public void remove(String table, String key, String value, String note, boolean patient) {
        state.remove(table, key, note);
        TableCopy copy;
        Lingering last;
        synchronized (this) {
            copy = tables.get(table);
            last = copy == null ? null : copy.left(key, value, note, patient);
        }
        if (copy == null || last == null) {
            notify(table, Map.of(key, note));
        } else {
            confirm(copy, key, last);
        }
    }

    /** Applies a hint. */
    public void onHint(Hint.Changed hint) {
        TableCopy copy;
        TableCopy.Applied applied;
        Lingering last;
        synchronized (this) {
            copy = tables.get(hint.table());
            if (copy == null) {
                return;
            }
            if (!copy.loaded()) {
                copy.touch();
                return;
            }
            applied = copy.apply(hint);
            last = copy.lingering(hint.key());
            noteEnded(copy);
        }
        if (applied == TableCopy.Applied.CHANGED) {
            notify(hint.table(), Map.of(hint.key(), hint.note()));
        } else if (applied == TableCopy.Applied.LINGERS && last != null) {
            confirm(copy, hint.key(), last);
        } else if (applied == TableCopy.Applied.GAP) {
            readLater(copy);
        }
    }

    /** Called with the lock when a copy has changed. */
    private void noteEnded(TableCopy changed) {
        if (changed.name.equals(ENDED)) {
            Set<String> ended = changed.holders();
            tables.values().forEach(copy -> copy.ended(ended));
        }
    }

    private void readLater(TableCopy copy) {
        scheduler.schedule(MISSING, () -> {
            var unused = read(copy);
        });
    }

    private void confirm(TableCopy copy, String key, Lingering last) {
        state.find(copy.name, key).thenAccept(found -> {
            boolean known = found.isPresent();
            if (known && !found.get().isEmpty()) {
                // Another engine has it, of which this one does not know yet.
                var unused = read(copy);
                return;
            }
            boolean gone;
            synchronized (this) {
                gone = (known || !last.patient) && copy.endLingering(key, last);
            }
            if (gone) {
                notify(copy.name, Map.of(key, last.note));
            }
        });
    }

    /** Which other engines are alive. */
    public void onEngines(Set<String> others, boolean anew) {
        Duration wait = null;
        synchronized (this) {
            long now = scheduler.nanoTime();
            if (anew) {
                certainFrom = now + SharedState.LEASE.toNanos();
            }
            ending.keySet().removeAll(others);
            long end = Math.max(now, certainFrom) + grace.toNanos();
            for (TableCopy copy : tables.values()) {
                for (String engine : copy.engines()) {
                    if (!others.contains(engine) && ending.putIfAbsent(engine, end) == null) {
                        wait = Duration.ofNanos(end - now);
                    }
                }
            }
        }
        if (wait != null) {
            scheduler.schedule(wait, this::end);
        }
        if (anew) {
            // What could not be read before is read at once.
            compare();
        }
    }

    /** Forgets what engines had that are no more. */
    private void end() {
        List<TableCopy> concerned = new ArrayList<>();
        synchronized (this) {
            long now = scheduler.nanoTime();
            List<String> over = ending.entrySet().stream()
                    .filter(each -> each.getValue() - now <= 0)
                    .map(Map.Entry::getKey)
                    .toList();
            over.forEach(ending::remove);
            for (TableCopy copy : tables.values()) {
                boolean changed = false;
                for (String engine : over) {
                    changed |= copy.end(engine);
                }
                if (changed) {
                    concerned.add(copy);
                    noteEnded(copy);
                }
            }
        }
        concerned.forEach(this::read);
    }

    /** Compares the versions of what is known with those in the shared state, and reads what differs. */
    public void compare() {
        Map<TableCopy, Long> some = new LinkedHashMap<>();
        synchronized (this) {
            List<TableCopy> all = List.copyOf(tables.values());
            int count = Math.min(all.size(), COMPARED_AT_ONCE);
            for (int i = 0; i < count; i++) {
                TableCopy copy = all.get((turn + i) % all.size());
                some.put(copy, copy.changes());
            }
            turn = all.isEmpty() ? 0 : (turn + count) % all.size();
        }
        if (!some.isEmpty()) {
            List<String> names = some.keySet().stream().map(copy -> copy.name).toList();
            state.versions(names).thenAccept(found -> found.ifPresent(versions -> compare(some, versions)));
        }
    }

    private void compare(Map<TableCopy, Long> some, Map<String, Map<String, Long>> versions) {
        List<TableCopy> different = new ArrayList<>();
        synchronized (this) {
            some.forEach((copy, changes) -> {
                boolean same = copy.loaded()
                        && !copy.lingers()
                        && !copy.differs(versions.getOrDefault(copy.name, Map.of()), ending.keySet());
                if (!same && copy.changes() == changes) {
                    different.add(copy);
                }
            });
        }
        different.forEach(this::read);
    }

    private CompletionStage<?> read(TableCopy copy) {
        long changes;
        synchronized (this) {
            if (!copy.beginReading()) {
                return CompletableFuture.completedStage(null);
            }
            changes = copy.changes();
        }
        return state.read(copy.name).thenAccept(found -> read(copy, changes, found));
    }

    private void read(TableCopy copy, long changes, Optional<SharedState.Snapshot> found) {
        Map<String, String> changed = Map.of();
        boolean first;
        boolean late;
        synchronized (this) {
            copy.endReading();
            if (found.isEmpty() || tables.get(copy.name) != copy) {
                return;
            }
            first = !copy.loaded();
            // What was read may be older than what hints have brought meanwhile.
            late = copy.changes() != changes;
            if (first || !late) {
                changed = copy.replace(found.get());
                noteEnded(copy);
            }
        }
        if (late) {
            readLater(copy);
        }
        if (first) {
            Listener to = listener();
            if (to != null && !copy.name.equals(ENDED)) {
                execute(() -> {
                    to.loaded(copy.name);
                    copy.toldOfFirst();
                });
            }
        } else if (!changed.isEmpty()) {
            notify(copy.name, changed);
        }
    }

    private synchronized @Nullable Listener listener() {
        return closed ? null : listener;
    }

    private void notify(String table, Map<String, String> changed) {
        Listener to = listener();
        if (to != null && !table.equals(ENDED)) {
            execute(() -> changed.forEach((key, note) -> to.changed(table, key, note)));
        }
    }

    private void execute(Runnable call) {
        try {
            executor.execute(call);
        } catch (RejectedExecutionException closing) {
            // There is nobody left who would hear it.
        }
    }
}
