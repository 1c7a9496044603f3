package demo.store;

import dev.parley.model.Entry;
import dev.parley.model.InboxItem;
import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import dev.parley.model.UserId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What all changes together have made. Guarded by the store's lock. */
final class State {

    record MarkerKey(RoomName room, UserId user) {}

    record RecordKey(RoomName room, String type, String key) {}

    private final int inboxCapacity;
    final TreeMap<String, RoomLog> logs = new TreeMap<>();
    final Map<MarkerKey, ReadMarker> markers = new HashMap<>();
    final Map<UserId, Map<String, InboxItem>> inboxes = new HashMap<>();
    final Map<RecordKey, RoomRecord> records = new HashMap<>();
    private final Map<RoomName, Long> versions = new HashMap<>();
    long lastItem;

    State(int inboxCapacity) {
        this.inboxCapacity = inboxCapacity;
    }

    void apply(Change change) {
        if (change instanceof Change.Appended appended) {
            appended.entries().forEach(this::append);
        } else if (change instanceof Change.Logged logged) {
            RoomLog log = new RoomLog(logged.room(), logged.epoch(), logged.purgedSeq());
            logged.entries().forEach(log::add);
            logs.put(logged.room().key(), log);
        } else if (change instanceof Change.Replaced replaced) {
            replace(replaced.entries());
        } else if (change instanceof Change.Purged purged) {
            RoomLog log = logs.get(purged.room().key());
            log.purge(purged.throughSeq());
            log.reindex();
        } else if (change instanceof Change.Reset reset) {
            reset(reset.room(), reset.epoch());
        } else if (change instanceof Change.Marked marked) {
            markers.put(new MarkerKey(marked.marker().room(), marked.marker().user()), marked.marker());
        } else if (change instanceof Change.Notified notified) {
            add(notified.item());
        } else if (change instanceof Change.Acknowledged acknowledged) {
            Map<String, InboxItem> inbox = inboxes.get(acknowledged.user());
            acknowledged.ids().forEach(id -> inbox.computeIfPresent(id, (key, item) -> item.asRead()));
        } else if (change instanceof Change.Recorded recorded) {
            RoomRecord found = recorded.roomRecord();
            records.put(new RecordKey(found.room(), found.type(), found.key()), found);
            raise(found.room());
        } else if (change instanceof Change.Removed removed) {
            records.remove(new RecordKey(removed.room(), removed.type(), removed.key()));
            raise(removed.room());
        } else if (change instanceof Change.Versioned versioned) {
            versions.put(versioned.room(), versioned.version());
        } else if (change instanceof Change.Forgotten forgotten) {
            forget(forgotten.user(), forgotten.inboxEpoch());
        }
    }

    private void append(Entry entry) {
        logs.computeIfAbsent(entry.room().key(), key -> new RoomLog(entry.room(), entry.epoch(), 0))
                .add(entry);
    }

    private void replace(List<Entry> entries) {
        Set<RoomLog> touched = new HashSet<>();
        for (Entry entry : entries) {
            RoomLog log = logs.get(entry.room().key());
            log.replace(entry);
            touched.add(log);
        }
        touched.forEach(RoomLog::reindex);
    }

    private void reset(RoomName room, String epoch) {
        logs.put(room.key(), new RoomLog(room, epoch, 0));
        markers.keySet().removeIf(key -> key.room().equals(room));
    }

    private void add(InboxItem item) {
        Map<String, InboxItem> inbox = inboxes.computeIfAbsent(item.user(), user -> new LinkedHashMap<>());
        inbox.put(item.id(), item);
        if (inbox.size() > inboxCapacity) {
            inbox.remove(inbox.keySet().iterator().next());
        }
        lastItem = Math.max(lastItem, item.number());
    }

    private void forget(UserId user, String inboxEpoch) {
        markers.keySet().removeIf(key -> key.user().equals(user));
        Set<RoomName> changed = new HashSet<>();
        for (RecordKey found : List.copyOf(records.keySet())) {
            if (found.key().equals(user.value())) {
                records.remove(found);
                changed.add(found.room());
            }
        }
        changed.forEach(this::raise);
        inboxes.remove(user);
        RoomName inbox = RoomName.inbox(user);
        if (logs.containsKey(inbox.key())) {
            reset(inbox, inboxEpoch);
        }
    }

    private void raise(RoomName room) {
        versions.merge(room, 1L, Long::sum);
    }

    long version(RoomName room) {
        return versions.getOrDefault(room, 0L);
    }

    Collection<InboxItem> inbox(UserId user) {
        return inboxes.getOrDefault(user, Map.of()).values();
    }

    /** Changes that give this state to an empty one. */
    List<Change> asChanges() {
        List<Change> changes = new ArrayList<>();
        for (RoomLog log : logs.values()) {
            changes.add(new Change.Logged(log.room, log.epoch, log.purgedSeq(), log.entries()));
        }
        markers.values().forEach(marker -> changes.add(new Change.Marked(marker)));
        inboxes.values().forEach(inbox -> inbox.values().forEach(item -> changes.add(new Change.Notified(item))));
        records.values().forEach(found -> changes.add(new Change.Recorded(found)));
        versions.forEach((room, version) -> changes.add(new Change.Versioned(room, version)));
        return changes;
    }
}
