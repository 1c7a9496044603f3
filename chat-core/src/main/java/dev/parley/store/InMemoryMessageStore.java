package dev.parley.store;

import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.InboxItem;
import dev.parley.model.Message;
import dev.parley.model.MessageId;
import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import dev.parley.model.UserId;
import dev.parley.store.LogArchive.ImportedEntries;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A bounded in-memory store whose content is lost when the process ends. For tests, demos, and rooms whose history does
 * not matter.
 *
 * <p>Beyond a bound the oldest item is evicted: entries as if purged, the room least recently written to, the inbox or
 * marker least recently used. Only records are never evicted: when they are full, {@link #putRecord} fails with {@link
 * StoreException.Category#FULL}. See {@link InMemoryMessageStoreBuilder} for the bounds and their defaults.
 *
 * <p>All state is guarded by {@code lock}, which is never held while foreign code runs.
 */
public final class InMemoryMessageStore implements MessageStore {

    private final int maxEntriesPerRoom;
    private final int maxRooms;
    private final long maxBytes;
    private final RandomGenerator random;

    private final ReentrantLock lock = new ReentrantLock();
    /** In order of the last append, least recent first. */
    private final Map<RoomName, MemoryLog> logs = new LinkedHashMap<>();

    private final TreeSet<String> roomKeys = new TreeSet<>();
    /** Logs by the ordinal of their oldest entry; excludes empty ones. */
    private final TreeMap<Long, MemoryLog> byOldest = new TreeMap<>();

    private final MemoryInboxes inboxes;
    private final MemoryMarkers markers;
    private final MemoryRecords records;
    private long bytes;
    private long ordinal;
    private boolean closed;

    InMemoryMessageStore(InMemoryMessageStoreBuilder builder) {
        maxEntriesPerRoom = builder.maxEntriesPerRoom;
        maxRooms = builder.maxRooms;
        maxBytes = builder.maxBytes;
        random = builder.random;
        inboxes = new MemoryInboxes(builder.inboxCapacity, builder.maxInboxes);
        markers = new MemoryMarkers(builder.maxMarkers);
        records = new MemoryRecords(builder.maxRecords);
    }

    /**
     * Creates a store with the default bounds.
     *
     * @return an empty store
     */
    public static InMemoryMessageStore create() {
        return builder().build();
    }

    /**
     * Returns a builder with the defaults.
     *
     * @return a new builder
     */
    public static InMemoryMessageStoreBuilder builder() {
        return new InMemoryMessageStoreBuilder();
    }

    @Override
    public List<AppendResult> append(List<EntryDraft> drafts) {
        return locked(() -> {
            List<AppendResult> results = new ArrayList<>(drafts.size());
            Set<MemoryLog> written = new LinkedHashSet<>();
            for (EntryDraft draft : drafts) {
                boolean outdated = draft.isStaleUnder(records.version(draft.room()));
                MemoryLog log = logs.remove(draft.room());
                if (log == null && (outdated || draft.isStaleOn(null))) {
                    results.add(AppendResult.stale());
                    continue;
                }
                if (log == null) {
                    log = newLog(draft.room(), newEpoch());
                }
                logs.put(draft.room(), log);
                long oldest = log.oldestOrdinal();
                results.add(log.append(draft, ordinal++, outdated));
                written.add(log);
                reindex(log, oldest);
            }
            trim(written);
            return results;
        });
    }

    @Override
    public Head head(RoomName room) {
        return read(room, Head.none(room), MemoryLog::head);
    }

    @Override
    public Map<RoomName, Head> heads(Collection<RoomName> rooms) {
        MessageQuery.checkCount(rooms);
        return locked(() -> {
            Map<RoomName, Head> heads = new HashMap<>();
            for (RoomName room : rooms) {
                MemoryLog log = logs.get(room);
                heads.put(room, log == null ? Head.none(room) : log.head());
            }
            return heads;
        });
    }

    @Override
    public List<Head> rooms(@Nullable RoomName after, int limit) {
        MessageQuery.checkLimit(limit);
        return locked(() -> {
            List<Head> heads = new ArrayList<>();
            Iterator<String> keys = (after == null ? roomKeys : roomKeys.tailSet(after.key(), false)).iterator();
            while (keys.hasNext() && heads.size() < limit) {
                heads.add(existing(RoomName.parse(keys.next())).head());
            }
            return heads;
        });
    }

    @Override
    public List<Entry> entries(RoomName room, long after, int limit) {
        MessageQuery.checkLimit(limit);
        return read(room, List.of(), log -> log.entries(after, limit));
    }

    @Override
    public List<Message> messages(MessageQuery query) {
        return read(query.room(), List.of(), log -> log.messages(query));
    }

    @Override
    public List<Message> messagesAt(RoomName room, Collection<Long> seqs) {
        return read(room, List.of(), log -> {
            List<Message> found = new ArrayList<>();
            for (long seq : new TreeSet<>(seqs)) {
                Message message = log.message(seq);
                if (message != null) {
                    found.add(message);
                }
            }
            return found;
        });
    }

    @Override
    public Optional<Message> message(RoomName room, MessageId id) {
        return read(room, Optional.empty(), log -> Optional.ofNullable(log.message(id)));
    }

    @Override
    public Optional<Entry> entryOf(RoomName room, UserId sender, String clientMsgId) {
        return read(room, Optional.empty(), log -> Optional.ofNullable(log.entryOf(sender, clientMsgId)));
    }

    @Override
    public long purge(RoomName room, long throughSeq) {
        return read(room, 0L, log -> purge(log, throughSeq));
    }

    @Override
    public Head resetRoom(RoomName room) {
        return read(room, Head.none(room), this::reset);
    }

    @Override
    public ReadMarker mark(ReadMarker marker) {
        return locked(() -> markers.mark(marker));
    }

    @Override
    public Optional<ReadMarker> marker(RoomName room, UserId user) {
        return locked(() -> Optional.ofNullable(markers.get(room, user)));
    }

    @Override
    public List<ReadMarker> markersIn(RoomName room, int limit) {
        MessageQuery.checkLimit(limit);
        return locked(() -> markers.in(room, limit));
    }

    @Override
    public List<ReadMarker> markersOf(UserId user, int limit) {
        MessageQuery.checkLimit(limit);
        return locked(() -> markers.of(user, limit));
    }

    @Override
    public Map<RoomName, Integer> unread(UserId user, Collection<RoomName> rooms, int max) {
        if (max < 1) {
            throw new IllegalArgumentException("max below 1: " + max);
        }
        return locked(() -> {
            Map<RoomName, Integer> counts = new HashMap<>();
            for (RoomName room : rooms) {
                ReadMarker marker = markers.get(room, user);
                MemoryLog log = logs.get(room);
                counts.put(room, log == null ? 0 : log.unread(user, marker == null ? 0 : marker.seq(), max));
            }
            return counts;
        });
    }

    @Override
    public InboxItem addNotification(InboxItem item) {
        return locked(() -> inboxes.add(item, ++ordinal));
    }

    @Override
    public List<InboxItem> notifications(UserId user, long before, boolean unreadOnly, int limit) {
        MessageQuery.checkLimit(limit);
        return locked(() -> inboxes.list(user, before, unreadOnly, limit));
    }

    @Override
    public int acknowledge(UserId user, Collection<String> ids) {
        return locked(() -> inboxes.acknowledge(user, ids));
    }

    @Override
    public int unreadNotifications(UserId user) {
        return locked(() -> inboxes.unread(user));
    }

    @Override
    public long putRecord(RoomRecord roomRecord) {
        return locked(() -> records.put(roomRecord));
    }

    @Override
    public long removeRecord(RoomName room, String type, String key) {
        return locked(() -> records.remove(room, type, key));
    }

    @Override
    public Versioned<List<RoomRecord>> versionedRecordsIn(RoomName room) {
        return locked(() -> new Versioned<>(
                records.version(room),
                records.where(roomRecord -> roomRecord.room().equals(room))));
    }

    @Override
    public Map<RoomName, Long> recordVersions(Collection<RoomName> rooms) {
        MessageQuery.checkCount(rooms);
        return locked(() -> {
            Map<RoomName, Long> versions = new HashMap<>();
            rooms.forEach(room -> versions.put(room, records.version(room)));
            return versions;
        });
    }

    @Override
    public List<RoomRecord> recordsIn(RoomName room) {
        return records(roomRecord -> roomRecord.room().equals(room));
    }

    @Override
    public List<RoomRecord> recordsWith(String type, String key) {
        return records(
                roomRecord -> roomRecord.type().equals(type) && roomRecord.key().equals(key));
    }

    @Override
    public List<Head> latestWith(String type, String key, @Nullable Head after, int limit) {
        MessageQuery.checkLimit(limit);
        return locked(() -> {
            List<Head> heads = new ArrayList<>();
            for (RoomRecord found : records.where(roomRecord ->
                    roomRecord.type().equals(type) && roomRecord.key().equals(key))) {
                MemoryLog log = logs.get(found.room());
                if (log != null) {
                    heads.add(log.head());
                }
            }
            return LatestHeads.page(heads, after, limit);
        });
    }

    @Override
    public List<RoomRecord> recordsOf(String type) {
        return records(roomRecord -> roomRecord.type().equals(type));
    }

    @Override
    public Erasure eraseUser(UserId user, int limit) {
        MessageQuery.checkLimit(limit);
        return locked(() -> {
            int erased = 0;
            boolean more = false;
            Set<RoomName> rooms = new HashSet<>();
            for (MemoryLog log : logs.values()) {
                if (erased < limit) {
                    int here = log.erase(user, limit - erased);
                    erased += here;
                    if (here > 0) {
                        rooms.add(log.room());
                    }
                }
                more = more || (erased >= limit && log.hasEntriesOf(user));
            }
            if (!more) {
                forget(user);
            }
            return new Erasure(erased, rooms, !more);
        });
    }

    @Override
    public Optional<LogArchive> archive() {
        return Optional.of(new Archive());
    }

    @Override
    public StoreHealth health() {
        lock.lock();
        try {
            String detail = closed ? "closed" : logs.size() + " rooms, about " + bytes + " bytes in memory";
            return new StoreHealth(!closed, detail);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    private MemoryLog newLog(RoomName room, String epoch) {
        if (logs.size() >= maxRooms) {
            MemoryLog idle = logs.values().iterator().next();
            reset(idle);
            logs.remove(idle.room());
            roomKeys.remove(idle.room().key());
        }
        roomKeys.add(room.key());
        return new MemoryLog(room, epoch, change -> bytes += change);
    }

    private void trim(Set<MemoryLog> written) {
        for (MemoryLog log : written) {
            if (log.size() > maxEntriesPerRoom) {
                purge(log, log.lastSeq() - maxEntriesPerRoom);
            }
        }
        while (bytes > maxBytes) {
            MemoryLog oldest = byOldest.firstEntry().getValue();
            purge(oldest, oldest.purgedSeq() + 1);
        }
    }

    private long purge(MemoryLog log, long throughSeq) {
        long oldest = log.oldestOrdinal();
        long removed = log.purge(throughSeq);
        reindex(log, oldest);
        return removed;
    }

    private Head reset(MemoryLog log) {
        return reset(log, newEpoch());
    }

    private Head reset(MemoryLog log, String epoch) {
        long oldest = log.oldestOrdinal();
        log.reset(epoch);
        reindex(log, oldest);
        markers.removeIn(log.room());
        return log.head();
    }

    private void reindex(MemoryLog log, long oldestBefore) {
        long oldest = log.oldestOrdinal();
        if (oldest != oldestBefore) {
            byOldest.remove(oldestBefore);
            if (oldest >= 0) {
                byOldest.put(oldest, log);
            }
        }
    }

    private void forget(UserId user) {
        markers.removeOf(user);
        records.removeAll(user.value());
        inboxes.remove(user);
        MemoryLog inbox = logs.get(RoomName.inbox(user));
        if (inbox != null) {
            reset(inbox);
        }
    }

    private List<RoomRecord> records(Predicate<RoomRecord> wanted) {
        return locked(() -> records.where(wanted));
    }

    private MemoryLog existing(RoomName room) {
        MemoryLog log = logs.get(room);
        if (log == null) {
            throw new IllegalStateException(room + " is listed but has no log");
        }
        return log;
    }

    private <T> T read(RoomName room, T unknown, Function<MemoryLog, T> reading) {
        return locked(() -> {
            MemoryLog log = logs.get(room);
            return log == null ? unknown : reading.apply(log);
        });
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            if (closed) {
                throw new StoreException(StoreException.Category.CLOSED, "the store in memory is closed");
            }
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private String newEpoch() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    /** The same logs, written by another store that numbers the entries. */
    private final class Archive implements LogArchive {

        @Override
        public Map<RoomName, Head> importEntries(List<Entry> entries) {
            Map<RoomName, List<Entry>> rooms = ImportedEntries.byRoom(entries);
            return locked(() -> {
                Map<RoomName, Head> heads = new HashMap<>();
                rooms.forEach((room, ofRoom) -> heads.put(room, importTo(room, ofRoom)));
                return heads;
            });
        }

        private Head importTo(RoomName room, List<Entry> entries) {
            MemoryLog known = logs.get(room);
            List<Entry> following = ImportedEntries.following(known == null ? Head.none(room) : known.head(), entries);
            MemoryLog log = known == null ? newLog(room, entries.get(0).epoch()) : known;
            logs.remove(room);
            logs.put(room, log);
            long oldest = log.oldestOrdinal();
            following.forEach(entry -> log.addImported(entry, ordinal++));
            reindex(log, oldest);
            trim(Set.of(log));
            return log.head();
        }

        @Override
        public Head resetRoom(RoomName room, String epoch) {
            return read(
                    room, Head.none(room), log -> log.head().epoch().equals(epoch) ? log.head() : reset(log, epoch));
        }

        @Override
        public Head renewEpoch(RoomName room, String epoch) {
            return read(room, Head.none(room), log -> log.renew(epoch));
        }
    }
}
