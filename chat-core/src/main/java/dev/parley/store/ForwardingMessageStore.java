package dev.parley.store;

import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.InboxItem;
import dev.parley.model.Message;
import dev.parley.model.MessageId;
import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import dev.parley.model.TimeRange;
import dev.parley.model.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A store that delegates every call to another one: the base of stores that observe, measure, cache or transform. A
 * subclass overrides what it needs; methods added by later versions are delegated too.
 *
 * <p>No method calls another one here: overriding {@link #append} affects nothing but {@code append}.
 */
public class ForwardingMessageStore implements MessageStore {

    private final MessageStore delegate;

    /**
     * Creates a store that delegates to another one.
     *
     * @param delegate receives every call, including {@link #close}
     */
    protected ForwardingMessageStore(MessageStore delegate) {
        this.delegate = delegate;
    }

    /**
     * Returns the store that receives the calls.
     *
     * @return the store given to the constructor
     */
    protected final MessageStore delegate() {
        return delegate;
    }

    @Override
    public List<AppendResult> append(List<EntryDraft> drafts) {
        return delegate.append(drafts);
    }

    @Override
    public Optional<String> durability(RoomName room) {
        return delegate.durability(room);
    }

    @Override
    public Head head(RoomName room) {
        return delegate.head(room);
    }

    @Override
    public Map<RoomName, Head> heads(Collection<RoomName> rooms) {
        return delegate.heads(rooms);
    }

    @Override
    public List<Head> rooms(@Nullable RoomName after, int limit) {
        return delegate.rooms(after, limit);
    }

    @Override
    public List<Entry> entries(RoomName room, long after, int limit) {
        return delegate.entries(room, after, limit);
    }

    @Override
    public List<Message> messages(MessageQuery query) {
        return delegate.messages(query);
    }

    @Override
    public Map<RoomName, Message> latestMessages(Collection<RoomName> rooms) {
        return delegate.latestMessages(rooms);
    }

    @Override
    public List<Message> messagesAt(RoomName room, Collection<Long> seqs) {
        return delegate.messagesAt(room, seqs);
    }

    @Override
    public Optional<Message> message(RoomName room, MessageId id) {
        return delegate.message(room, id);
    }

    @Override
    public Optional<Entry> entryOf(RoomName room, UserId sender, String clientMsgId) {
        return delegate.entryOf(room, sender, clientMsgId);
    }

    @Override
    public long purge(RoomName room, long throughSeq) {
        return delegate.purge(room, throughSeq);
    }

    @Override
    public Head resetRoom(RoomName room) {
        return delegate.resetRoom(room);
    }

    @Override
    public Changes changesSince(RoomName room, String epoch, long seq, int limit) {
        return delegate.changesSince(room, epoch, seq, limit);
    }

    @Override
    public List<Message> around(RoomName room, long seq, int before, int after) {
        return delegate.around(room, seq, before, after);
    }

    @Override
    public MessageScan scan(RoomName room, TimeRange range, @Nullable UserId sender) {
        return delegate.scan(room, range, sender);
    }

    @Override
    public ReadMarker mark(ReadMarker marker) {
        return delegate.mark(marker);
    }

    @Override
    public Optional<ReadMarker> marker(RoomName room, UserId user) {
        return delegate.marker(room, user);
    }

    @Override
    public List<ReadMarker> markersIn(RoomName room, int limit) {
        return delegate.markersIn(room, limit);
    }

    @Override
    public Map<RoomName, ReadMarker> markers(UserId user, Collection<RoomName> rooms) {
        return delegate.markers(user, rooms);
    }

    @Override
    public List<ReadMarker> markersOf(UserId user, int limit) {
        return delegate.markersOf(user, limit);
    }

    @Override
    public Map<RoomName, Integer> unread(UserId user, Collection<RoomName> rooms, int max) {
        return delegate.unread(user, rooms, max);
    }

    @Override
    public InboxItem addNotification(InboxItem item) {
        return delegate.addNotification(item);
    }

    @Override
    public List<InboxItem> notifications(UserId user, long before, boolean unreadOnly, int limit) {
        return delegate.notifications(user, before, unreadOnly, limit);
    }

    @Override
    public int acknowledge(UserId user, Collection<String> ids) {
        return delegate.acknowledge(user, ids);
    }

    @Override
    public int unreadNotifications(UserId user) {
        return delegate.unreadNotifications(user);
    }

    @Override
    public long putRecord(RoomRecord roomRecord) {
        return delegate.putRecord(roomRecord);
    }

    @Override
    public long removeRecord(RoomName room, String type, String key) {
        return delegate.removeRecord(room, type, key);
    }

    @Override
    public List<RoomRecord> recordsIn(RoomName room) {
        return delegate.recordsIn(room);
    }

    @Override
    public Versioned<List<RoomRecord>> versionedRecordsIn(RoomName room) {
        return delegate.versionedRecordsIn(room);
    }

    @Override
    public Map<RoomName, Long> recordVersions(Collection<RoomName> rooms) {
        return delegate.recordVersions(rooms);
    }

    @Override
    public List<RoomRecord> recordsIn(Collection<RoomName> rooms) {
        return delegate.recordsIn(rooms);
    }

    @Override
    public List<RoomRecord> recordsWith(String type, String key) {
        return delegate.recordsWith(type, key);
    }

    @Override
    public List<Head> latestWith(String type, String key, @Nullable Head after, int limit) {
        return delegate.latestWith(type, key, after, limit);
    }

    @Override
    public List<RoomRecord> recordsOf(String type) {
        return delegate.recordsOf(type);
    }

    @Override
    public Erasure eraseUser(UserId user, int limit) {
        return delegate.eraseUser(user, limit);
    }

    @Override
    public Optional<LogArchive> archive() {
        return delegate.archive();
    }

    @Override
    public StoreHealth health() {
        return delegate.health();
    }

    @Override
    public void close() {
        delegate.close();
    }
}
