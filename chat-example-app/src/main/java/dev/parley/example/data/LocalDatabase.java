package dev.parley.example.data;

import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A small SQLite file. Guarded by its own monitor: one connection, one statement at a time. Other processes may use the
 * file too; each write is durable on return. Failures are {@link StoreException}s.
 */
public final class LocalDatabase implements AutoCloseable {

    private static final int BUSY_MILLIS = 5_000;
    private static final int UNIQUE_VIOLATION = 19;

    /** Maps a row. */
    @FunctionalInterface
    public interface RowReader<T> {

        /**
         * Maps the current row.
         *
         * @param row the row
         * @return the value
         * @throws SQLException if it cannot be read
         */
        T read(ResultSet row) throws SQLException;
    }

    /** Statements that succeed or fail together. */
    @FunctionalInterface
    public interface Transaction<T> {

        /**
         * Runs within the transaction and the database's monitor.
         *
         * @return the result
         */
        T run();
    }

    private final Path file;
    private final Connection connection;

    private LocalDatabase(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /**
     * Opens a file, creating it if missing, readable by its owner only.
     *
     * @param file the file
     * @param steps migrations, each from one version to the next; the first creates the tables
     * @return the database
     * @throws StoreException {@link Category#CORRUPT} if the file is corrupt or not a database, {@link
     *     Category#INCOMPATIBLE} if a newer version wrote it
     */
    public static LocalDatabase open(Path file, List<String> steps) {
        try {
            PrivateFiles.ensure(file);
        } catch (IOException e) {
            throw new StoreException(Category.REFUSED, file + " cannot be made: " + e, e);
        }
        LocalDatabase database = null;
        boolean opened = false;
        try {
            database = new LocalDatabase(file, DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath()));
            database.prepare(steps);
            opened = true;
            return database;
        } catch (SQLException e) {
            throw failure(file, e);
        } finally {
            if (!opened && database != null) {
                database.close();
            }
        }
    }

    private void prepare(List<String> steps) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout=" + BUSY_MILLIS);
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=FULL");
        }
        List<String> problems = list("PRAGMA quick_check(1)", row -> row.getString(1));
        if (!problems.equals(List.of("ok"))) {
            throw new StoreException(Category.CORRUPT, damaged(file) + problems);
        }
        transaction(() -> migrate(steps));
    }

    private int migrate(List<String> steps) {
        int version = Math.toIntExact(number("PRAGMA user_version"));
        if (version > steps.size()) {
            throw new StoreException(
                    Category.INCOMPATIBLE,
                    file + " was written by a newer version of this program (" + version + ", known are up to "
                            + steps.size() + ")");
        }
        for (String step : steps.subList(version, steps.size())) {
            for (String statement : step.split(";")) {
                update(statement);
            }
        }
        return version == steps.size() ? 0 : update("PRAGMA user_version=" + steps.size());
    }

    /**
     * Runs statements in one transaction.
     *
     * @param <T> the result type
     * @param work the statements
     * @return their result
     */
    public synchronized <T> T transaction(Transaction<T> work) {
        update("BEGIN IMMEDIATE");
        boolean done = false;
        try {
            T result = work.run();
            update("COMMIT");
            done = true;
            return result;
        } finally {
            if (!done) {
                rollback();
            }
        }
    }

    private void rollback() {
        try {
            update("ROLLBACK");
        } catch (StoreException over) {
            // The original failure has already ended the transaction.
        }
    }

    /**
     * Executes an update.
     *
     * @param sql a statement
     * @param values its parameters
     * @return the number of changed rows
     */
    public synchronized int update(String sql, @Nullable Object... values) {
        try (PreparedStatement statement = prepared(sql, values)) {
            return statement.execute() ? 0 : statement.getUpdateCount();
        } catch (SQLException e) {
            throw failure(file, e);
        }
    }

    /**
     * Inserts a row unless its key exists.
     *
     * @param sql an {@code INSERT}
     * @param values its parameters
     * @return whether it was inserted
     */
    public synchronized boolean insert(String sql, Object... values) {
        try (PreparedStatement statement = prepared(sql, values)) {
            return statement.executeUpdate() > 0;
        } catch (SQLException e) {
            if ((e.getErrorCode() & 0xff) == UNIQUE_VIOLATION) {
                return false;
            }
            throw failure(file, e);
        }
    }

    /**
     * Runs a query.
     *
     * @param <T> the row type
     * @param sql a query
     * @param reader maps each row
     * @param values its parameters
     * @return the rows
     */
    public synchronized <T> List<T> list(String sql, RowReader<T> reader, Object... values) {
        try (PreparedStatement statement = prepared(sql, values);
                ResultSet rows = statement.executeQuery()) {
            List<T> result = new ArrayList<>();
            while (rows.next()) {
                result.add(reader.read(rows));
            }
            return result;
        } catch (SQLException e) {
            throw failure(file, e);
        }
    }

    /**
     * Queries a number.
     *
     * @param sql a query for one row with one number
     * @param values its parameters
     * @return the number
     */
    public long number(String sql, Object... values) {
        return list(sql, row -> row.getLong(1), values).get(0);
    }

    /**
     * Returns a number that changes whenever another connection has written to the file.
     *
     * @return the number, to be compared with an earlier one
     */
    public long foreignVersion() {
        return number("PRAGMA data_version");
    }

    /** Performs a write without an effect, and throws if that fails. */
    public void probe() {
        transaction(() -> update("PRAGMA user_version=" + number("PRAGMA user_version")));
    }

    private PreparedStatement prepared(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
        return statement;
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failure(file, e);
        }
    }

    private static StoreException failure(Path file, SQLException e) {
        Category category = switch (e.getErrorCode() & 0xff) {
            case 13 -> Category.FULL;
            case 8 -> Category.READ_ONLY;
            case 11, 26 -> Category.CORRUPT;
            case 5, 6 -> Category.TIMEOUT;
            case 3, 14, 23 -> Category.REFUSED;
            case 7, 10 -> Category.UNAVAILABLE;
            default -> Category.INTERNAL;
        };
        String text = category == Category.CORRUPT ? damaged(file) : file + ": ";
        return new StoreException(category, text + e.getMessage(), e);
    }

    private static String damaged(Path file) {
        return file + " is damaged; restore it from a backup (docs/operations.md): ";
    }
}
