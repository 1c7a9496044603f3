package dev.parley.store.jdbc;

/** The SQL differences between SQLite and PostgreSQL. */
enum Dialect {
    /** SQLite 3.35 or later. A write transaction locks the whole file, so rows need no locks. */
    SQLITE(
            "INTEGER PRIMARY KEY AUTOINCREMENT",
            "",
            "",
            "",
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?"),
    /** PostgreSQL 12 or later. Keys compare by bytes, not by locale. */
    POSTGRES(
            "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
            " COLLATE \"C\"",
            " FOR UPDATE",
            " FOR SHARE",
            "SELECT count(to_regclass(?))");

    private final String generatedKey;
    private final String byteOrder;
    private final String forUpdate;
    private final String forShare;
    private final String tableCount;

    Dialect(String generatedKey, String byteOrder, String forUpdate, String forShare, String tableCount) {
        this.generatedKey = generatedKey;
        this.byteOrder = byteOrder;
        this.forUpdate = forUpdate;
        this.forShare = forShare;
        this.tableCount = tableCount;
    }

    /** The type of an auto-incremented key column. */
    String generatedKey() {
        return generatedKey;
    }

    /** The clause that makes a text column compare by bytes. */
    String byteOrder() {
        return byteOrder;
    }

    /** The clause that locks the rows of a {@code SELECT} until the end of the transaction. */
    String forUpdate() {
        return forUpdate;
    }

    /** The clause that keeps the rows of a {@code SELECT} from being changed until the end of the transaction. */
    String forShare() {
        return forShare;
    }

    /** A query for whether a table exists, with 1 or 0 as its only value. */
    String tableCount() {
        return tableCount;
    }
}
