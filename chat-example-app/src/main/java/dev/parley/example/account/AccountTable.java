package dev.parley.example.account;

import dev.parley.example.data.LocalDatabase;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The accounts in a SQLite file. Thread-safe, like its database. */
final class AccountTable implements AutoCloseable {

    /** A stored account. */
    record Row(
            String id,
            String name,
            String passwordHash,
            String createdAt,
            boolean admin,
            boolean disabled,
            int generation) {}

    /** An account whose tokens were revoked; numbers increase. */
    record Revocation(long number, String accountId) {}

    private static final List<String> STEPS = List.of("""
            CREATE TABLE IF NOT EXISTS account (id TEXT PRIMARY KEY, name TEXT NOT NULL,
                name_key TEXT NOT NULL UNIQUE, password_hash TEXT NOT NULL, created_at TEXT NOT NULL)""", """
            ALTER TABLE account ADD COLUMN admin INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE account ADD COLUMN disabled INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE account ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;
            CREATE TABLE revocation (number INTEGER PRIMARY KEY AUTOINCREMENT, account_id TEXT NOT NULL);
            CREATE TABLE account_skeleton (skeleton TEXT NOT NULL, account_id TEXT NOT NULL,
                PRIMARY KEY (skeleton, account_id)) WITHOUT ROWID""", """
            CREATE INDEX revocation_account ON revocation (account_id)""");

    private static final String ROW =
            "SELECT id, name, password_hash, created_at, admin, disabled, generation FROM account ";

    private final LocalDatabase database;

    AccountTable(Path file) {
        database = LocalDatabase.open(file, STEPS);
    }

    /** Adds an account; false if the name, or a look-alike, is taken. */
    boolean insert(Row row, String nameKey, Set<String> skeletons) {
        return database.transaction(() -> {
            if (looksLikeOne(skeletons)) {
                return false;
            }
            boolean added = database.insert(
                    "INSERT INTO account (id, name, name_key, password_hash, created_at, admin) VALUES (?, ?, ?, ?, ?, ?)",
                    row.id(),
                    row.name(),
                    nameKey,
                    row.passwordHash(),
                    row.createdAt(),
                    row.admin());
            if (added) {
                addSkeletons(row.id(), skeletons);
            }
            return added;
        });
    }

    /** Adds skeletons to accounts of versions that did not store them. */
    void addMissingSkeletons(Function<String, Set<String>> skeletons) {
        List<Row> rows =
                database.list(ROW + "WHERE id NOT IN (SELECT account_id FROM account_skeleton)", AccountTable::row);
        if (!rows.isEmpty()) {
            database.transaction(() -> {
                rows.forEach(row -> addSkeletons(row.id(), skeletons.apply(row.name())));
                return rows.size();
            });
        }
    }

    private void addSkeletons(String id, Set<String> skeletons) {
        skeletons.forEach(
                skeleton -> database.update("INSERT OR IGNORE INTO account_skeleton VALUES (?, ?)", skeleton, id));
    }

    /** Whether an account's name shares one of these skeletons. */
    boolean looksLikeOne(Set<String> skeletons) {
        return skeletons.stream()
                .anyMatch(skeleton ->
                        database.number("SELECT count(*) FROM account_skeleton WHERE skeleton = ?", skeleton) > 0);
    }

    Optional<Row> byName(String nameKey) {
        return one("WHERE name_key = ?", nameKey);
    }

    Optional<Row> byId(String id) {
        return one("WHERE id = ?", id);
    }

    /** Accounts after a name, ordered by name key. */
    List<Row> page(String afterKey, int limit) {
        return database.list(ROW + "WHERE name_key > ? ORDER BY name_key LIMIT ?", AccountTable::row, afterKey, limit);
    }

    /** Updates the mutable columns and revokes earlier tokens. */
    void update(Row row) {
        database.transaction(() -> {
            database.update(
                    "UPDATE account SET password_hash = ?, admin = ?, disabled = ?, generation = generation + 1 WHERE id = ?",
                    row.passwordHash(),
                    row.admin(),
                    row.disabled(),
                    row.id());
            return database.update("INSERT INTO revocation (account_id) VALUES (?)", row.id());
        });
    }

    void remove(String id) {
        database.transaction(() -> {
            database.update("DELETE FROM account WHERE id = ?", id);
            database.update("DELETE FROM account_skeleton WHERE account_id = ?", id);
            return database.update("INSERT INTO revocation (account_id) VALUES (?)", id);
        });
    }

    /** Revokes the tokens of a user without an account, permanently. */
    void revokeGuest(String id) {
        database.transaction(
                () -> byId(id).isPresent() ? 0 : database.update("INSERT INTO revocation (account_id) VALUES (?)", id));
    }

    boolean isRevoked(String id) {
        return database.number("SELECT count(*) FROM revocation WHERE account_id = ?", id) > 0;
    }

    List<Revocation> revocationsAfter(long number) {
        return database.list(
                "SELECT number, account_id FROM revocation WHERE number > ? ORDER BY number",
                row -> new Revocation(row.getLong(1), row.getString(2)),
                number);
    }

    long lastRevocation() {
        return database.number("SELECT coalesce(max(number), 0) FROM revocation");
    }

    void probe() {
        database.probe();
    }

    private Optional<Row> one(String where, String key) {
        return database.list(ROW + where, AccountTable::row, key).stream().findFirst();
    }

    private static Row row(ResultSet found) throws SQLException {
        return new Row(
                found.getString(1),
                found.getString(2),
                found.getString(3),
                found.getString(4),
                found.getBoolean(5),
                found.getBoolean(6),
                found.getInt(7));
    }

    @Override
    public void close() {
        database.close();
    }
}
