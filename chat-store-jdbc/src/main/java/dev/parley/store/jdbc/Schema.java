package dev.parley.store.jdbc;

import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.sql.SQLException;
import java.util.List;

/**
 * The tables and their migrations.
 *
 * <p>{@code parley_room} has one row per log; {@code log} is a random number that identifies one epoch of a room's log,
 * so that a reset assigns a new number, moves the old one to {@code parley_garbage}, and sweeps its rows afterwards.
 * {@code parley_entry} contains the logs themselves. Times are milliseconds since 1970, kinds are names.
 *
 * <p>What older versions can do without is added without a new version: {@code parley_record_version}, which they leave
 * alone.
 */
final class Schema {

    /** The schema version that this program writes. */
    static final int VERSION = 1;

    private Schema() {}

    /**
     * Creates the tables, or checks their version. Runs in one write transaction.
     *
     * @throws StoreException {@code INCOMPATIBLE} if a newer version created them
     */
    static void ensure(Sql sql, Dialect dialect) throws SQLException {
        if (exists(sql, dialect)) {
            checkVersion(sql);
            addMissing(sql, dialect);
            return;
        }
        sql.update("CREATE TABLE parley_schema (version INTEGER NOT NULL)");
        for (String statement : statements(dialect)) {
            sql.update(statement);
        }
        addMissing(sql, dialect);
        sql.update("INSERT INTO parley_schema (version) VALUES (?)", VERSION);
    }

    /** Only if it is missing: a user who may not create tables can then still use those that exist. */
    private static void addMissing(Sql sql, Dialect dialect) throws SQLException {
        if (sql.number(dialect.tableCount(), "parley_record_version") == 0) {
            sql.update("CREATE TABLE parley_record_version (room " + key(dialect)
                    + " PRIMARY KEY, version BIGINT NOT NULL)");
        }
    }

    private static String key(Dialect dialect) {
        return "TEXT" + dialect.byteOrder() + " NOT NULL";
    }

    /**
     * Whether the tables exist.
     *
     * @throws StoreException {@code CORRUPT} if only some of them do
     */
    static boolean exists(Sql sql, Dialect dialect) throws SQLException {
        long version = sql.number(dialect.tableCount(), "parley_schema");
        long others =
                sql.number(dialect.tableCount(), "parley_room") + sql.number(dialect.tableCount(), "parley_entry");
        if (version + others != 0 && version + others != 3) {
            throw damaged("some of its tables are missing");
        }
        return version > 0;
    }

    /**
     * Checks the version of existing tables.
     *
     * @throws StoreException {@code INCOMPATIBLE} if a newer version created them, {@code CORRUPT} if they have none
     */
    static void checkVersion(Sql sql) throws SQLException {
        long version = sql.number("SELECT max(version) FROM parley_schema");
        if (version > VERSION) {
            throw new StoreException(
                    Category.INCOMPATIBLE,
                    "the database has schema version " + version + ", this program knows up to " + VERSION
                            + ": use a newer chat-store-jdbc");
        }
        if (version < 1) {
            throw damaged("its schema has no version");
        }
    }

    /** Performs a write without an effect. */
    static int touch(Sql sql) throws SQLException {
        return sql.update("UPDATE parley_schema SET version = version");
    }

    private static StoreException damaged(String how) {
        return new StoreException(Category.CORRUPT, SqlFailures.describe(Category.CORRUPT) + ": " + how);
    }

    private static List<String> statements(Dialect dialect) {
        String key = key(dialect);
        return List.of(
                "CREATE TABLE parley_room (room " + key + " PRIMARY KEY, log BIGINT NOT NULL UNIQUE,"
                        + " epoch TEXT NOT NULL, last_seq BIGINT NOT NULL, purged_seq BIGINT NOT NULL, last_at BIGINT)",
                "CREATE TABLE parley_garbage (log BIGINT NOT NULL PRIMARY KEY)",
                "CREATE TABLE parley_entry (log BIGINT NOT NULL, seq BIGINT NOT NULL, kind TEXT NOT NULL,"
                        + " message_id TEXT NOT NULL, sender_id TEXT NOT NULL, sender_name TEXT NOT NULL,"
                        + " created_at BIGINT NOT NULL, client_id TEXT, target BIGINT NOT NULL, reply_to BIGINT NOT NULL,"
                        + " text TEXT NOT NULL, extra TEXT, hash TEXT NOT NULL, erased INTEGER NOT NULL,"
                        + " PRIMARY KEY (log, seq))",
                "CREATE UNIQUE INDEX parley_entry_client ON parley_entry (log, client_id, sender_id)"
                        + " WHERE client_id IS NOT NULL",
                "CREATE INDEX parley_entry_target ON parley_entry (log, target, seq) WHERE target > 0",
                "CREATE INDEX parley_entry_message ON parley_entry (log, message_id) WHERE target = 0",
                "CREATE INDEX parley_entry_sender ON parley_entry (sender_id, log, seq)",
                "CREATE TABLE parley_marker (room " + key + ", user_id TEXT NOT NULL, seq BIGINT NOT NULL,"
                        + " at BIGINT NOT NULL, PRIMARY KEY (room, user_id))",
                "CREATE INDEX parley_marker_room ON parley_marker (room, seq)",
                "CREATE INDEX parley_marker_user ON parley_marker (user_id, at)",
                "CREATE TABLE parley_inbox (number " + dialect.generatedKey() + ", user_id TEXT NOT NULL,"
                        + " id TEXT NOT NULL, type TEXT NOT NULL, message TEXT NOT NULL, data TEXT NOT NULL,"
                        + " at BIGINT NOT NULL, is_read INTEGER NOT NULL, UNIQUE (user_id, id))",
                "CREATE INDEX parley_inbox_user ON parley_inbox (user_id, number)",
                "CREATE TABLE parley_record (room " + key + ", type TEXT NOT NULL, name TEXT NOT NULL,"
                        + " value TEXT NOT NULL, PRIMARY KEY (room, type, name))",
                "CREATE INDEX parley_record_type ON parley_record (type, name)",
                "CREATE INDEX parley_record_name ON parley_record (name)");
    }
}
