package dev.parley.store.jdbc;

import dev.parley.store.ProcessLock;
import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A SQLite file in WAL mode with {@code synchronous=FULL}: one writing connection, and a few concurrent readers.
 *
 * <p>Group commit: writers queue, and the one that acquires the writing connection runs all queued work, each after its
 * own savepoint, and commits once for all. {@code writing} guards the writing connection and is held during disk
 * writes; {@code waiting} is guarded by itself, and no lock is acquired or awaited while holding it.
 */
final class SqliteDatabase implements Database {

    /** Maximum number of writes that share one commit. */
    static final int MAX_GROUP = 64;

    /** The number of reading connections. */
    static final int READERS = 4;

    /** A database with less free disk space than this, in bytes, does not count as writable. */
    static final long MIN_SPACE = 1024 * 1024;

    private static final long SCRUB_WAIT_MILLIS = 500;

    private static final Logger LOG = LoggerFactory.getLogger(SqliteDatabase.class);

    private final Path file;
    private final long timeoutMillis;
    private final ProcessLock lock;
    private final @Nullable Object identity;
    private final ReentrantLock writing = new ReentrantLock(true);
    private final Queue<PendingWrite<?>> waiting = new ArrayDeque<>();
    private final BlockingQueue<Reader> readers = new ArrayBlockingQueue<>(READERS);
    private final Connection writerConnection;
    private final Sql writer;
    private volatile boolean closed;

    /** Whether the {@code -wal} file still contains erased content. Guarded by {@code writing}. */
    private boolean scrubDue;

    SqliteDatabase(Path file, Duration timeout) {
        this.file = file;
        this.timeoutMillis = timeout.toMillis();
        SqliteFile.ensure(file);
        lock = SqliteFile.lock(file);
        try {
            identity = SqliteFile.identity(file);
            writerConnection = open();
            writer = new Sql(writerConnection, 0);
        } catch (SQLException e) {
            lock.close();
            throw failure(e);
        } catch (IOException e) {
            lock.close();
            throw SqliteFile.failure("the database cannot be found", e);
        }
        for (int i = 0; i < READERS; i++) {
            readers.add(new Reader());
        }
        prepare();
    }

    private void prepare() {
        try {
            write(sql -> {
                Schema.ensure(sql, Dialect.SQLITE);
                return true;
            });
            scrub();
        } catch (RuntimeException e) {
            closeAfter(e);
            throw e;
        }
    }

    /** Closes an unusable database; the given failure is the one to report. */
    void closeAfter(RuntimeException failure) {
        try {
            close();
        } catch (RuntimeException alsoFailed) {
            failure.addSuppressed(alsoFailed);
        }
    }

    /** A reading connection, opened on first use. Owned by the thread that took it from the queue. */
    private final class Reader implements AutoCloseable {
        private boolean opened;
        private Connection connection;
        private Sql sql;

        Reader() {
            connection = writerConnection;
            sql = writer;
        }

        Sql sql() throws SQLException {
            if (!opened) {
                connection = open();
                sql = new Sql(connection, 0);
                opened = true;
                sql.execute("PRAGMA query_only = ON");
            }
            return sql;
        }

        @Override
        public void close() throws SQLException {
            if (opened) {
                sql.close();
                connection.close();
            }
        }
    }

    private Connection open() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
        try (Sql sql = new Sql(connection, 0)) {
            sql.execute("PRAGMA busy_timeout = " + timeoutMillis);
            sql.execute("PRAGMA journal_mode = WAL");
            sql.execute("PRAGMA synchronous = FULL");
            sql.execute("PRAGMA secure_delete = ON");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public Dialect dialect() {
        return Dialect.SQLITE;
    }

    @Override
    public String describe() {
        return "SQLite file " + file;
    }

    @Override
    public <T> T read(Work<T> work) {
        Reader reader = takeReader();
        try {
            Sql sql = reader.sql();
            sql.execute("BEGIN");
            try {
                return work.run(sql);
            } finally {
                sql.execute("COMMIT");
            }
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            readers.add(reader);
        }
    }

    private Reader takeReader() {
        checkOpen();
        try {
            Reader reader = readers.poll(timeoutMillis, TimeUnit.MILLISECONDS);
            if (reader == null) {
                throw timeout("all " + READERS + " readers are busy");
            }
            if (closed) {
                readers.add(reader);
                checkOpen();
            }
            return reader;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    public <T> T write(Work<T> work) {
        checkOpen();
        PendingWrite<T> mine = new PendingWrite<>(work, this::failure);
        synchronized (waiting) {
            waiting.add(mine);
        }
        lockWriter(mine);
        try {
            while (!mine.isDone()) {
                checkOpen();
                runGroup(nextGroup());
            }
        } finally {
            writing.unlock();
        }
        return mine.result();
    }

    private void lockWriter(PendingWrite<?> mine) {
        try {
            lockWriter();
        } catch (StoreException e) {
            withdraw(mine);
            throw e;
        }
    }

    private void lockWriter() {
        try {
            if (!writing.tryLock(timeoutMillis, TimeUnit.MILLISECONDS)) {
                throw timeout("the writing connection is busy");
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void withdraw(PendingWrite<?> mine) {
        synchronized (waiting) {
            waiting.remove(mine);
        }
    }

    private List<PendingWrite<?>> nextGroup() {
        List<PendingWrite<?>> group = new ArrayList<>();
        synchronized (waiting) {
            PendingWrite<?> next = waiting.poll();
            while (next != null) {
                group.add(next);
                next = group.size() < MAX_GROUP ? waiting.poll() : null;
            }
        }
        return group;
    }

    private void runGroup(List<PendingWrite<?>> group) {
        try {
            writer.execute("BEGIN IMMEDIATE");
            for (PendingWrite<?> write : group) {
                write.run(writer);
            }
            writer.execute("COMMIT");
            group.forEach(PendingWrite::committed);
        } catch (SQLException e) {
            rollback();
            StoreException failure = failure(e);
            group.forEach(write -> write.failed(failure));
        }
        if (scrubDue) {
            emptyLog(0);
        }
    }

    /** A failure such as a full disk has already ended the transaction; there is then nothing to roll back. */
    private void rollback() {
        try {
            writer.execute("ROLLBACK");
        } catch (SQLException alreadyEnded) {
            LOG.debug("nothing to roll back", alreadyEnded);
        }
    }

    @Override
    public void probe() {
        if (!SqliteFile.isStill(file, identity)) {
            throw new StoreException(
                    Category.CORRUPT, "the database " + file + " was moved, deleted or replaced while it is in use");
        }
        if (SqliteFile.usableSpace(file) < MIN_SPACE) {
            throw new StoreException(
                    Category.FULL, "less than " + MIN_SPACE / 1024 + " KiB of space is left for the database " + file);
        }
        write(Schema::touch);
    }

    @Override
    public void backup(Path target) {
        checkOpen();
        SqliteBackup.make(file, target);
        scrub();
    }

    /**
     * Truncates the {@code -wal} file, which contains erased content in its previous state. This is impossible while
     * another process reads the database, as a backup does; it is then retried after each write.
     */
    @Override
    public void scrub() {
        lockWriter();
        try {
            checkOpen();
            emptyLog(SCRUB_WAIT_MILLIS);
        } finally {
            writing.unlock();
        }
    }

    private void emptyLog(long waitMillis) {
        try {
            writer.execute("PRAGMA busy_timeout = " + waitMillis);
            try {
                scrubDue = writer.number("PRAGMA wal_checkpoint(TRUNCATE)") != 0;
            } finally {
                writer.execute("PRAGMA busy_timeout = " + timeoutMillis);
            }
        } catch (SQLException e) {
            scrubDue = true;
            LOG.debug("the write-ahead log of {} stays as it is", file, e);
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new StoreException(Category.CLOSED, "the store is closed");
        }
    }

    /** A failure naming this file. SQLite does not always report a full disk as such. */
    private StoreException failure(SQLException e) {
        StoreException plain = SqlFailures.translate(Dialect.SQLITE, e);
        boolean vague = plain.category() == Category.UNAVAILABLE || plain.category() == Category.REFUSED;
        if (vague && SqliteFile.usableSpace(file) < MIN_SPACE) {
            return new StoreException(
                    Category.FULL, file + ": " + SqlFailures.describe(Category.FULL) + ": " + e.getMessage(), e);
        }
        return new StoreException(plain.category(), file + ": " + plain.getMessage(), e);
    }

    private static StoreException timeout(String why) {
        return new StoreException(Category.TIMEOUT, "the database did not answer in time: " + why);
    }

    private static StoreException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new StoreException(Category.UNAVAILABLE, "interrupted while waiting for the database", e);
    }

    /** Leaves a single complete file: the {@code -wal} file is merged into it. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (lock) {
            lockWriter();
            try {
                closeReaders();
                emptyLog(0);
                writer.close();
                writerConnection.close();
            } finally {
                writing.unlock();
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private void closeReaders() throws SQLException {
        try {
            for (int i = 0; i < READERS; i++) {
                Reader reader = readers.poll(timeoutMillis, TimeUnit.MILLISECONDS);
                if (reader == null) {
                    throw timeout("a reader is still at work");
                }
                reader.close();
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }
}
