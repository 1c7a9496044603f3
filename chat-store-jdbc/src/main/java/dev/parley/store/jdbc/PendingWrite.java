package dev.parley.store.jdbc;

import dev.parley.store.StoreException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work on its way through a group commit.
 *
 * <p>Written only by the thread that holds the writing connection, and read by its owner after it held that lock.
 */
final class PendingWrite<T> {

    private final Database.Work<T> work;
    private @Nullable T value;
    private @Nullable StoreException failure;
    private boolean done;

    PendingWrite(Database.Work<T> work) {
        this.work = work;
    }

    boolean isDone() {
        return done;
    }

    /**
     * Runs behind a savepoint, so that a failure undoes this work alone.
     *
     * @throws SQLException if not even the savepoint works: then the whole transaction is lost
     */
    void run(Sql sql) throws SQLException {
        sql.execute("SAVEPOINT piece");
        try {
            value = work.run(sql);
        } catch (SQLException e) {
            failure = SqlFailures.translate(Dialect.SQLITE, e);
            sql.execute("ROLLBACK TO piece");
        } catch (StoreException e) {
            failure = e;
            sql.execute("ROLLBACK TO piece");
        }
        sql.execute("RELEASE piece");
    }

    void committed() {
        done = true;
    }

    void failed(StoreException cause) {
        if (failure == null) {
            failure = cause;
        }
        done = true;
    }

    @SuppressWarnings("NullAway") // the value is null only if the work returned null
    T result() {
        if (failure != null) {
            // A new one for each caller: its stack trace shows who waited.
            throw new StoreException(failure.category(), String.valueOf(failure.getMessage()), failure);
        }
        return value;
    }
}
