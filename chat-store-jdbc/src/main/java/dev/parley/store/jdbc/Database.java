package dev.parley.store.jdbc;

import java.nio.file.Path;
import java.sql.SQLException;

/**
 * Runs work on connections, each in its own transaction. Thread-safe.
 *
 * <p>All failures are reported as {@link dev.parley.store.StoreException}; failed work leaves no trace.
 */
interface Database extends AutoCloseable {

    /** Work to run in a transaction. */
    @FunctionalInterface
    interface Work<T> {
        T run(Sql sql) throws SQLException;
    }

    /** The SQL dialect of the database. */
    Dialect dialect();

    /** Reads in one transaction, with a consistent snapshot. */
    <T> T read(Work<T> work);

    /** Writes in one transaction; on return it is durable. The work may run more than once. */
    <T> T write(Work<T> work);

    /**
     * Performs a trivial write, in the same way as real writes.
     *
     * @throws dev.parley.store.StoreException if writes are not expected to succeed
     */
    void probe();

    /** Writes a copy of everything to a file, concurrently with reads and writes. */
    void backup(Path target);

    /** Removes deleted content from disk, as far as this program can. */
    void scrub();

    /** Describes the database for the operator; no credentials. */
    String describe();

    /** Closes every connection it opened. */
    @Override
    void close();
}
