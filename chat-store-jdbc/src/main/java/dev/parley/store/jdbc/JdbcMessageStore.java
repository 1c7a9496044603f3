package dev.parley.store.jdbc;

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
import dev.parley.store.Inbox;
import dev.parley.store.LogArchive;
import dev.parley.store.MessageQuery;
import dev.parley.store.MessageStore;
import dev.parley.store.StoreException;
import dev.parley.store.StoreHealth;
import dev.parley.store.Versioned;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Stores a chat in a SQL database: a SQLite file, or PostgreSQL.
 *
 * <p>When {@link #append} returns, the entries are durable, on SQLite through {@code synchronous=FULL} and on
 * PostgreSQL as its {@code synchronous_commit} setting says. A call stores all of its drafts or none. Several engines
 * may share a PostgreSQL database; a SQLite file supports one engine at a time, and a second one is rejected with
 * {@link StoreException.Category#IN_USE}.
 *
 * <p>Tables are named {@code parley_…} and created on first use; a database written by a newer version is rejected with
 * {@link StoreException.Category#INCOMPATIBLE}.
 */
public final class JdbcMessageStore implements MessageStore {

    /** Default timeout of a database call: 10 seconds. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    private final Database database;
    private final int inboxCapacity;
    private final LogUpkeep upkeep;
    private final HealthProbe probe;
    private volatile boolean closed;

    private JdbcMessageStore(Database database, int inboxCapacity) {
        this.database = database;
        this.inboxCapacity = inboxCapacity;
        this.upkeep = new LogUpkeep(database);
        this.probe = new HealthProbe(database.describe(), database::probe);
    }

    /** Creates a store for an open database; closed with the store. */
    static JdbcMessageStore over(Database database) {
        return new JdbcMessageStore(database, Inbox.DEFAULT_CAPACITY);
    }

    /**
     * Opens a SQLite file with the default settings, creating it and its folder if missing. Requires {@code
     * org.xerial:sqlite-jdbc} at run time.
     *
     * @param file the file; readable by its owner only. While the store is open there are two more beside it, with the
     *     suffixes {@code -wal} and {@code -shm}, and always a small one with the suffix {@code -lock}
     * @return the store, to be closed
     * @throws StoreException if the file cannot be opened or written, was written by a newer version, or is in use by
     *     another engine
     */
    public static JdbcMessageStore sqlite(Path file) {
        return builder().sqlite(file).build();
    }

    /**
     * Creates a store for PostgreSQL 12 or later with the default settings. The database may be down at this point;
     * tables are created by the first call that reaches it.
     *
     * @param dataSource provides connections, ideally from a pool whose own connection timeout does not exceed the
     *     store's; owned by the caller, and not closed by {@link #close}
     * @return the store
     */
    public static JdbcMessageStore postgres(DataSource dataSource) {
        return builder().postgres(dataSource).build();
    }

    /**
     * Returns a builder with the defaults.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Builder of a {@link JdbcMessageStore}. Requires {@link #sqlite} or {@link #postgres}; the last call wins. Not
     * thread-safe.
     */
    public static final class Builder {
        private @Nullable Path file;
        private @Nullable DataSource dataSource;
        private Duration timeout = DEFAULT_TIMEOUT;
        private int inboxCapacity = Inbox.DEFAULT_CAPACITY;

        private Builder() {}

        /**
         * Sets how long a call waits for the database, be it a lock or an answer, before it fails.
         *
         * @param bound 1 second to 10 minutes; {@link #DEFAULT_TIMEOUT} by default
         * @return this builder
         * @throws IllegalArgumentException if out of range
         */
        public Builder timeout(Duration bound) {
            if (bound.compareTo(Duration.ofSeconds(1)) < 0 || bound.compareTo(Duration.ofMinutes(10)) > 0) {
                throw new IllegalArgumentException("timeout " + bound + ", must be 1 second to 10 minutes");
            }
            timeout = bound;
            return this;
        }

        /**
         * Sets the capacity of each inbox, beyond which the oldest notifications are evicted.
         *
         * @param items 1 or more; {@link Inbox#DEFAULT_CAPACITY} by default
         * @return this builder
         * @throws IllegalArgumentException if below 1
         */
        public Builder inboxCapacity(int items) {
            if (items < 1) {
                throw new IllegalArgumentException("inbox capacity " + items + ", must be 1 or more");
            }
            inboxCapacity = items;
            return this;
        }

        /**
         * Uses a SQLite file, like {@link JdbcMessageStore#sqlite}.
         *
         * @param file the file, opened by {@link #build}
         * @return this builder
         */
        public Builder sqlite(Path file) {
            this.file = Objects.requireNonNull(file, "file");
            this.dataSource = null;
            return this;
        }

        /**
         * Uses PostgreSQL, like {@link JdbcMessageStore#postgres}.
         *
         * @param dataSource provides connections; owned by the caller
         * @return this builder
         */
        public Builder postgres(DataSource dataSource) {
            this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
            this.file = null;
            return this;
        }

        /**
         * Opens the store.
         *
         * @return the store, to be closed
         * @throws IllegalStateException if neither {@link #sqlite} nor {@link #postgres} was called
         * @throws StoreException if a SQLite file cannot be opened or written, was written by a newer version, or is in
         *     use by another engine
         */
        public JdbcMessageStore build() {
            if (file != null) {
                return open(new SqliteDatabase(file, timeout));
            }
            if (dataSource != null) {
                return new JdbcMessageStore(new DataSourceDatabase(dataSource, timeout), inboxCapacity);
            }
            throw new IllegalStateException("no database: call sqlite or postgres");
        }

        private JdbcMessageStore open(SqliteDatabase database) {
            try {
                JdbcMessageStore store = new JdbcMessageStore(database, inboxCapacity);
                store.upkeep.sweepGarbage();
                return store;
            } catch (RuntimeException e) {
                database.closeAfter(e);
                throw e;
            }
        }
    }

    @Override
    public List<AppendResult> append(List<EntryDraft> drafts) {
        if (drafts.isEmpty()) {
            checkOpen();
            return List.of();
        }
        return database.write(sql -> new Appends(sql, database.dialect()).append(drafts));
    }

    @Override
    public Head head(RoomName room) {
        return database.read(sql -> new LogReads(sql).head(room));
    }

    @Override
    public Map<RoomName, Head> heads(Collection<RoomName> rooms) {
        checkCount(rooms.size());
        return database.read(sql -> new LogReads(sql).heads(rooms));
    }

    @Override
    public List<Head> rooms(@Nullable RoomName after, int limit) {
        checkLimit(limit);
        return database.read(sql -> new LogReads(sql).rooms(after, limit));
    }

    @Override
    public List<Entry> entries(RoomName room, long after, int limit) {
        checkLimit(limit);
        return database.read(sql -> new LogReads(sql).entries(room, after, limit));
    }

    @Override
    public List<Message> messages(MessageQuery query) {
        return database.read(sql -> new LogReads(sql).messages(query));
    }

    @Override
    public Map<RoomName, Message> latestMessages(Collection<RoomName> rooms) {
        checkCount(rooms.size());
        return database.read(sql -> new LogReads(sql).latest(rooms));
    }

    @Override
    public List<Message> messagesAt(RoomName room, Collection<Long> seqs) {
        checkCount(seqs.size());
        return database.read(sql -> new LogReads(sql).messagesAt(room, seqs));
    }

    @Override
    public Optional<Message> message(RoomName room, MessageId id) {
        return database.read(sql -> new LogReads(sql).message(room, id));
    }

    @Override
    public Optional<Entry> entryOf(RoomName room, UserId sender, String clientMsgId) {
        return database.read(sql -> new LogReads(sql).entryOf(room, sender, clientMsgId));
    }

    @Override
    public long purge(RoomName room, long throughSeq) {
        return upkeep.purge(room, throughSeq);
    }

    @Override
    public Head resetRoom(RoomName room) {
        return upkeep.resetRoom(room);
    }

    @Override
    public ReadMarker mark(ReadMarker marker) {
        return database.write(sql -> new MarkerRows(sql).mark(marker));
    }

    @Override
    public Optional<ReadMarker> marker(RoomName room, UserId user) {
        return database.read(sql -> new MarkerRows(sql).marker(room, user));
    }

    @Override
    public List<ReadMarker> markersIn(RoomName room, int limit) {
        checkLimit(limit);
        return database.read(sql -> new MarkerRows(sql).in(room, limit));
    }

    @Override
    public Map<RoomName, ReadMarker> markers(UserId user, Collection<RoomName> rooms) {
        checkCount(rooms.size());
        return database.read(sql -> new MarkerRows(sql).of(user, rooms));
    }

    @Override
    public List<ReadMarker> markersOf(UserId user, int limit) {
        checkLimit(limit);
        return database.read(sql -> new MarkerRows(sql).of(user, limit));
    }

    @Override
    public Map<RoomName, Integer> unread(UserId user, Collection<RoomName> rooms, int max) {
        checkCount(rooms.size());
        if (max < 1) {
            throw new IllegalArgumentException("max " + max + ", must be 1 or more");
        }
        Set<RoomName> distinct = new LinkedHashSet<>(rooms);
        return database.read(sql -> new MarkerRows(sql).unread(user, distinct, max));
    }

    @Override
    public InboxItem addNotification(InboxItem item) {
        return database.write(sql -> new InboxRows(sql).add(item, inboxCapacity));
    }

    @Override
    public List<InboxItem> notifications(UserId user, long before, boolean unreadOnly, int limit) {
        checkLimit(limit);
        return database.read(sql -> new InboxRows(sql).newest(user, before, unreadOnly, limit));
    }

    @Override
    public int acknowledge(UserId user, Collection<String> ids) {
        checkCount(ids.size());
        return database.write(sql -> new InboxRows(sql).acknowledge(user, ids));
    }

    @Override
    public int unreadNotifications(UserId user) {
        return database.read(sql -> new InboxRows(sql).unread(user));
    }

    @Override
    public long putRecord(RoomRecord roomRecord) {
        return database.write(sql -> new RecordRows(sql).put(roomRecord));
    }

    @Override
    public long removeRecord(RoomName room, String type, String key) {
        return database.write(sql -> new RecordRows(sql).remove(room, type, key));
    }

    @Override
    public Versioned<List<RoomRecord>> versionedRecordsIn(RoomName room) {
        return database.read(sql -> {
            RecordRows rows = new RecordRows(sql);
            return new Versioned<>(rows.version(room), rows.in(room));
        });
    }

    @Override
    public Map<RoomName, Long> recordVersions(Collection<RoomName> rooms) {
        checkCount(rooms.size());
        return database.read(sql -> new RecordRows(sql).versions(rooms));
    }

    @Override
    public List<RoomRecord> recordsIn(RoomName room) {
        return database.read(sql -> new RecordRows(sql).in(room));
    }

    @Override
    public List<RoomRecord> recordsIn(Collection<RoomName> rooms) {
        checkCount(rooms.size());
        return database.read(sql -> new RecordRows(sql).in(rooms));
    }

    @Override
    public List<RoomRecord> recordsWith(String type, String key) {
        return database.read(sql -> new RecordRows(sql).with(type, key));
    }

    @Override
    public List<Head> latestWith(String type, String key, @Nullable Head after, int limit) {
        checkLimit(limit);
        return database.read(sql -> new LogReads(sql).latestWith(type, key, after, limit));
    }

    @Override
    public List<RoomRecord> recordsOf(String type) {
        return database.read(sql -> new RecordRows(sql).of(type));
    }

    @Override
    public Erasure eraseUser(UserId user, int limit) {
        checkLimit(limit);
        return upkeep.eraseUser(user, limit);
    }

    /**
     * Backs up a SQLite file, concurrently with reads and writes, like {@link SqliteBackup#make}.
     *
     * @param target the backup file; must not exist
     * @throws StoreException if the backup fails, in which case the target does not exist
     * @throws UnsupportedOperationException if this store uses PostgreSQL, which has {@code pg_dump}
     */
    public void backup(Path target) {
        database.backup(target);
    }

    @Override
    public Optional<LogArchive> archive() {
        return Optional.of(new JdbcArchive(database));
    }

    @Override
    public StoreHealth health() {
        return closed ? new StoreHealth(false, database.describe() + ": the store is closed") : probe.health();
    }

    @Override
    public void close() {
        closed = true;
        database.close();
    }

    private void checkOpen() {
        if (closed) {
            throw new StoreException(StoreException.Category.CLOSED, "the store is closed");
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
