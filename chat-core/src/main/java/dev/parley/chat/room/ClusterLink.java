package dev.parley.chat.room;

import dev.parley.chat.cluster.ChatCluster;
import dev.parley.chat.cluster.ChatPeer;
import dev.parley.chat.cluster.Hint;
import dev.parley.chat.log.AppendListener;
import dev.parley.chat.log.StoredEntry;
import dev.parley.chat.shared.SharedTables;
import dev.parley.model.Entry;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.runtime.FailureLog;
import dev.parley.runtime.UncaughtErrors;
import dev.parley.store.Head;
import dev.parley.store.MessageLog;
import dev.parley.store.MessageStore;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects an engine with the others of its cluster: hints of what it has stored go out, hints of the others lead to the
 * same publication as entries of its own. What hints do not bring, digests do, and comparing the heads of all rooms and the
 * versions of their records with the store. The queue of hints and the acts are guarded by
 * {@code this}, which is not held while the store or the cluster is called.
 *
 * <p>One task at a time applies hints and reads what they lead to, so that a store that does not answer holds up one of its
 * threads for them and leaves the others to clients. These reads are in no queue with a limit, and do not count for the
 * circuit breaker: when the store answers again, they go on by themselves.
 */
public final class ClusterLink implements AppendListener, ChatPeer, OtherEngines {

    /** Maximum number of hints that wait. Beyond it they are dropped, and all rooms are compared with the store. */
    static final int MAX_HINTS = 10_000;

    /** Maximum size of the hints that wait, as estimated by {@code approximateBytes}. Beyond it likewise. */
    static final long MAX_HINT_BYTES = 16L << 20;

    /** Maximum number of rooms whose ends are repeated; the least recently written ones are left out. */
    static final int MAX_RECENT = 10_000;

    /** How long hints that overtook others wait for them. */
    private static final Duration MISSING = Duration.ofMillis(50);

    private static final int HINTS_PER_TURN = 100;

    static final Duration DIGEST_INTERVAL = Duration.ofSeconds(2);
    static final Duration DIGEST_WINDOW = Duration.ofSeconds(10);
    static final Duration COMPARE_INTERVAL = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(ClusterLink.class);

    /** Maximum number of acts that are repeated, and, times ten, of those that are known to be carried out. */
    static final int MAX_ACTS = 1_000;

    /** What an engine does about hints that are not about what is in a log. */
    public interface Acts {

        /** Carries out what another engine asks for; called once for an id, on a store thread. */
        void perform(Hint.Act act);

        /** Shows clients of this engine what is in no log. Called on a store thread. */
        void show(Hint hint);

        /** Hints were lost, perhaps for longer than they are repeated. Called on a store thread. */
        void returned();

        /** What has records that hold here, besides the rooms in memory. Called on a store thread. */
        List<RoomName> alsoCompared();

        /**
         * Reads the records of a room in memory, from this store, if their version is above that of its copy. Called on a
         * store thread.
         *
         * @throws RuntimeException if the store fails; the next comparison repeats it
         */
        void compare(RoomName room, long version, MessageStore from);
    }

    private record Told(Hint.Act act, long nanos) {}

    private final ChatCluster cluster;
    private final Publisher publisher;
    private final MessageStore store;
    private final Scheduler scheduler;
    private final Executor executor;
    private final Supplier<Collection<RoomName>> rooms;
    private final SharedTables tables;
    private final FailureLog failures;
    /** Rooms that miss entries whose hints may be on the way; beyond {@link #MAX_HINTS} they wait for a digest. */
    private final Set<RoomName> incomplete = new HashSet<>();

    private final Queue<Hint> hints = new ArrayDeque<>();
    private final RecentEnds<RoomName, Hint.End> recent = new RecentEnds<>(MAX_RECENT, DIGEST_WINDOW);
    private final RecentEnds<UserId, Long> inboxes = new RecentEnds<>(MAX_RECENT, DIGEST_WINDOW);
    /** Acts of this engine, repeated with the digests. */
    private final Queue<Told> told = new ArrayDeque<>();
    /** The ids of acts of others that were carried out. */
    private final Set<String> done = new LinkedHashSet<>();

    private @Nullable Acts acts;
    private long hintBytes;
    private boolean reading;
    private boolean gap;
    /** Whether the carrier was away, so that what is only repeated for a while may be missing. */
    private boolean returned;

    private Scheduler.@Nullable Cancellable digests;
    private Scheduler.@Nullable Cancellable comparisons;
    private boolean handedOver;
    private boolean closed;

    /**
     * Creates a link that is not started.
     *
     * @param rooms the rooms with members here; called on threads of the store
     */
    public ClusterLink(
            ChatCluster cluster,
            Publisher publisher,
            MessageStore store,
            Scheduler scheduler,
            Executor executor,
            Supplier<Collection<RoomName>> rooms,
            SharedTables tables) {
        this.cluster = cluster;
        this.publisher = publisher;
        this.store = store;
        this.scheduler = scheduler;
        this.executor = executor;
        this.rooms = rooms;
        this.tables = tables;
        this.failures = new FailureLog(LOG, scheduler::nanoTime);
    }

    /** Begins to receive, and to compare. */
    public void start(Acts to) {
        synchronized (this) {
            acts = to;
        }
        cluster.start(this).whenComplete((started, failure) -> {
            if (failure != null) {
                failures.warn("the cluster of the chat could not be started", failure);
            }
        });
        repeatDigests();
        repeatComparisons();
    }

    /** The users of this engine are moving to others, which see them here until its lease is over. */
    public void handOver() {
        synchronized (this) {
            handedOver = true;
        }
        cluster.shared().handOver();
    }

    /** Ends the timers and the engine's part in the cluster. Idempotent. */
    public void close() {
        boolean leaves;
        tables.close();
        synchronized (this) {
            leaves = handedOver && !closed;
            closed = true;
            clear();
            if (digests != null) {
                digests.cancel();
            }
            if (comparisons != null) {
                comparisons.cancel();
            }
        }
        if (leaves) {
            tables.leave();
        }
        cluster.close();
    }

    private synchronized void repeatDigests() {
        if (!closed) {
            digests = scheduler.schedule(DIGEST_INTERVAL, () -> {
                repeatDigests();
                digests().forEach(cluster::publish);
            });
        }
    }

    private synchronized void repeatComparisons() {
        if (!closed) {
            comparisons = scheduler.schedule(COMPARE_INTERVAL, () -> {
                repeatComparisons();
                compare();
            });
        }
    }

    @Override
    public void stored(StoredEntry stored) {
        try {
            publisher.stored(stored);
        } finally {
            if (stored.isFresh()) {
                Entry entry = stored.entry();
                remember(entry.room(), new Hint.End(entry.epoch(), entry.seq()));
                cluster.publish(Hint.Stored.of(entry));
            }
        }
    }

    @Override
    public void overtaken(RoomName room) {
        publisher.overtaken(room);
    }

    @Override
    public void uncertain(RoomName room) {
        publisher.uncertain(room);
    }

    /** Has the other engines do something too. */
    public void tell(Hint.Act act) {
        synchronized (this) {
            told.add(new Told(act, scheduler.nanoTime()));
            if (told.size() > MAX_ACTS) {
                told.remove();
            }
        }
        cluster.publish(act);
    }

    /** A log has begun anew: the other engines compare it. */
    public void reset(RoomName room, Hint.End end) {
        remember(room, end);
        cluster.publish(new Hint.Digest(Map.of(room, end)));
    }

    @Override
    public boolean exist() {
        return true;
    }

    @Override
    public void show(Hint hint) {
        cluster.publish(hint);
    }

    @Override
    public void notified(UserId user, long number) {
        inboxes.put(user, number, scheduler.nanoTime());
        cluster.publish(new Hint.Inboxes(Map.of(user, number)));
    }

    private void remember(RoomName room, Hint.End end) {
        recent.put(room, end, scheduler.nanoTime());
    }

    private List<Hint> digests() {
        long now = scheduler.nanoTime();
        List<Hint> made = new ArrayList<>();
        synchronized (this) {
            told.removeIf(each -> now - each.nanos > DIGEST_WINDOW.toNanos());
            told.forEach(each -> made.add(each.act));
        }
        for (Map<RoomName, RecentEnds.Recent<Hint.End>> part : recent.parts(Hint.Digest.MAX_ROOMS, now)) {
            Map<RoomName, Hint.End> ends = new HashMap<>();
            Map<RoomName, Long> since = new HashMap<>();
            part.forEach((room, known) -> {
                ends.put(room, known.end());
                if (room.kind() == RoomName.Kind.DIRECT
                        && known.first().epoch().equals(known.end().epoch())) {
                    since.put(room, Math.max(0, known.first().seq() - 1));
                }
            });
            made.add(new Hint.Digest(ends, since));
        }
        for (Map<UserId, RecentEnds.Recent<Long>> part : inboxes.parts(Hint.Digest.MAX_ROOMS, now)) {
            Map<UserId, Long> ends = new HashMap<>();
            part.forEach((user, known) -> ends.put(user, known.end()));
            made.add(new Hint.Inboxes(ends));
        }
        return made;
    }

    @Override
    public void onEngines(Set<String> engines, boolean anew) {
        tables.onEngines(engines, anew);
    }

    @Override
    public void onHint(Hint hint) {
        if (hint instanceof Hint.Changed changed) {
            tables.onHint(changed);
            return;
        }
        synchronized (this) {
            if (closed) {
                return;
            }
            long bytes = hint.approximateBytes();
            if (hints.size() >= MAX_HINTS || hintBytes + bytes > MAX_HINT_BYTES) {
                clear();
                gap = true;
            } else {
                hints.add(hint);
                hintBytes += bytes;
            }
        }
        read();
    }

    private void clear() {
        hints.clear();
        hintBytes = 0;
    }

    @Override
    public void onGap() {
        synchronized (this) {
            returned = true;
        }
        compare();
    }

    private void compare() {
        synchronized (this) {
            gap = true;
        }
        read();
        tables.compare();
    }

    private void read() {
        synchronized (this) {
            if (reading || closed) {
                return;
            }
            reading = true;
        }
        submit();
    }

    private void submit() {
        try {
            executor.execute(this::turn);
        } catch (RuntimeException refused) {
            LOG.debug("hints are read no more", refused);
            synchronized (this) {
                reading = false;
            }
        }
    }

    /** Reads what waits, in the order in which it came; at most so much before other calls of the store have their turn. */
    private void turn() {
        for (int i = 0; i < HINTS_PER_TURN; i++) {
            Runnable next = next();
            if (next == null) {
                return;
            }
            attempt(next);
        }
        submit();
    }

    private void attempt(Runnable work) {
        try {
            work.run();
        } catch (Throwable failure) {
            UncaughtErrors.reportError("what another engine has stored", failure);
            failures.warn("rooms could not be compared with the store", failure);
        }
    }

    /** What is to be done next; null if there is nothing, and the turn is over. */
    private synchronized @Nullable Runnable next() {
        if (gap && !closed) {
            gap = false;
            return this::compareAll;
        }
        Acts to = acts;
        if (returned && to != null && !closed) {
            returned = false;
            return to::returned;
        }
        Hint hint = hints.poll();
        if (hint == null) {
            reading = false;
            return null;
        }
        hintBytes -= hint.approximateBytes();
        return () -> apply(hint);
    }

    private void apply(Hint hint) {
        if (hint instanceof Hint.Stored stored) {
            if (!publisher.heard(stored)) {
                readLater(stored.room(), new Hint.End(stored.epoch(), stored.seq()));
            }
        } else if (hint instanceof Hint.Digest digest) {
            digest.ends().forEach((room, end) -> {
                publisher.begin(room, end.epoch(), digest.since().getOrDefault(room, -1L));
                publisher.behind(room, end.epoch(), end.seq());
            });
        } else if (hint instanceof Hint.Act act) {
            Acts to = begin(act);
            if (to != null) {
                to.perform(act);
            }
        } else {
            Acts to = acts();
            if (to != null) {
                to.show(hint);
            }
        }
    }

    private synchronized @Nullable Acts acts() {
        return acts;
    }

    /** What carries out an act; null if it was. */
    private synchronized @Nullable Acts begin(Hint.Act act) {
        if (!done.add(act.id())) {
            return null;
        }
        if (done.size() > 10 * MAX_ACTS) {
            done.remove(done.iterator().next());
        }
        return acts;
    }

    /** Reads a room that misses entries, unless their hints come first. */
    private void readLater(RoomName room, Hint.End end) {
        synchronized (this) {
            if (closed || incomplete.size() >= MAX_HINTS || !incomplete.add(room)) {
                return;
            }
        }
        scheduler.schedule(MISSING, () -> {
            synchronized (this) {
                incomplete.remove(room);
            }
            onHint(new Hint.Digest(Map.of(room, end)));
        });
    }

    /** Rules first: they are few, while logs may be long. */
    private void compareAll() {
        List<RoomName> here = List.copyOf(rooms.get());
        inParts(here, this::compareRules);
        Acts to = acts();
        if (to != null) {
            inParts(to.alsoCompared(), this::compareRules);
        }
        inParts(here, this::compareLogs);
    }

    private void inParts(List<RoomName> here, Consumer<List<RoomName>> compare) {
        attempt(() -> {
            for (int from = 0; from < here.size(); from += MessageLog.HEADS_PER_CALL) {
                compare.accept(here.subList(from, Math.min(here.size(), from + MessageLog.HEADS_PER_CALL)));
            }
        });
    }

    private void compareRules(List<RoomName> some) {
        Acts to = acts();
        if (to != null) {
            store.recordVersions(some).forEach((room, version) -> attempt(() -> to.compare(room, version, store)));
        }
    }

    private void compareLogs(List<RoomName> some) {
        for (Head head : store.heads(some).values()) {
            publisher.behind(head.room(), head.epoch(), head.lastSeq());
        }
    }
}
