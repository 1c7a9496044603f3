package dev.parley.chat.log;

import dev.parley.model.Entry;
import dev.parley.model.EntryKind;
import dev.parley.model.Message;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.store.Changes;
import dev.parley.store.Head;
import dev.parley.store.MessageQuery;
import dev.parley.store.MessageStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest messages of a room in their current state, read from the store once and then kept current by the entries that
 * are published, in order. What is published while the store is read waits, and is then applied if it was not read. An entry
 * that does not follow the last one, or whose message is gone, makes the tail useless: it is dropped, and so it is when it
 * exceeds a bound. Guarded by {@code this}; the store is read without it.
 */
public final class RoomTail {

    /** Maximum number of messages, and of messages from before them that they reply to. */
    public static final int MESSAGES = 100;

    /** Maximum size of these messages, as estimated by {@link #size}; what exceeds it is forgotten from the oldest on. */
    static final long BYTES = 1L << 20;

    /** Maximum number of entries that are published while the store is read. */
    static final int WAITING = 1_000;

    /** Size of a message without content and reactions: objects, names, ids. */
    static final long OVERHEAD = 512;

    /** Size of a tail without anything. */
    static final long EMPTY_BYTES = 1_024;

    private static final long REACTION_BYTES = 64;

    /**
     * A room as of the end of its log.
     *
     * @param head that end
     * @param messages the newest messages, ascending
     * @param answered messages that these reply to, by sequence number, as far as they exist
     * @param before whether there are older messages
     * @param readers how far users have read; null if that is to be looked up
     */
    public record View(
            Head head,
            List<Message> messages,
            Map<Long, Message> answered,
            boolean before,
            @Nullable RoomReaders readers) {

        /** Whether it has everything that a log has with that end. */
        public boolean reaches(Head end) {
            return head.epoch().equals(end.epoch())
                    && head.lastSeq() >= end.lastSeq()
                    && head.purgedSeq() == end.purgedSeq();
        }
    }

    private record Published(Changes.Change change, Map<Long, Message> answered) {}

    private final RoomTails tails;
    private final RoomName room;
    private final int wanted;
    private final long until;
    private final SharedRead read = new SharedRead();
    private final RoomReaders readers;
    private final TreeMap<Long, Message> messages = new TreeMap<>();
    private final Map<Long, Message> answered = new HashMap<>();
    private @Nullable List<Published> waiting = new ArrayList<>();
    private @Nullable Head head;
    /** Whether there are no older messages. */
    private boolean whole;

    private long bytes = EMPTY_BYTES;
    private boolean dropped;

    /** A tail of as many messages as are wanted, not read yet, useful until a time; {@code before} is the last one. */
    RoomTail(RoomTails tails, RoomName room, int wanted, long until, @Nullable RoomTail before) {
        this.tails = tails;
        this.room = room;
        this.wanted = wanted;
        this.until = until;
        this.readers = new RoomReaders(tails, room, before == null ? null : before.readers);
    }

    RoomName room() {
        return room;
    }

    /** Reads the room, or waits until another thread has; whether this call has. Called without a lock, on a store thread. */
    public boolean read(MessageStore store) {
        return read.run(() -> {
            try {
                Head end = store.head(room);
                List<Message> found = end.lastSeq() == 0 || wanted == 0
                        ? List.of()
                        : store.messages(MessageQuery.before(room, end.lastSeq() + 1, wanted + 1));
                loaded(end, found, Replies.answered(store, room, found));
            } finally {
                dropIfUnknown();
            }
        });
    }

    private synchronized void dropIfUnknown() {
        if (head == null) {
            drop();
        }
    }

    private synchronized void loaded(Head end, List<Message> found, Map<Long, Message> replied) {
        List<Published> missed = Objects.requireNonNullElse(waiting, List.of());
        waiting = null;
        if (dropped || found.stream().anyMatch(message -> !message.epoch().equals(end.epoch()))) {
            return;
        }
        head = end;
        whole = wanted == 0 ? end.lastSeq() == 0 : found.size() <= wanted;
        List<Message> newest = found.subList(whole ? 0 : Math.min(1, found.size()), found.size());
        newest.forEach(this::put);
        readers.loaded(end, newest, whole);
        replied.values().forEach(this::putAnswered);
        missed.forEach(this::apply);
        bound();
    }

    /**
     * Takes over the next entry of the log.
     *
     * @param replied what its message replies to, if that is known to exist
     * @return false if the tail is of no use any more
     */
    synchronized boolean published(Changes.Change change, Map<Long, Message> replied, long nanoTime) {
        Published next = new Published(change, replied);
        if (isOver(nanoTime)) {
            drop();
        } else if (waiting == null) {
            apply(next);
            bound();
        } else if (waiting.size() < WAITING) {
            waiting.add(next);
        } else {
            drop();
        }
        return !dropped;
    }

    private void apply(Published next) {
        Head end = head;
        if (dropped || end == null) {
            return;
        }
        Entry entry = next.change.entry();
        boolean first = end.epoch().isEmpty() && end.lastSeq() == 0;
        if (!first && !end.epoch().equals(entry.epoch())) {
            drop();
        } else if (entry.seq() > end.lastSeq()) {
            if (entry.seq() != end.lastSeq() + 1 || !change(entry, next.change.now(), next.answered)) {
                drop();
                return;
            }
            readers.published(next.change);
            head = new Head(end.room(), entry.epoch(), entry.seq(), end.purgedSeq(), entry.createdAt());
        }
    }

    /** Takes over the message of an entry, if it is one of those kept; false if its state is not known. */
    private boolean change(Entry entry, @Nullable Message now, Map<Long, Message> replied) {
        boolean kept = entry.kind() == EntryKind.MESSAGE || messages.containsKey(entry.target());
        if (!kept && !answered.containsKey(entry.target())) {
            return true;
        }
        if (now == null) {
            return false;
        }
        if (kept) {
            put(now);
            Message shown = replied.get(now.content().replyTo());
            if (shown != null) {
                putAnswered(shown);
            }
        } else {
            replace(answered, now);
        }
        return true;
    }

    private void put(Message message) {
        replace(messages, message);
    }

    private void putAnswered(Message message) {
        if (!messages.containsKey(message.seq())) {
            replace(answered, message);
        }
    }

    private void replace(Map<Long, Message> in, Message message) {
        Message old = in.put(message.seq(), message);
        grow(size(message) - (old == null ? 0 : size(old)));
    }

    private void grow(long more) {
        bytes += more;
        tails.grow(more);
    }

    /** Estimated size of a message, in bytes. */
    static long size(Message message) {
        long size = OVERHEAD + message.content().approximateBytes();
        for (List<?> users : message.reactions().values()) {
            size += REACTION_BYTES * (1 + users.size());
        }
        return size;
    }

    /** Keeps the bounds. */
    private void bound() {
        if (dropped) {
            return;
        }
        Iterator<Message> fromOldest = messages.values().iterator();
        while ((messages.size() > MESSAGES || bytes > BYTES) && fromOldest.hasNext()) {
            Message oldest = fromOldest.next();
            fromOldest.remove();
            whole = false;
            grow(-size(oldest));
            if (isAnswered(oldest.seq())) {
                putAnswered(oldest);
            }
            forgetUnanswered();
        }
        if (answered.size() > MESSAGES) {
            forgetUnanswered();
        }
        if (answered.size() > MESSAGES || bytes > BYTES || tails.exceeded()) {
            drop();
        }
    }

    private boolean isAnswered(long seq) {
        return messages.values().stream().anyMatch(message -> message.content().replyTo() == seq);
    }

    private void forgetUnanswered() {
        for (Message message : List.copyOf(answered.values())) {
            if (!isAnswered(message.seq())) {
                answered.remove(message.seq());
                grow(-size(message));
            }
        }
    }

    /** Whether it may be of use to somebody who wants so many messages, if it is still being read. */
    synchronized boolean suits(int count, long nanoTime) {
        if (isOver(nanoTime)) {
            return false;
        }
        return waiting == null ? whole || messages.size() >= count : wanted >= count;
    }

    /**
     * The newest messages.
     *
     * @param epoch the epoch of the log, as far as it is published; empty if that is not known
     * @param published how far it is published
     * @return null if they are not known here, or not up to there
     */
    public synchronized @Nullable View view(int count, String epoch, long published) {
        Head end = head;
        if (dropped
                || end == null
                || end.lastSeq() < published
                || (!epoch.isEmpty() && !epoch.equals(end.epoch()))
                || (!whole && messages.size() < count)) {
            return null;
        }
        int skipped = Math.max(0, messages.size() - count);
        List<Message> newest = messages.values().stream().skip(skipped).toList();
        Map<Long, Message> replied = new HashMap<>();
        for (Message message : newest) {
            long seq = message.content().replyTo();
            Message kept = messages.get(seq);
            Message known = kept == null ? answered.get(seq) : kept;
            if (known != null) {
                replied.put(seq, known);
            }
        }
        return new View(end, newest, replied, skipped > 0 || !whole, readers);
    }

    /** A user has read the room up to a message, and the store has that. */
    synchronized void marked(String epoch, UserId user, long seq) {
        if (head != null && head.epoch().equals(epoch)) {
            readers.marked(user, seq);
        }
    }

    /** Whether it is of no use any more at this time. */
    synchronized boolean isOver(long nanoTime) {
        return dropped || until - nanoTime <= 0;
    }

    /** Forgets everything. Idempotent. */
    synchronized void drop() {
        if (!dropped) {
            dropped = true;
            waiting = null;
            messages.clear();
            answered.clear();
            readers.drop();
            tails.grow(-bytes);
        }
    }
}
