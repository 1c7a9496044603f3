package dev.parley.store;

import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.EntryKind;
import dev.parley.model.InboxItem;
import dev.parley.model.Message;
import dev.parley.model.MessageId;
import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import dev.parley.model.TimeRange;
import dev.parley.model.UserId;
import dev.parley.runtime.observe.ServerObserver;
import dev.parley.runtime.observe.ServerTracer;
import dev.parley.runtime.observe.ServerTracer.Span;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store that reports to an observer how long each call of its delegate takes, and what is stored. Closing it closes
 * the delegate.
 */
public final class ObservedMessageStore extends ForwardingMessageStore {

    private final ServerObserver observer;
    private final ServerTracer tracer;
    private final LongSupplier nanoTime;

    private ObservedMessageStore(MessageStore delegate, ServerObserver observer, LongSupplier nanoTime) {
        super(delegate);
        this.observer = observer;
        this.tracer = observer.tracer();
        this.nanoTime = nanoTime;
    }

    /**
     * Observes a store.
     *
     * @param store the delegate
     * @param observer must not throw
     * @param nanoTime a monotonic clock in nanoseconds
     * @return the store itself if the observer is {@link ServerObserver#NOOP}
     */
    public static MessageStore of(MessageStore store, ServerObserver observer, LongSupplier nanoTime) {
        return observer == ServerObserver.NOOP ? store : new ObservedMessageStore(store, observer, nanoTime);
    }

    private <T> T timed(String operation, Supplier<T> call) {
        long begun = nanoTime.getAsLong();
        Span span = tracer.storeCallStarted(operation);
        T result;
        try {
            result = span.call(call);
        } catch (Throwable failure) {
            observer.storeCalled(operation, nanoTime.getAsLong() - begun, failure);
            span.end("failed", failure);
            throw failure;
        }
        observer.storeCalled(operation, nanoTime.getAsLong() - begun, null);
        span.end("ok", null);
        return result;
    }

    @Override
    public List<AppendResult> append(List<EntryDraft> drafts) {
        List<AppendResult> results = timed("append", () -> super.append(drafts));
        for (AppendResult result : results) {
            if (result.outcome() == AppendResult.Outcome.STORED
                    && result.entry().kind() == EntryKind.MESSAGE) {
                observer.messageStored(result.entry().room().kind() == RoomName.Kind.NAMED ? "room" : "private");
            }
        }
        return results;
    }

    @Override
    public Head head(RoomName room) {
        return timed("head", () -> super.head(room));
    }

    @Override
    public Map<RoomName, Head> heads(Collection<RoomName> rooms) {
        return timed("heads", () -> super.heads(rooms));
    }

    @Override
    public List<Head> rooms(@Nullable RoomName after, int limit) {
        return timed("rooms", () -> super.rooms(after, limit));
    }

    @Override
    public List<Entry> entries(RoomName room, long after, int limit) {
        return timed("entries", () -> super.entries(room, after, limit));
    }

    @Override
    public List<Message> messages(MessageQuery query) {
        return timed("messages", () -> super.messages(query));
    }

    @Override
    public List<Message> messagesAt(RoomName room, Collection<Long> seqs) {
        return timed("messagesAt", () -> super.messagesAt(room, seqs));
    }

    @Override
    public Optional<Message> message(RoomName room, MessageId id) {
        return timed("message", () -> super.message(room, id));
    }

    @Override
    public Optional<Entry> entryOf(RoomName room, UserId sender, String clientMsgId) {
        return timed("entryOf", () -> super.entryOf(room, sender, clientMsgId));
    }

    @Override
    public long purge(RoomName room, long throughSeq) {
        return timed("purge", () -> super.purge(room, throughSeq));
    }

    @Override
    public Head resetRoom(RoomName room) {
        return timed("resetRoom", () -> super.resetRoom(room));
    }

    @Override
    public Changes changesSince(RoomName room, String epoch, long seq, int limit) {
        return timed("changesSince", () -> super.changesSince(room, epoch, seq, limit));
    }

    @Override
    public List<Message> around(RoomName room, long seq, int before, int after) {
        return timed("around", () -> super.around(room, seq, before, after));
    }

    @Override
    public MessageScan scan(RoomName room, TimeRange range, @Nullable UserId sender) {
        return timed("scan", () -> super.scan(room, range, sender));
    }

    @Override
    public ReadMarker mark(ReadMarker marker) {
        return timed("mark", () -> super.mark(marker));
    }

    @Override
    public Optional<ReadMarker> marker(RoomName room, UserId user) {
        return timed("marker", () -> super.marker(room, user));
    }

    @Override
    public List<ReadMarker> markersIn(RoomName room, int limit) {
        return timed("markersIn", () -> super.markersIn(room, limit));
    }

    @Override
    public List<ReadMarker> markersOf(UserId user, int limit) {
        return timed("markersOf", () -> super.markersOf(user, limit));
    }

    @Override
    public Map<RoomName, Integer> unread(UserId user, Collection<RoomName> rooms, int max) {
        return timed("unread", () -> super.unread(user, rooms, max));
    }

    @Override
    public InboxItem addNotification(InboxItem item) {
        return timed("addNotification", () -> super.addNotification(item));
    }

    @Override
    public List<InboxItem> notifications(UserId user, long before, boolean unreadOnly, int limit) {
        return timed("notifications", () -> super.notifications(user, before, unreadOnly, limit));
    }

    @Override
    public int acknowledge(UserId user, Collection<String> ids) {
        return timed("acknowledge", () -> super.acknowledge(user, ids));
    }

    @Override
    public int unreadNotifications(UserId user) {
        return timed("unreadNotifications", () -> super.unreadNotifications(user));
    }

    @Override
    public long putRecord(RoomRecord roomRecord) {
        return timed("putRecord", () -> super.putRecord(roomRecord));
    }

    @Override
    public long removeRecord(RoomName room, String type, String key) {
        return timed("removeRecord", () -> super.removeRecord(room, type, key));
    }

    @Override
    public List<RoomRecord> recordsIn(RoomName room) {
        return timed("recordsIn", () -> super.recordsIn(room));
    }

    @Override
    public Versioned<List<RoomRecord>> versionedRecordsIn(RoomName room) {
        return timed("versionedRecordsIn", () -> super.versionedRecordsIn(room));
    }

    @Override
    public Map<RoomName, Long> recordVersions(Collection<RoomName> rooms) {
        return timed("recordVersions", () -> super.recordVersions(rooms));
    }

    @Override
    public List<RoomRecord> recordsWith(String type, String key) {
        return timed("recordsWith", () -> super.recordsWith(type, key));
    }

    @Override
    public List<Head> latestWith(String type, String key, @Nullable Head after, int limit) {
        return timed("latestWith", () -> super.latestWith(type, key, after, limit));
    }

    @Override
    public List<RoomRecord> recordsOf(String type) {
        return timed("recordsOf", () -> super.recordsOf(type));
    }

    @Override
    public Erasure eraseUser(UserId user, int limit) {
        return timed("eraseUser", () -> super.eraseUser(user, limit));
    }
}
