package dev.parley.store.redis;

import dev.parley.model.Entry;
import dev.parley.model.RoomName;
import dev.parley.runtime.FailureLog;
import dev.parley.store.Head;
import dev.parley.store.LogArchive;
import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Moves entries from Redis to the archive: reads what is not archived, imports it, and only then trims. Every step can be repeated by
 * anybody, so that its result does not depend on who carries it out and where it was interrupted; the lease spares work, and its
 * fence refuses the trimming of one who has lost it. Runs on a thread of its own; other threads may call it for a room.
 */
final class Archiver implements AutoCloseable {

    private static final int ROOMS = 64;
    private static final long LEASE_MILLIS = 10_000;
    private static final Duration IDLE_CHECK = Duration.ofSeconds(1);

    private final HotLog hot;
    private final HotPool pool;
    private final LogArchive archive;
    private final Custody custody;
    private final Recovery recovery;
    private final TierOptions options;
    private final Scheduler clock;
    private final String node;
    private final FailureLog failures;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "parley-archiver");
        made.setDaemon(true);
        return made;
    });
    private volatile boolean closed;

    Archiver(Tier tier, LogArchive archive) {
        this.hot = tier.hot();
        this.pool = tier.pool();
        this.archive = archive;
        this.custody = tier.custody();
        this.recovery = tier.recovery();
        this.options = tier.options();
        this.clock = tier.clock();
        this.node = tier.node();
        this.failures = new FailureLog(LoggerFactory.getLogger(Archiver.class), clock::nanoTime);
    }

    void start() {
        thread.execute(this::turn);
    }

    private void turn() {
        try {
            pool.call(link -> {
                recovery.meet(link);
                return node;
            });
            if (!options.archiveEvery().isZero()) {
                step();
            }
        } catch (StoreException | IllegalArgumentException failed) {
            failures.warn("Entries cannot be archived", failed);
        } catch (RuntimeException bug) {
            failures.warn("The archiver failed", bug);
        }
        if (!closed) {
            Duration pause = options.archiveEvery().isZero() ? IDLE_CHECK : options.archiveEvery();
            clock.schedule(pause, this::next);
        }
    }

    private void next() {
        try {
            thread.execute(this::turn);
        } catch (RejectedExecutionException closedMeanwhile) {
            closed = true;
        }
    }

    /** Archives all that waits, unless another process does. */
    void step() {
        String fence = hot.lease(node, LEASE_MILLIS);
        boolean more = !fence.isEmpty();
        while (more && !closed) {
            List<RoomName> rooms = hot.waiting(ROOMS);
            more = archive(rooms, fence) && !hot.lease(node, LEASE_MILLIS).isEmpty();
        }
    }

    /** Archives all that waited when it was called, whoever has the lease. */
    void all() {
        for (RoomName room : hot.waiting(Integer.MAX_VALUE)) {
            room(room);
        }
    }

    /** Archives what the room had when it was called. */
    Tail room(RoomName room) {
        Tail head = hot.tail(room, 0, 0);
        Tail now = head;
        while (isBehind(now, head)) {
            archive(List.of(room), "");
            now = hot.tail(room, 0, 0);
        }
        return now;
    }

    private static boolean isBehind(Tail now, Tail head) {
        boolean same = now.epoch().equals(head.epoch());
        return !now.change().isEmpty() || (same && now.archived() < head.seq());
    }

    /** One import; whether there is more, and the fence is still right. */
    private boolean archive(List<RoomName> rooms, String fence) {
        List<Tail> tails = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        boolean more = false;
        for (RoomName room : rooms) {
            if (entries.size() < options.batch()) {
                Tail tail = hot.tail(room, 0, options.batch() - entries.size());
                tails.add(tail);
                entries.addAll(tail.entries());
                more |= tail.archived() + tail.entries().size() < tail.seq();
            } else {
                more = true;
            }
        }
        tails.forEach(this::change);
        Map<RoomName, Head> heads = entries.isEmpty() ? Map.of() : archive.importEntries(entries);
        for (Tail tail : tails) {
            if (tail.known() && !trim(tail, heads.get(tail.room()), fence)) {
                return false;
            }
        }
        return more;
    }

    /** What Redis says of the epoch goes before what the archive has. */
    private void change(Tail tail) {
        switch (tail.change()) {
            case "reset" -> archive.resetRoom(tail.room(), tail.epoch());
            case "renew" -> archive.renewEpoch(tail.room(), tail.epoch());
            default -> {}
        }
    }

    private boolean trim(Tail tail, @Nullable Head head, String fence) {
        if (head != null && !head.epoch().equals(tail.epoch())) {
            checkReset(tail);
            return true;
        }
        long last = tail.archived() + tail.entries().size();
        long through = head == null ? tail.archived() : Math.min(head.lastSeq(), last);
        boolean trimmed = hot.trim(tail, fence, through);
        custody.archived(tail.room(), tail.epoch(), through);
        return trimmed;
    }

    /** The room may have been reset since the tail was read. */
    private void checkReset(Tail tail) {
        Tail now = hot.tail(tail.room(), 0, 0);
        if (now.epoch().equals(tail.epoch()) && now.change().isEmpty()) {
            throw new StoreException(
                    Category.CORRUPT, "the log of " + tail.room() + " in the archive is another one than in Redis");
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        thread.shutdown();
        try {
            if (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            hot.release(node);
            pool.call(link -> {
                recovery.leave(link);
                return node;
            });
        } catch (StoreException away) {
            failures.warn("Redis is away while the hot tier is closed", away);
        }
    }
}
