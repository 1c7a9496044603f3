package dev.parley.chat.log;

import dev.parley.model.EntryKind;
import dev.parley.model.Message;
import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.store.Changes;
import dev.parley.store.Head;
import dev.parley.store.MessageQuery;
import dev.parley.store.MessageStore;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far users have read a room and how much they have not, for those who join it. The first {@value #ALONE} are looked up in
 * the store one by one; for further ones the markers of the room are read together, and the authors of enough messages to
 * count to where counting ends. Both are kept current by the marks and entries that come through this engine. Whoever is not
 * found here is looked up, and so are the markers of all if other engines move them too. Guarded by {@code this}; the store is read without it.
 */
public final class RoomReaders {

    /** How many are looked up one by one. */
    static final int ALONE = 2;

    /** How many markers are read; those furthest back are left out, and in the next two seconds all are looked up. */
    static final int MARKERS = 2_500;

    /** How many authors are read: some more than are counted, as nobody's own messages count. */
    static final int AUTHORS = 1_100;

    /** Maximum number of authors. */
    static final int MAX_AUTHORS = 2 * AUTHORS;

    /** Maximum size of the messages that are read for their authors, as their average size promises. */
    static final long READ_BYTES = 1L << 20;

    static final long MARKER_BYTES = 112;
    static final long AUTHOR_BYTES = 64;

    /**
     * Where a user stands.
     *
     * @param readUpTo the last message read, 0 for none
     * @param unread the number of messages since then by others
     */
    public record Standing(long readUpTo, int unread) {}

    private final RoomTails tails;
    private final RoomName room;
    private final SharedRead markersRead = new SharedRead();
    private final SharedRead authorsRead = new SharedRead();
    private final Map<UserId, Long> markers = new HashMap<>();
    /** The authors of all messages from {@link #from} on that are not deleted, by the messages' numbers. */
    private final NavigableMap<Long, UserId> authors = new TreeMap<>();
    /** What was deleted while older authors are read; null at other times. */
    private @Nullable Set<Long> deletedMeanwhile;

    /** Whether markers are looked up one by one in any case. */
    private final boolean alone;

    private int asked;
    /** Whether the markers are being read or have been. */
    private boolean following;
    /** Whether they have been, and whether these are all. */
    private boolean marked;

    private boolean complete;
    private long from = 1;
    private long last;
    private long averageBytes;
    private long bytes;
    private boolean dropped;

    /** Readers of a room about whom nobody has asked; {@code before} are those of the two seconds before. */
    RoomReaders(RoomTails tails, RoomName room, @Nullable RoomReaders before) {
        this.tails = tails;
        this.room = room;
        this.asked = before != null && before.wereMany() ? ALONE : 0;
        this.alone = tails.areShared() || (before != null && before.wereTooMany());
    }

    /** The room was read: its newest messages, and whether there are no older ones. */
    synchronized void loaded(Head head, List<Message> newest, boolean whole) {
        last = head.lastSeq();
        from = whole ? 1 : newest.isEmpty() ? last + 1 : newest.get(0).seq();
        long total = 0;
        for (Message message : newest) {
            put(message);
            total += RoomTail.size(message);
        }
        averageBytes = newest.isEmpty() ? Long.MAX_VALUE / AUTHORS : total / newest.size();
    }

    /** The next entry of the log was published. */
    synchronized void published(Changes.Change change) {
        if (dropped) {
            return;
        }
        last = change.entry().seq();
        Message now = change.now();
        if (now != null && change.entry().kind() == EntryKind.MESSAGE) {
            put(now);
        } else if (now == null || now.deleted()) {
            if (deletedMeanwhile != null) {
                deletedMeanwhile.add(change.entry().target());
            }
            remove(change.entry().target());
        }
        while (authors.size() > MAX_AUTHORS) {
            from = authors.firstKey() + 1;
            remove(authors.firstKey());
        }
    }

    private void put(Message message) {
        if (!message.deleted() && authors.put(message.seq(), message.sender().id()) == null) {
            grow(AUTHOR_BYTES);
        }
    }

    private void remove(long seq) {
        if (authors.remove(seq) != null) {
            grow(-AUTHOR_BYTES);
        }
    }

    private void grow(long more) {
        bytes += more;
        tails.grow(more);
    }

    /** A user has read the room up to a message, and the store has that. */
    synchronized void marked(UserId user, long seq) {
        if (!following || dropped) {
            return;
        }
        int before = markers.size();
        if (before < 2 * MARKERS || markers.containsKey(user)) {
            markers.merge(user, seq, Math::max);
        } else {
            complete = false;
        }
        grow(marked ? MARKER_BYTES * (markers.size() - before) : 0);
    }

    /** Looks up where a user stands at the end of a log. Called on a store thread, without a lock. */
    public Standing standing(MessageStore store, UserId user, Head head, int max) {
        boolean many = isMany();
        if (many && !alone) {
            markersRead.run(() -> readMarkers(store));
        }
        Long known = marker(user);
        long readUpTo = known != null
                ? known
                : store.marker(room, user).map(ReadMarker::seq).orElse(0L);
        Integer unread = unread(user, readUpTo, head.lastSeq(), max);
        if (unread == null && many) {
            authorsRead.run(() -> readAuthors(store));
            unread = unread(user, readUpTo, head.lastSeq(), max);
        }
        return new Standing(
                readUpTo,
                unread != null ? unread : store.unread(user, List.of(room), max).getOrDefault(room, 0));
    }

    private synchronized boolean isMany() {
        asked++;
        return asked > ALONE;
    }

    /** Whether more than a few have asked. */
    private synchronized boolean wereMany() {
        return asked > ALONE;
    }

    /** Whether there are more markers than are read. */
    private synchronized boolean wereTooMany() {
        return marked && !complete;
    }

    private void readMarkers(MessageStore store) {
        synchronized (this) {
            following = !dropped;
        }
        List<ReadMarker> found = store.markersIn(room, MARKERS);
        synchronized (this) {
            if (dropped) {
                return;
            }
            found.forEach(marker -> markers.merge(marker.user(), marker.seq(), Math::max));
            marked = true;
            complete = found.size() < MARKERS && markers.size() < 2 * MARKERS;
            grow(MARKER_BYTES * markers.size());
        }
    }

    private synchronized @Nullable Long marker(UserId user) {
        Long known = marked && !dropped ? markers.get(user) : null;
        return known == null && marked && complete && !dropped ? Long.valueOf(0) : known;
    }

    /** Reads authors of older messages, unless these are too large to be read for that. */
    private void readAuthors(MessageStore store) {
        long before;
        int missing;
        synchronized (this) {
            before = from;
            missing = AUTHORS - authors.size();
            if (dropped || missing <= 0 || averageBytes * missing > READ_BYTES) {
                return;
            }
            deletedMeanwhile = new HashSet<>();
        }
        List<Message> older = store.messages(MessageQuery.before(room, before, missing));
        synchronized (this) {
            Set<Long> deleted = deletedMeanwhile;
            deletedMeanwhile = null;
            if (dropped || deleted == null || from != before) {
                return;
            }
            older.stream().filter(message -> !deleted.contains(message.seq())).forEach(this::put);
            from = older.size() < missing ? 1 : older.get(0).seq();
        }
    }

    /** Counts what others wrote after a message; null if that is not known here. */
    private synchronized @Nullable Integer unread(UserId user, long after, long upTo, int max) {
        if (dropped || upTo > last) {
            return null;
        }
        if (after >= upTo) {
            return 0;
        }
        int count = 0;
        for (UserId author : authors.subMap(after, false, upTo, true).values()) {
            count += author.equals(user) ? 0 : 1;
            if (count == max) {
                return max;
            }
        }
        return from <= after + 1 ? count : null;
    }

    /** Forgets everything. Idempotent. */
    synchronized void drop() {
        dropped = true;
        markers.clear();
        authors.clear();
        grow(-bytes);
    }
}
