package dev.parley.store.jdbc;

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

    /** What and where it is, for the operator; no credentials. */
    String describe();

    /** Ends every connection it made. */
    @Override
    void close();
}
