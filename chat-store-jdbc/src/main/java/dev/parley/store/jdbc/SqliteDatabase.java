package dev.parley.store.jdbc;

import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.io.IOException;
import java.nio.file.Files;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A SQLite file in WAL mode with {@code synchronous=FULL}: one connection writes, a few others read beside it.
 *
 * <p>Group commit: writers queue, and the one that gets the writing connection runs what waits, each piece of work behind
 * a savepoint of its own, and commits once for all. {@code writing} guards the writing connection and is held while the
 * disk is waited for; {@code waiting} is guarded by itself and never held while anything else is locked or awaited.
 */
final class SqliteDatabase implements Database {

    /** The most pieces of work that share one commit. */
    static final int MAX_GROUP = 64;

    /** How many connections read. */
    static final int READERS = 4;

    private static final Logger LOG = LoggerFactory.getLogger(SqliteDatabase.class);

    private final Path file;
    private final long timeoutMillis;
    private final ReentrantLock writing = new ReentrantLock(true);
    private final Queue<PendingWrite<?>> waiting = new ArrayDeque<>();
    private final BlockingQueue<Reader> readers = new ArrayBlockingQueue<>(READERS);
    private final Connection writerConnection;
    private final Sql writer;
    private volatile boolean closed;

    SqliteDatabase(Path file, Duration timeout) {
        this.file = file;
        this.timeoutMillis = timeout.toMillis();
        makeFolder(file);
        try {
            writerConnection = open();
            writer = new Sql(writerConnection, 0);
            for (int i = 0; i < READERS; i++) {
                readers.add(new Reader());
            }
        } catch (SQLException e) {
            throw SqlFailures.translate(Dialect.SQLITE, e);
        }
        try {
            write(sql -> {
                Schema.ensure(sql, Dialect.SQLITE);
                return true;
            });
        } catch (StoreException e) {
            close();
            throw e;
        }
    }

    /** One reading connection, opened at first use. Owned by the thread that took it from the queue. */
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

    private static void makeFolder(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        try {
            if (folder != null) {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            throw new StoreException(Category.REFUSED, "the folder of the database cannot be made: " + e, e);
        }
    }

    private Connection open() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
        try (Sql sql = new Sql(connection, 0)) {
            sql.execute("PRAGMA busy_timeout = " + timeoutMillis);
            sql.execute("PRAGMA journal_mode = WAL");
            sql.execute("PRAGMA synchronous = FULL");
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
        return "SQLite file " + file.getFileName();
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
            throw SqlFailures.translate(Dialect.SQLITE, e);
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
        PendingWrite<T> mine = new PendingWrite<>(work);
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
            if (!writing.tryLock(timeoutMillis, TimeUnit.MILLISECONDS)) {
                withdraw(mine);
                throw timeout("the writing connection is busy");
            }
        } catch (InterruptedException e) {
            withdraw(mine);
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
            StoreException failure = SqlFailures.translate(Dialect.SQLITE, e);
            group.forEach(write -> write.failed(failure));
        }
    }

    /** A failure such as a full disk has ended the transaction already; then there is nothing to roll back. */
    private void rollback() {
        try {
            writer.execute("ROLLBACK");
        } catch (SQLException alreadyEnded) {
            LOG.debug("nothing to roll back", alreadyEnded);
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new StoreException(Category.CLOSED, "the store is closed");
        }
    }

    private static StoreException timeout(String why) {
        return new StoreException(Category.TIMEOUT, "the database did not answer in time: " + why);
    }

    private static StoreException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new StoreException(Category.UNAVAILABLE, "interrupted while waiting for the database", e);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        writing.lock();
        try {
            for (int i = 0; i < READERS; i++) {
                readers.take().close();
            }
            writer.close();
            writerConnection.close();
        } catch (SQLException e) {
            throw SqlFailures.translate(Dialect.SQLITE, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            writing.unlock();
        }
    }
}
