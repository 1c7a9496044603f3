package demo.store;

import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.EntryKind;
import dev.parley.model.InboxItem;
import dev.parley.model.Message;
import dev.parley.model.MessageId;
import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import dev.parley.model.UserId;
import dev.parley.store.AppendConditions;
import dev.parley.store.AppendResult;
import dev.parley.store.Erasure;
import dev.parley.store.Head;
import dev.parley.store.HealthProbe;
import dev.parley.store.Inbox;
import dev.parley.store.MessageQuery;
import dev.parley.store.MessageStore;
import dev.parley.store.ProcessLock;
import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import dev.parley.store.StoreHealth;
import dev.parley.store.Versioned;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A store that keeps everything in memory, and each change in a journal that it reads when it is opened. */
public final class JournalMessageStore implements MessageStore {

    private final State state = new State(Inbox.DEFAULT_CAPACITY);
    private final ReentrantLock lock = new ReentrantLock();
    private final ProcessLock owner;
    private final Journal journal;
    private final HealthProbe probe;
    private boolean closed;

    private JournalMessageStore(Path folder) {
        owner = ProcessLock.acquire(folder.resolve("lock"), "the journal in " + folder);
        try {
            journal = Journal.open(folder.resolve("journal"), state::apply);
            journal.compact(state.asChanges());
        } catch (RuntimeException failure) {
            owner.close();
            throw failure;
        }
        probe = new HealthProbe("a journal", () -> locked(() -> {
            journal.check();
            return true;
        }));
    }

    /**
     * Opens the store of a folder.
     *
     * @param folder created if it is not there
     * @return the store, the only one over this folder
     */
    public static JournalMessageStore open(Path folder) {
        return new JournalMessageStore(folder);
    }

    @Override
    public List<AppendResult> append(List<EntryDraft> drafts) {
        return locked(() -> {
            Batch batch = new Batch(drafts);
            List<AppendResult> results = drafts.stream().map(batch::add).toList();
            if (!batch.entries.isEmpty()) {
                write(new Change.Appended(batch.entries));
            }
            return results;
        });
    }

    /** The entries of one call, numbered but not yet written. */
    private final class Batch {
        private record Sent(RoomName room, RoomLog.Key key) {}

        private final List<Entry> entries = new ArrayList<>();
        private final Map<RoomName, Entry> last = new HashMap<>();
        private final Map<Sent, Entry> sent = new HashMap<>();
        private final Map<RoomName, AppendConditions> conditions = new HashMap<>();

        Batch(List<EntryDraft> drafts) {
            drafts.stream().collect(Collectors.groupingBy(EntryDraft::room)).forEach((room, ofRoom) -> {
                List<Message> targets = messagesAt(room, AppendConditions.targetsOf(ofRoom));
                conditions.put(room, new AppendConditions(ofRoom, targets, state.version(room)));
            });
        }

        AppendResult add(EntryDraft draft) {
            RoomLog log = log(draft.room());
            Sent once = draft.clientMsgId() == null
                    ? null
                    : new Sent(draft.room(), new RoomLog.Key(draft.sender().id(), draft.clientMsgId()));
            Entry original = once == null ? null : sent.getOrDefault(once, log == null ? null : log.byKey(once.key));
            if (original != null) {
                return AppendResult.repeated(original, draft.contentHash());
            }
            if (conditions.get(draft.room()).isStale(draft)) {
                return AppendResult.stale();
            }
            Entry before = last.get(draft.room());
            Entry entry = before != null
                    ? Entry.of(draft, before.epoch(), before.seq() + 1)
                    : log != null ? Entry.of(draft, log.epoch, log.lastSeq() + 1) : Entry.of(draft, newEpoch(), 1);
            entries.add(entry);
            conditions.get(draft.room()).stored(entry);
            last.put(draft.room(), entry);
            if (once != null) {
                sent.put(once, entry);
            }
            return AppendResult.stored(entry);
        }
    }

    @Override
    public Head head(RoomName room) {
        return read(room, Head.none(room), RoomLog::head);
    }

    @Override
    public List<Head> rooms(RoomName after, int limit) {
        checkLimit(limit);
        return locked(() -> (after == null ? state.logs : state.logs.tailMap(after.key(), false))
                .values().stream().limit(limit).map(RoomLog::head).toList());
    }

    @Override
    public List<Entry> entries(RoomName room, long after, int limit) {
        checkLimit(limit);
        return read(room, List.of(), log -> log.entries().stream()
                .filter(entry -> entry.seq() > after)
                .limit(limit)
                .toList());
    }

    @Override
    public List<Message> messages(MessageQuery query) {
        return read(query.room(), List.of(), log -> log.messages(query));
    }

    @Override
    public List<Message> messagesAt(RoomName room, Collection<Long> seqs) {
        return read(room, List.of(), log -> new TreeSet<>(seqs)
                .stream().map(log::message).filter(message -> message != null).toList());
    }

    @Override
    public Optional<Message> message(RoomName room, MessageId id) {
        return read(room, Optional.empty(), log -> Optional.ofNullable(log.message(id.value())));
    }

    @Override
    public Optional<Entry> entryOf(RoomName room, UserId sender, String clientMsgId) {
        return read(
                room, Optional.empty(), log -> Optional.ofNullable(log.byKey(new RoomLog.Key(sender, clientMsgId))));
    }

    @Override
    public long purge(RoomName room, long throughSeq) {
        return read(room, 0L, log -> {
            long through = Math.min(throughSeq, log.lastSeq());
            long removed = Math.max(0, through - log.purgedSeq());
            if (removed > 0) {
                write(new Change.Purged(room, through));
            }
            return removed;
        });
    }

    @Override
    public Head resetRoom(RoomName room) {
        return read(room, Head.none(room), log -> {
            write(new Change.Reset(room, newEpoch()));
            return log(room).head();
        });
    }

    @Override
    public ReadMarker mark(ReadMarker marker) {
        return locked(() -> {
            ReadMarker before = state.markers.get(new State.MarkerKey(marker.room(), marker.user()));
            if (before != null && before.seq() >= marker.seq()) {
                return before;
            }
            write(new Change.Marked(marker));
            return marker;
        });
    }

    @Override
    public Optional<ReadMarker> marker(RoomName room, UserId user) {
        return locked(() -> Optional.ofNullable(state.markers.get(new State.MarkerKey(room, user))));
    }

    @Override
    public List<ReadMarker> markersIn(RoomName room, int limit) {
        Comparator<ReadMarker> furthest = Comparator.comparingLong(ReadMarker::seq).reversed();
        return markers(marker -> marker.room().equals(room), furthest, limit);
    }

    @Override
    public List<ReadMarker> markersOf(UserId user, int limit) {
        Comparator<ReadMarker> latest = Comparator.comparing(ReadMarker::at).reversed();
        return markers(marker -> marker.user().equals(user), latest, limit);
    }

    private List<ReadMarker> markers(Predicate<ReadMarker> wanted, Comparator<ReadMarker> order, int limit) {
        checkLimit(limit);
        return locked(() ->
                state.markers.values().stream().filter(wanted).sorted(order).limit(limit).toList());
    }

    @Override
    public Map<RoomName, Integer> unread(UserId user, Collection<RoomName> rooms, int max) {
        if (max < 1) {
            throw new IllegalArgumentException("max below 1: " + max);
        }
        return locked(() -> {
            Map<RoomName, Integer> counts = new HashMap<>();
            for (RoomName room : rooms) {
                ReadMarker marker = state.markers.get(new State.MarkerKey(room, user));
                RoomLog log = log(room);
                counts.put(room, log == null ? 0 : log.unread(user, marker == null ? 0 : marker.seq(), max));
            }
            return counts;
        });
    }

    @Override
    public InboxItem addNotification(InboxItem item) {
        return locked(() -> {
            InboxItem before = state.inboxes.getOrDefault(item.user(), Map.of()).get(item.id());
            if (before != null) {
                return before;
            }
            InboxItem added = item.withNumber(state.lastItem + 1);
            write(new Change.Notified(added));
            return added;
        });
    }

    @Override
    public List<InboxItem> notifications(UserId user, long before, boolean unreadOnly, int limit) {
        checkLimit(limit);
        return locked(() -> {
            List<InboxItem> found = state.inbox(user).stream()
                    .filter(item -> item.number() < before && !(unreadOnly && item.read()))
                    .toList();
            return List.copyOf(found.subList(Math.max(0, found.size() - limit), found.size()));
        });
    }

    @Override
    public int acknowledge(UserId user, Collection<String> ids) {
        return locked(() -> {
            Set<String> wanted = new HashSet<>(ids);
            List<String> unread = state.inbox(user).stream()
                    .filter(item -> !item.read() && wanted.contains(item.id()))
                    .map(InboxItem::id)
                    .toList();
            if (!unread.isEmpty()) {
                write(new Change.Acknowledged(user, unread));
            }
            return unread.size();
        });
    }

    @Override
    public int unreadNotifications(UserId user) {
        return locked(() -> (int)
                state.inbox(user).stream().filter(item -> !item.read()).count());
    }

    @Override
    public long putRecord(RoomRecord roomRecord) {
        return locked(() -> {
            write(new Change.Recorded(roomRecord));
            return state.version(roomRecord.room());
        });
    }

    @Override
    public long removeRecord(RoomName room, String type, String key) {
        return locked(() -> {
            if (state.records.containsKey(new State.RecordKey(room, type, key))) {
                write(new Change.Removed(room, type, key));
            }
            return state.version(room);
        });
    }

    @Override
    public Versioned<List<RoomRecord>> versionedRecordsIn(RoomName room) {
        return locked(() -> new Versioned<>(state.version(room), recordsIn(room)));
    }

    @Override
    public Map<RoomName, Long> recordVersions(Collection<RoomName> rooms) {
        checkCount(rooms);
        return locked(() -> {
            Map<RoomName, Long> versions = new HashMap<>();
            rooms.forEach(room -> versions.put(room, state.version(room)));
            return versions;
        });
    }

    @Override
    public List<RoomRecord> recordsIn(RoomName room) {
        return records(found -> found.room().equals(room));
    }

    @Override
    public List<RoomRecord> recordsWith(String type, String key) {
        return records(found -> found.type().equals(type) && found.key().equals(key));
    }

    @Override
    public List<RoomRecord> recordsOf(String type) {
        return records(found -> found.type().equals(type));
    }

    private List<RoomRecord> records(Predicate<RoomRecord> wanted) {
        return locked(() -> state.records.values().stream().filter(wanted).toList());
    }

    @Override
    public Erasure eraseUser(UserId user, int limit) {
        checkLimit(limit);
        return locked(() -> {
            Map<String, Entry> erased = new HashMap<>();
            Set<RoomName> rooms = new HashSet<>();
            boolean more = false;
            for (RoomLog log : state.logs.values()) {
                for (Entry entry : log.entries()) {
                    if (!entry.sender().id().equals(user)) {
                        continue;
                    }
                    if (erased.size() >= limit) {
                        more = true;
                        break;
                    }
                    rooms.add(log.room);
                    erased.put(log.room + "/" + entry.seq(), entry.erase());
                    log.changesOf(entry.seq()).stream()
                            .filter(edit -> edit.kind() == EntryKind.EDIT && !edit.erased())
                            .filter(edit -> !edit.sender().id().equals(user))
                            .forEach(edit -> erased.put(log.room + "/" + edit.seq(), edit.eraseContent()));
                }
            }
            if (!erased.isEmpty()) {
                write(new Change.Replaced(List.copyOf(erased.values())));
            }
            if (!more) {
                write(new Change.Forgotten(user, newEpoch()));
                journal.compact(state.asChanges());
            }
            return new Erasure(erased.size(), rooms, !more);
        });
    }

    @Override
    public StoreHealth health() {
        return probe.health();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                journal.close();
                owner.close();
            }
        } finally {
            lock.unlock();
        }
    }

    /** On disk first: what the journal refuses has not happened. */
    private void write(Change change) {
        journal.add(change);
        state.apply(change);
    }

    private RoomLog log(RoomName room) {
        return state.logs.get(room.key());
    }

    private <T> T read(RoomName room, T unknown, Function<RoomLog, T> reading) {
        return locked(() -> {
            RoomLog log = log(room);
            return log == null ? unknown : reading.apply(log);
        });
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            if (closed) {
                throw new StoreException(Category.CLOSED, "the journal is closed");
            }
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private static void checkCount(Collection<RoomName> rooms) {
        if (rooms.size() > MessageQuery.MAX_LIMIT) {
            throw new IllegalArgumentException(rooms.size() + " rooms");
        }
    }

    private static void checkLimit(int limit) {
        if (limit < 1 || limit > MessageQuery.MAX_LIMIT) {
            throw new IllegalArgumentException("limit " + limit);
        }
    }

    private static String newEpoch() {
        return UUID.randomUUID().toString();
    }
}
