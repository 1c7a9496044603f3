package dev.parley.store.jdbc;

import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.sql.SQLException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Work queued for a group commit.
 *
 * <p>Written only by the thread that holds the writing connection, and read by its owner after holding that lock.
 */
final class PendingWrite<T> {

    private final Database.Work<T> work;
    private final Function<SQLException, StoreException> translation;
    private @Nullable T value;
    private @Nullable StoreException failure;
    private boolean done;

    PendingWrite(Database.Work<T> work, Function<SQLException, StoreException> translation) {
        this.work = work;
        this.translation = translation;
    }

    boolean isDone() {
        return done;
    }

    /**
     * Runs after a savepoint, so that a failure rolls back only this work.
     *
     * @throws SQLException if the savepoint itself fails, in which case the whole transaction is lost
     */
    void run(Sql sql) throws SQLException {
        sql.execute("SAVEPOINT piece");
        try {
            value = work.run(sql);
        } catch (SQLException e) {
            failure = translation.apply(e);
            undo(sql, e);
        } catch (StoreException e) {
            failure = e;
            undo(sql, null);
        } catch (RuntimeException e) {
            failure = new StoreException(Category.INTERNAL, "a write failed: " + e, e);
            undo(sql, null);
        }
        sql.execute("RELEASE piece");
    }

    /** Some failures, such as a full disk, end the transaction themselves, and then fail the whole group. */
    private static void undo(Sql sql, @Nullable SQLException cause) throws SQLException {
        try {
            sql.execute("ROLLBACK TO piece");
        } catch (SQLException lost) {
            if (cause == null) {
                throw lost;
            }
            cause.addSuppressed(lost);
            throw cause;
        }
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
            // A new exception per caller: its stack trace shows who waited.
            throw new StoreException(failure.category(), String.valueOf(failure.getMessage()), failure);
        }
        return value;
    }
}
