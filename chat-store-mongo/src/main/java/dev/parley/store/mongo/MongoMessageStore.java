package dev.parley.store.mongo;

import com.mongodb.client.MongoClient;
import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.InboxItem;
import dev.parley.model.Message;
import dev.parley.model.MessageId;
import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import dev.parley.model.UserId;
import dev.parley.store.AppendResult;
import dev.parley.store.Erasure;
import dev.parley.store.Head;
import dev.parley.store.HealthProbe;
import dev.parley.store.LatestHeads;
import dev.parley.store.LogArchive;
import dev.parley.store.MessageQuery;
import dev.parley.store.MessageStore;
import dev.parley.store.StoreException;
import dev.parley.store.StoreHealth;
import dev.parley.store.Versioned;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stores a chat in MongoDB.
 *
 * <p>Writes use majority write concern by default. Several engines may write to one room: sequence numbers stay gapless
 * and unique. No transactions are used, so a failed call of {@link #append} may have stored a prefix of its drafts, in
 * order and without gaps; retrying is safe for drafts with a {@code clientMsgId}.
 *
 * <p>The server may be down when the store is created: {@link #health} reports it, calls fail with {@link
 * StoreException.Category#UNAVAILABLE} within the timeout, and succeed without a restart once it is up. Collections and
 * indexes are created by the first call that reaches it.
 */
public final class MongoMessageStore implements MessageStore {

    private final Mongo mongo;
    private final HealthProbe probe;
    private final @Nullable MongoClient ownClient;
    private final int inboxCapacity;

    MongoMessageStore(Mongo mongo, @Nullable MongoClient ownClient, int inboxCapacity) {
        this.mongo = mongo;
        this.probe = new HealthProbe(mongo.describe(), this::touch);
        this.ownClient = ownClient;
        this.inboxCapacity = inboxCapacity;
    }

    /**
     * Connects with the default settings, without waiting for the server.
     *
     * @param uri a MongoDB connection string; its database is used, or {@value
     *     MongoMessageStoreBuilder#DEFAULT_DATABASE} if it names none
     * @return the store, to be closed
     * @throws IllegalArgumentException if the text is not a connection string
     */
    public static MongoMessageStore connect(String uri) {
        return builder().uri(uri).build();
    }

    /**
     * Returns a builder with the defaults.
     *
     * @return a new builder
     */
    public static MongoMessageStoreBuilder builder() {
        return new MongoMessageStoreBuilder();
    }

    /**
     * Imports the messages of an existing collection, in the order of their ids as MongoDB sorts them, across all BSON
     * types: one room per room name, with the sender's name as both id and name, both normalised like those of clients.
     * Every document is visited; one that is not a message is counted with its reason. Repeating the import adds only
     * what is new. The collection is not modified.
     *
     * @param collection the name of a collection in the same database
     * @param mapping the mapping of its fields
     * @return what was imported
     * @throws StoreException if the store failed; run it again
     */
    public ImportReport importFrom(String collection, FieldMapping mapping) {
        return mongo.callLong(
                slow -> new LegacyMessages(slow.getCollection(collection), mapping, this::append).importAll());
    }

    @Override
    public List<AppendResult> append(List<EntryDraft> drafts) {
        return mongo.call(all -> new MongoAppends(all).append(drafts));
    }

    @Override
    public Head head(RoomName room) {
        return mongo.call(all -> new MongoReads(all).head(room));
    }

    @Override
    public Map<RoomName, Head> heads(Collection<RoomName> rooms) {
        checkCount(rooms.size());
        return mongo.call(all -> {
            Map<RoomName, Head> heads = new HashMap<>();
            rooms.forEach(room -> heads.put(room, Head.none(room)));
            new MongoReads(all).heads(List.copyOf(heads.keySet())).forEach(head -> heads.put(head.room(), head));
            return heads;
        });
    }

    @Override
    public List<Head> rooms(@Nullable RoomName after, int limit) {
        checkLimit(limit);
        return mongo.call(all -> new MongoReads(all).rooms(after, limit));
    }

    @Override
    public List<Entry> entries(RoomName room, long after, int limit) {
        checkLimit(limit);
        return mongo.call(all -> new MongoReads(all).entries(room, after, limit));
    }

    @Override
    public List<Message> messages(MessageQuery query) {
        return mongo.call(all -> new MongoReads(all).messages(query));
    }

    @Override
    public List<Message> messagesAt(RoomName room, Collection<Long> seqs) {
        checkCount(seqs.size());
        return mongo.call(all -> new MongoReads(all).messagesAt(room, seqs));
    }

    @Override
    public Optional<Message> message(RoomName room, MessageId id) {
        return mongo.call(all -> new MongoReads(all).message(room, id));
    }

    @Override
    public Optional<Entry> entryOf(RoomName room, UserId sender, String clientMsgId) {
        return mongo.call(all -> new MongoReads(all).entryOf(room, sender, clientMsgId));
    }

    @Override
    public long purge(RoomName room, long throughSeq) {
        return mongo.call(all -> new MongoUpkeep(all).purge(room, throughSeq));
    }

    @Override
    public Head resetRoom(RoomName room) {
        return mongo.call(all -> new MongoUpkeep(all).resetRoom(room));
    }

    @Override
    public ReadMarker mark(ReadMarker marker) {
        return mongo.call(all -> new MongoMarkers(all).mark(marker));
    }

    @Override
    public Optional<ReadMarker> marker(RoomName room, UserId user) {
        return mongo.call(all -> new MongoMarkers(all).marker(room, user));
    }

    @Override
    public List<ReadMarker> markersIn(RoomName room, int limit) {
        checkLimit(limit);
        return mongo.call(all -> new MongoMarkers(all).in(room, limit));
    }

    @Override
    public Map<RoomName, ReadMarker> markers(UserId user, Collection<RoomName> rooms) {
        checkCount(rooms.size());
        return mongo.call(all -> new MongoMarkers(all).of(user, rooms));
    }

    @Override
    public List<ReadMarker> markersOf(UserId user, int limit) {
        checkLimit(limit);
        return mongo.call(all -> new MongoMarkers(all).of(user, limit));
    }

    @Override
    public Map<RoomName, Integer> unread(UserId user, Collection<RoomName> rooms, int max) {
        checkCount(rooms.size());
        if (max < 1) {
            throw new IllegalArgumentException("max " + max + ", must be 1 or more");
        }
        return mongo.call(all -> new MongoMarkers(all).unread(user, new LinkedHashSet<>(rooms), max));
    }

    @Override
    public InboxItem addNotification(InboxItem item) {
        return mongo.call(all -> new MongoInbox(all).add(item, inboxCapacity));
    }

    @Override
    public List<InboxItem> notifications(UserId user, long before, boolean unreadOnly, int limit) {
        checkLimit(limit);
        return mongo.call(all -> new MongoInbox(all).newest(user, before, unreadOnly, limit));
    }

    @Override
    public int acknowledge(UserId user, Collection<String> ids) {
        checkCount(ids.size());
        return mongo.call(all -> new MongoInbox(all).acknowledge(user, ids));
    }

    @Override
    public int unreadNotifications(UserId user) {
        return mongo.call(all -> new MongoInbox(all).unread(user));
    }

    @Override
    public long putRecord(RoomRecord roomRecord) {
        return mongo.call(all -> new MongoRecords(all).put(roomRecord));
    }

    @Override
    public long removeRecord(RoomName room, String type, String key) {
        return mongo.call(all -> new MongoRecords(all).remove(room, type, key));
    }

    @Override
    public Versioned<List<RoomRecord>> versionedRecordsIn(RoomName room) {
        return mongo.call(all -> new MongoRecords(all).versionedIn(room));
    }

    @Override
    public Map<RoomName, Long> recordVersions(Collection<RoomName> rooms) {
        checkCount(rooms.size());
        return mongo.call(all -> new MongoRecords(all).versions(rooms));
    }

    @Override
    public List<RoomRecord> recordsIn(RoomName room) {
        return mongo.call(all -> new MongoRecords(all).in(room));
    }

    @Override
    public List<RoomRecord> recordsIn(Collection<RoomName> rooms) {
        checkCount(rooms.size());
        return mongo.call(all -> new MongoRecords(all).in(rooms));
    }

    @Override
    public List<RoomRecord> recordsWith(String type, String key) {
        return mongo.call(all -> new MongoRecords(all).with(type, key));
    }

    @Override
    public List<Head> latestWith(String type, String key, @Nullable Head after, int limit) {
        checkLimit(limit);
        return mongo.call(all -> {
            List<RoomName> rooms = new MongoRecords(all)
                    .with(type, key).stream().map(RoomRecord::room).toList();
            return LatestHeads.page(new MongoReads(all).heads(rooms), after, limit);
        });
    }

    @Override
    public List<RoomRecord> recordsOf(String type) {
        return mongo.call(all -> new MongoRecords(all).of(type));
    }

    @Override
    public Erasure eraseUser(UserId user, int limit) {
        checkLimit(limit);
        return mongo.call(all -> new MongoUpkeep(all).eraseUser(user, limit));
    }

    @Override
    public Optional<LogArchive> archive() {
        return Optional.of(new MongoArchive(mongo));
    }

    @Override
    public StoreHealth health() {
        return mongo.isClosed() ? new StoreHealth(false, mongo.describe() + ": the store is closed") : probe.health();
    }

    private void touch() {
        mongo.call(all -> {
            all.touch();
            return true;
        });
    }

    @Override
    public void close() {
        mongo.close();
        if (ownClient != null) {
            ownClient.close();
        }
    }

    private static void checkLimit(int limit) {
        if (limit < 1 || limit > MessageQuery.MAX_LIMIT) {
            throw new IllegalArgumentException("limit " + limit + ", must be 1 to " + MessageQuery.MAX_LIMIT);
        }
    }

    private static void checkCount(int count) {
        if (count > MessageQuery.MAX_LIMIT) {
            throw new IllegalArgumentException(count + " values, at most " + MessageQuery.MAX_LIMIT);
        }
    }
}
