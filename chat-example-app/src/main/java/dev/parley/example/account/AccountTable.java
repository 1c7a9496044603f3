package dev.parley.example.account;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The accounts in an SQLite file. Guarded by its own monitor: one connection, one statement at a time. */
final class AccountTable implements AutoCloseable {

    record Row(String id, String name, String passwordHash) {}

    private static final int UNIQUE_VIOLATION = 19;

    private final Connection connection;

    AccountTable(Path file) throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=FULL");
            statement.execute("CREATE TABLE IF NOT EXISTS account (id TEXT PRIMARY KEY, name TEXT NOT NULL,"
                    + " name_key TEXT NOT NULL UNIQUE, password_hash TEXT NOT NULL, created_at TEXT NOT NULL)");
        }
    }

    /** Adds an account; false when the name is taken. */
    synchronized boolean insert(Row row, String nameKey, String createdAt) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO account VALUES (?, ?, ?, ?, ?)")) {
            insert.setString(1, row.id());
            insert.setString(2, row.name());
            insert.setString(3, nameKey);
            insert.setString(4, row.passwordHash());
            insert.setString(5, createdAt);
            insert.executeUpdate();
            return true;
        } catch (SQLException e) {
            if ((e.getErrorCode() & 0xff) == UNIQUE_VIOLATION) {
                return false;
            }
            throw e;
        }
    }

    synchronized Optional<Row> byName(String nameKey) throws SQLException {
        return one("SELECT id, name, password_hash FROM account WHERE name_key = ?", nameKey);
    }

    synchronized Optional<Row> byId(String id) throws SQLException {
        return one("SELECT id, name, password_hash FROM account WHERE id = ?", id);
    }

    private Optional<Row> one(String sql, String key) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, key);
            try (ResultSet found = query.executeQuery()) {
                return Optional.ofNullable(found.next() ? row(found) : null);
            }
        }
    }

    private static @Nullable Row row(ResultSet found) throws SQLException {
        return new Row(found.getString(1), found.getString(2), found.getString(3));
    }

    @Override
    public synchronized void close() throws SQLException {
        connection.close();
    }
}
