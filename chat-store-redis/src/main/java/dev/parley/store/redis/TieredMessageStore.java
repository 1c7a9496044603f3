package dev.parley.store.redis;

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
import dev.parley.store.StoreException.Category;
import dev.parley.store.StoreHealth;
import dev.parley.store.Versioned;
import dev.parley.time.SystemScheduler;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store whose new entries are in Redis until they are archived in another store. Redis numbers and acknowledges them; a background
 * thread of one of the processes archives them. Read markers, inboxes and room records are in the archive alone.
 *
 * <p>What an acknowledgement promises is the room's {@link Durability}. Nothing is dropped: while the archive is too far behind, see
 * {@link TierOptions#maxLag} and {@link TierOptions#maxBytes}, appends fail with {@link StoreException.Category#OVERLOADED}, and {@link
 * #health} is not up.
 *
 * <p>If Redis loses what is not archived, the processes that acknowledged it bring it back. What nobody has is lost, and its
 * room begins a new epoch, so that no number stands for two entries and clients read the room anew.
 *
 * <p>Two promises are weaker than those of other stores. A {@code clientMsgId} that is repeated after {@link
 * TierOptions#retryWindow}, when its entry is archived, is stored as another message. A call of {@link #append} with conditions
 * that fails may have stored a prefix of its drafts.
 *
 * <p>Several processes may share one Redis and one archive. All must have the same options, and nothing else may write to the
 * logs of the archive.
 */
public final class TieredMessageStore implements MessageStore {

    private static final Logger LOG = LoggerFactory.getLogger(TieredMessageStore.class);

    private final MessageStore archive;
    private final Tier tier;
    private final SystemScheduler clock = new SystemScheduler("parley-tier");
    private final Archiver archiver;
    private final TieredReads reads;
    private final TieredAppends appends;
    private final HealthProbe probe;

    /**
     * Opens the tier and begins to archive. If Redis is not there yet, calls fail until it is.
     *
     * @param hot where Redis is
     * @param archive where entries are archived; must have an {@link MessageStore#archive}. Closed with this store
     * @param options the settings
     * @throws IllegalArgumentException if the archive cannot be one
     * @throws StoreException {@code REFUSED} if Redis is there and could lose messages by its settings: evicts, or does not write what the
     *     durability promises
     */
    public TieredMessageStore(RedisHot hot, MessageStore archive, TierOptions options) {
        LogArchive logs = archive.archive()
                .orElseThrow(() -> new IllegalArgumentException("the store cannot be an archive: it has no archive()"));
        this.archive = archive;
        this.tier = Tier.of(hot, archive, options, clock, UUID.randomUUID().toString());
        this.archiver = new Archiver(tier, logs);
        this.reads = new TieredReads(tier, archiver);
        this.appends = new TieredAppends(tier, reads, archiver);
        HotLag lag = new HotLag(tier.pool(), tier.keys(), options);
        this.probe = new HealthProbe("hot tier at " + hot.servers(), () -> check(lag));
        try {
            lag.check();
        } catch (StoreException failed) {
            if (failed.category() == Category.REFUSED) {
                clock.close();
                tier.pool().close();
                throw failed;
            }
            LOG.warn("The hot tier begins without: {}", failed.getMessage());
        }
        archiver.start();
    }

    private void check(HotLag lag) {
        lag.check();
        StoreHealth behind = archive.health();
        if (!behind.up()) {
            throw new StoreException(Category.UNAVAILABLE, "archive: " + behind.detail());
        }
    }

    /**
     * Archives all that waits at the time of the call, in this thread: what a cron job calls if {@link TierOptions#archiveEvery} is
     * zero. May be called by several processes at once.
     *
     * @throws StoreException if Redis or the archive failed; what was not archived still waits
     */
    public void archiveNow() {
        archiver.all();
    }

    @Override
    public List<AppendResult> append(List<EntryDraft> drafts) {
        return appends.append(drafts);
    }

    @Override
    public Optional<String> durability(RoomName room) {
        return Optional.of(tier.options().of(room).toString());
    }

    @Override
    public Head head(RoomName room) {
        return reads.head(room);
    }

    @Override
    public Map<RoomName, Head> heads(Collection<RoomName> rooms) {
        checkCount(rooms.size());
        return reads.heads(rooms);
    }

    @Override
    public List<Head> rooms(@Nullable RoomName after, int limit) {
        checkLimit(limit);
        archiver.all();
        List<RoomName> found =
                archive.rooms(after, limit).stream().map(Head::room).toList();
        Map<RoomName, Head> heads = reads.heads(found);
        return found.stream().map(heads::get).toList();
    }

    @Override
    public List<Entry> entries(RoomName room, long after, int limit) {
        checkLimit(limit);
        return reads.entries(room, after, limit);
    }

    @Override
    public List<Message> messages(MessageQuery query) {
        return reads.messages(query);
    }

    @Override
    public List<Message> messagesAt(RoomName room, Collection<Long> seqs) {
        checkCount(seqs.size());
        return reads.messagesAt(room, seqs);
    }

    @Override
    public Optional<Message> message(RoomName room, MessageId id) {
        return reads.message(room, id);
    }

    @Override
    public Optional<Entry> entryOf(RoomName room, UserId sender, String clientMsgId) {
        return reads.entryOf(room, sender, clientMsgId);
    }

    @Override
    public long purge(RoomName room, long throughSeq) {
        Tail tail = archiver.room(room);
        if (!tail.known()) {
            return archive.purge(room, throughSeq);
        }
        long through = Math.min(throughSeq, tail.archived());
        tier.hot().purge(room, through);
        return archive.purge(room, through);
    }

    @Override
    public Head resetRoom(RoomName room) {
        archiver.room(room);
        String epoch = UUID.randomUUID().toString();
        if (!tier.hot().reset(room, epoch)) {
            Head head = archive.head(room);
            tier.hot().seed(head);
            if (!tier.hot().reset(room, epoch)) {
                return Head.none(room);
            }
        }
        tier.custody().forget(room);
        archiver.room(room);
        return head(room);
    }

    @Override
    public ReadMarker mark(ReadMarker marker) {
        return archive.mark(marker);
    }

    @Override
    public Optional<ReadMarker> marker(RoomName room, UserId user) {
        return archive.marker(room, user);
    }

    @Override
    public List<ReadMarker> markersIn(RoomName room, int limit) {
        return archive.markersIn(room, limit);
    }

    @Override
    public Map<RoomName, ReadMarker> markers(UserId user, Collection<RoomName> rooms) {
        return archive.markers(user, rooms);
    }

    @Override
    public List<ReadMarker> markersOf(UserId user, int limit) {
        return archive.markersOf(user, limit);
    }

    @Override
    public Map<RoomName, Integer> unread(UserId user, Collection<RoomName> rooms, int max) {
        checkCount(rooms.size());
        tier.hot().heads(rooms).forEach((room, tail) -> {
            if (!tail.isArchived()) {
                archiver.room(room);
            }
        });
        return archive.unread(user, rooms, max);
    }

    @Override
    public InboxItem addNotification(InboxItem item) {
        return archive.addNotification(item);
    }

    @Override
    public List<InboxItem> notifications(UserId user, long before, boolean unreadOnly, int limit) {
        return archive.notifications(user, before, unreadOnly, limit);
    }

    @Override
    public int acknowledge(UserId user, Collection<String> ids) {
        return archive.acknowledge(user, ids);
    }

    @Override
    public int unreadNotifications(UserId user) {
        return archive.unreadNotifications(user);
    }

    @Override
    public long putRecord(RoomRecord roomRecord) {
        long version = archive.putRecord(roomRecord);
        tier.hot().rules(roomRecord.room(), version);
        return version;
    }

    @Override
    public long removeRecord(RoomName room, String type, String key) {
        long version = archive.removeRecord(room, type, key);
        tier.hot().rules(room, version);
        return version;
    }

    @Override
    public List<RoomRecord> recordsIn(RoomName room) {
        return archive.recordsIn(room);
    }

    @Override
    public Versioned<List<RoomRecord>> versionedRecordsIn(RoomName room) {
        return archive.versionedRecordsIn(room);
    }

    @Override
    public Map<RoomName, Long> recordVersions(Collection<RoomName> rooms) {
        return archive.recordVersions(rooms);
    }

    @Override
    public List<RoomRecord> recordsIn(Collection<RoomName> rooms) {
        return archive.recordsIn(rooms);
    }

    @Override
    public List<RoomRecord> recordsWith(String type, String key) {
        return archive.recordsWith(type, key);
    }

    @Override
    public List<RoomRecord> recordsOf(String type) {
        return archive.recordsOf(type);
    }

    @Override
    public List<Head> latestWith(String type, String key, @Nullable Head after, int limit) {
        checkLimit(limit);
        List<RoomName> rooms =
                archive.recordsWith(type, key).stream().map(RoomRecord::room).toList();
        List<Head> heads = new ArrayList<>();
        for (int from = 0; from < rooms.size(); from += MessageQuery.MAX_LIMIT) {
            heads.addAll(reads.heads(rooms.subList(from, Math.min(rooms.size(), from + MessageQuery.MAX_LIMIT)))
                    .values());
        }
        return LatestHeads.page(heads, after, limit);
    }

    @Override
    public Erasure eraseUser(UserId user, int limit) {
        checkLimit(limit);
        archiver.all();
        Erasure erasure = archive.eraseUser(user, limit);
        if (erasure.complete()) {
            tier.hot().forgetRules();
            RoomName inbox = RoomName.inbox(user);
            Head reset = archive.head(inbox);
            Tail tail = tier.hot().tail(inbox, 0, 0);
            if (tail.known() && !tail.epoch().equals(reset.epoch())) {
                tier.hot().reset(inbox, reset.epoch());
                archiver.room(inbox);
            }
        }
        return erasure;
    }

    @Override
    public StoreHealth health() {
        return probe.health();
    }

    /** What waits for the archive stays in Redis. Closes the archive too. */
    @Override
    public void close() {
        archiver.close();
        tier.pool().close();
        clock.close();
        archive.close();
    }

    private static void checkLimit(int limit) {
        if (limit < 1 || limit > MessageQuery.MAX_LIMIT) {
            throw new IllegalArgumentException("limit " + limit + ", must be 1 to " + MessageQuery.MAX_LIMIT);
        }
    }

    private static void checkCount(int count) {
        if (count > MessageQuery.MAX_LIMIT) {
            throw new IllegalArgumentException(count + ", at most " + MessageQuery.MAX_LIMIT);
        }
    }
}
