package dev.parley.store.jdbc;

import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * PostgreSQL through the application's own {@code DataSource}, which is never closed here.
 *
 * <p>The schema is created or checked on the first connection that succeeds, so a store can be created while the
 * database is down. {@code schemaReady} is guarded by this object while the schema is created, and only ever turns
 * true.
 */
final class DataSourceDatabase implements Database {

    /** Maximum number of attempts for a transaction that loses a serialization conflict. */
    static final int MAX_ATTEMPTS = 8;

    /** Advisory lock that keeps two nodes from creating the schema at the same time; an arbitrary number. */
    private static final long SCHEMA_LOCK = 0x7061_726c_6579L;

    /** The database itself has the store's timeout to cancel a statement; the socket timeout is this much longer. */
    private static final Duration NETWORK_GRACE = Duration.ofSeconds(1);

    // Modes of one transaction, sent when it begins. Session defaults would cost three more round trips per
    // transaction.
    private static final String READING = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";
    private static final String WRITING = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE";

    private final DataSource dataSource;
    private final int timeoutSeconds;
    private final int networkMillisBound;
    private volatile boolean schemaReady;
    private volatile boolean closed;

    DataSourceDatabase(DataSource dataSource, Duration timeout) {
        this.dataSource = dataSource;
        this.timeoutSeconds = (int) Math.max(1, timeout.toSeconds());
        this.networkMillisBound = (int) timeout.plus(NETWORK_GRACE).toMillis();
    }

    @Override
    public Dialect dialect() {
        return Dialect.POSTGRES;
    }

    @Override
    public String describe() {
        return "PostgreSQL";
    }

    @Override
    public <T> T read(Work<T> work) {
        ensureSchema();
        return run(work, READING);
    }

    @Override
    public <T> T write(Work<T> work) {
        ensureSchema();
        return run(work, WRITING);
    }

    @Override
    public void probe() {
        write(Schema::touch);
    }

    @Override
    public void backup(Path target) {
        throw new UnsupportedOperationException("a backup of PostgreSQL is made with pg_dump");
    }

    /** PostgreSQL removes old row versions itself, as configured there. */
    @Override
    public void scrub() {}

    @Override
    public void close() {
        closed = true;
    }

    private void ensureSchema() {
        if (closed) {
            throw new StoreException(Category.CLOSED, "the store is closed");
        }
        if (!schemaReady) {
            synchronized (this) {
                if (!schemaReady) {
                    run(DataSourceDatabase::makeSchema, WRITING);
                    schemaReady = true;
                }
            }
        }
    }

    private static boolean makeSchema(Sql sql) throws SQLException {
        sql.list("SELECT pg_advisory_xact_lock(?)", row -> true, SCHEMA_LOCK);
        Schema.ensure(sql, Dialect.POSTGRES);
        return true;
    }

    private <T> T run(Work<T> work, String mode) {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = dataSource.getConnection()) {
                return transact(connection, work, mode);
            } catch (SQLException e) {
                if (!SqlFailures.lostRace(e) || attempt == MAX_ATTEMPTS) {
                    throw SqlFailures.translate(Dialect.POSTGRES, e);
                }
            }
        }
    }

    private <T> T transact(Connection connection, Work<T> work, String mode) throws SQLException {
        int networkMillis = connection.getNetworkTimeout();
        connection.setNetworkTimeout(Runnable::run, networkMillisBound);
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try (Sql sql = new Sql(connection, timeoutSeconds)) {
            sql.execute(mode);
            T value = work.run(sql);
            connection.commit();
            return value;
        } catch (SQLException | RuntimeException e) {
            rollback(connection, e);
            throw e;
        } finally {
            if (!connection.isClosed()) {
                connection.setAutoCommit(autoCommit);
                connection.setNetworkTimeout(Runnable::run, networkMillis);
            }
        }
    }

    /** The failure of the work is the one to report; a lost connection has been rolled back by the server. */
    private static void rollback(Connection connection, Exception failure) {
        try {
            connection.rollback();
        } catch (SQLException alsoFailed) {
            failure.addSuppressed(alsoFailed);
        }
    }
}
