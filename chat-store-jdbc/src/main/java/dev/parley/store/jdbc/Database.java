package dev.parley.store.jdbc;

import java.nio.file.Path;
import java.sql.SQLException;

/**
 * Gives connections to pieces of work, each in a transaction of its own. Thread-safe.
 *
 * <p>All failures come out as {@link dev.parley.store.StoreException}; work that fails leaves nothing behind.
 */
interface Database extends AutoCloseable {

    /** Something to do in a transaction. */
    @FunctionalInterface
    interface Work<T> {
        T run(Sql sql) throws SQLException;
    }

    /** Which words the database understands. */
    Dialect dialect();

    /** Reads in one transaction: every statement sees the same state. */
    <T> T read(Work<T> work);

    /** Writes in one transaction; what is returned is on disk. The work may run more than once. */
    <T> T write(Work<T> work);

    /**
     * Writes a trifle, as other writes are written.
     *
     * @throws dev.parley.store.StoreException if writes cannot be expected to succeed
     */
    void probe();

    /** Writes a copy of everything to a file, while others read and write. */
    void backup(Path target);

    /** Removes from disk, as far as that is in the hands of this program, what was removed from the tables. */
    void scrub();

    /** What and where it is, for the operator; no credentials. */
    String describe();

    /** Ends every connection it made. */
    @Override
    void close();
}
