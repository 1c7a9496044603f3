package dev.parley.store.jdbc;

import dev.parley.store.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements on one connection, with values only as parameters, and caches the prepared statements. Owned by the
 * thread that holds the connection.
 */
final class Sql implements AutoCloseable {

    /** Maximum number of values in an {@code IN} list; the caller splits longer ones with {@link #slices}. */
    static final int MAX_IN = 256;

    private static final int MAX_STATEMENTS = 128;

    private final Connection connection;
    private final int timeoutSeconds;
    private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(16, 0.75f, true);

    Sql(Connection connection, int timeoutSeconds) {
        this.connection = connection;
        this.timeoutSeconds = timeoutSeconds;
    }

    /** Maps the current row to a value. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    <T> List<T> list(String sql, Row<T> row, @Nullable Object... values) throws SQLException {
        try (ResultSet rows = prepare(sql, values).executeQuery()) {
            List<T> list = new ArrayList<>();
            while (rows.next()) {
                list.add(read(row, rows));
            }
            return list;
        }
    }

    private static <T> T read(Row<T> row, ResultSet rows) throws SQLException {
        try {
            return row.read(rows);
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException damaged) {
            throw SqlFailures.unreadable(damaged);
        }
    }

    <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... values) throws SQLException {
        List<T> list = list(sql, row, values);
        return list.isEmpty() ? Optional.empty() : Optional.of(list.get(0));
    }

    long number(String sql, @Nullable Object... values) throws SQLException {
        return first(sql, row -> row.getLong(1), values).orElse(0L);
    }

    int update(String sql, @Nullable Object... values) throws SQLException {
        return prepare(sql, values).executeUpdate();
    }

    /** Runs one statement with several lists of values, in one round trip if the database supports it. */
    void batch(String sql, List<@Nullable Object[]> lines) throws SQLException {
        if (lines.isEmpty()) {
            return;
        }
        PreparedStatement statement = statement(sql);
        for (@Nullable Object[] values : lines) {
            set(statement, values);
            statement.addBatch();
        }
        statement.executeBatch();
    }

    /** Runs a statement that has no values and is not worth caching, such as a commit. */
    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Closes the cached statements; the connection stays open. */
    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
        statements.clear();
    }

    private PreparedStatement prepare(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = statement(sql);
        set(statement, values);
        return statement;
    }

    private static void set(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    private PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement known = statements.get(sql);
        if (known != null) {
            return known;
        }
        if (statements.size() >= MAX_STATEMENTS) {
            Iterator<PreparedStatement> eldest = statements.values().iterator();
            eldest.next().close();
            eldest.remove();
        }
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setQueryTimeout(timeoutSeconds);
        statements.put(sql, statement);
        return statement;
    }

    /**
     * The placeholders of an {@code IN} list for this many values. Only a few different lengths are used so that
     * databases can cache the statements: pad the values with {@link #padded}.
     */
    static String marks(int count) {
        return "?,".repeat(paddedSize(count) - 1) + "?";
    }

    /** Pads the values to the length of {@link #marks} by repeating the last one. */
    static List<Object> padded(Collection<?> values) {
        List<Object> padded = new ArrayList<>(values);
        int size = paddedSize(values.size());
        while (padded.size() < size) {
            padded.add(padded.get(padded.size() - 1));
        }
        return padded;
    }

    /** Splits a collection into lists of at most {@link #MAX_IN}. */
    static <T> List<List<T>> slices(Collection<T> values) {
        List<List<T>> slices = new ArrayList<>();
        Iterator<T> rest = values.iterator();
        while (rest.hasNext()) {
            List<T> slice = new ArrayList<>();
            while (rest.hasNext() && slice.size() < MAX_IN) {
                slice.add(rest.next());
            }
            slices.add(slice);
        }
        return slices;
    }

    private static int paddedSize(int count) {
        int highest = Integer.highestOneBit(Math.max(1, count));
        return highest >= count ? highest : 2 * highest;
    }
}
