package dev.parley.store.jdbc;

/** Where SQLite and PostgreSQL differ in what this store says to them. */
enum Dialect {
    /** SQLite 3.35 or later. A write transaction locks the whole file, so single rows need no lock. */
    SQLITE(
            "INTEGER PRIMARY KEY AUTOINCREMENT",
            "",
            "",
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?"),
    /** PostgreSQL 12 or later. Keys compare by their bytes, not by the rules of a language. */
    POSTGRES(
            "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
            " COLLATE \"C\"",
            " FOR UPDATE",
            "SELECT count(to_regclass(?))");

    private final String generatedKey;
    private final String byteOrder;
    private final String forUpdate;
    private final String tableCount;

    Dialect(String generatedKey, String byteOrder, String forUpdate, String tableCount) {
        this.generatedKey = generatedKey;
        this.byteOrder = byteOrder;
        this.forUpdate = forUpdate;
        this.tableCount = tableCount;
    }

    /** The type of a key column that the database counts up. */
    String generatedKey() {
        return generatedKey;
    }

    /** What makes a text column compare by bytes. */
    String byteOrder() {
        return byteOrder;
    }

    /** What locks the rows of a {@code SELECT} until the end of the transaction. */
    String forUpdate() {
        return forUpdate;
    }

    /** Whether there is a table of a name, as the only value: 1 or 0. */
    String tableCount() {
        return tableCount;
    }
}
