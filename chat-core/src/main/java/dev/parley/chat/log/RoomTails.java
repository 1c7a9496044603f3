package dev.parley.chat.log;

import dev.parley.model.Message;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.store.Changes;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The tails of rooms that clients are joining, and their bounds together. A tail is useful for {@link #FRESH} after its
 * reading began: for so long what the store has through nobody here, such as a purge by a tool, may be missing in it.
 *
 * <p>The map is concurrent; the queue is guarded by {@code this}, which comes before the lock of a tail.
 */
public final class RoomTails {

    /** How long a tail is used. */
    public static final Duration FRESH = Duration.ofSeconds(2);

    /** Maximum size of all tails together. A tail that exceeds it is dropped, and joining clients read the store. */
    static final long BYTES = 32L << 20;

    private final Scheduler scheduler;
    private final boolean shared;
    private final AtomicLong bytes = new AtomicLong();
    /** In the order in which they end; those that were replaced too. */
    private final Queue<RoomTail> begun = new ArrayDeque<>();

    private final Map<RoomName, RoomTail> current = new ConcurrentHashMap<>();

    /** Creates the tails of an engine; {@code shared} if other engines are known to write to the store too. */
    public RoomTails(Scheduler scheduler, boolean shared) {
        this.scheduler = scheduler;
        this.shared = shared;
    }

    boolean areShared() {
        return shared;
    }

    /** The tail of a room for somebody who wants so many messages: a new one, yet to be read, if there is none that suits. */
    public RoomTail of(RoomName room, int count) {
        RoomTail known = current.get(room);
        if (known != null && known.suits(count, scheduler.nanoTime())) {
            return known;
        }
        RoomTail next = new RoomTail(this, room, count, scheduler.nanoTime() + FRESH.toNanos(), known);
        grow(RoomTail.EMPTY_BYTES);
        synchronized (this) {
            expire();
            begun.add(next);
        }
        if (known != null) {
            known.drop();
        }
        current.put(room, next);
        return next;
    }

    /** An entry is published, with what its message replies to, if that is known to exist. */
    public void published(Changes.Change change, Map<Long, Message> answered) {
        RoomName room = change.entry().room();
        RoomTail tail = current.get(room);
        if (tail != null && !tail.published(change, answered, scheduler.nanoTime())) {
            current.remove(room, tail);
        }
    }

    /** A user has read a room up to a message of an epoch, and the store has that. */
    public void marked(RoomName room, String epoch, UserId user, long seq) {
        RoomTail tail = current.get(room);
        if (tail != null) {
            tail.marked(epoch, user, seq);
        }
    }

    /** What is known of a room is no longer true. */
    public void forget(RoomName room) {
        RoomTail tail = current.remove(room);
        if (tail != null) {
            tail.drop();
        }
    }

    /** As {@link #forget} of all rooms. */
    public void forgetAll() {
        current.keySet().forEach(this::forget);
    }

    /** Drops the tails that are not used any more. */
    public synchronized void expire() {
        long now = scheduler.nanoTime();
        RoomTail oldest = begun.peek();
        while (oldest != null && oldest.isOver(now)) {
            oldest.drop();
            current.remove(oldest.room(), oldest);
            begun.remove();
            oldest = begun.peek();
        }
    }

    /** The estimated size of all tails, in bytes. */
    public long bytes() {
        return bytes.get();
    }

    void grow(long more) {
        bytes.addAndGet(more);
    }

    boolean exceeded() {
        return bytes.get() > BYTES;
    }
}
