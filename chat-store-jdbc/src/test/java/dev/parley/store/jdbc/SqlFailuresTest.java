package dev.parley.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each kind of failure is called; the codes are those of the manuals of SQLite and PostgreSQL. */
final class SqlFailuresTest {

    @ParameterizedTest
    @CsvSource({
        "3, REFUSED", // SQLITE_PERM
        "5, TIMEOUT", // SQLITE_BUSY
        "7, UNAVAILABLE", // SQLITE_NOMEM
        "8, READ_ONLY", // SQLITE_READONLY
        "1032, READ_ONLY", // SQLITE_READONLY_DBMOVED
        "10, UNAVAILABLE", // SQLITE_IOERR
        "522, CORRUPT", // SQLITE_IOERR_SHORT_READ
        "778, UNAVAILABLE", // SQLITE_IOERR_WRITE
        "8458, CORRUPT", // SQLITE_IOERR_CORRUPTFS
        "11, CORRUPT", // SQLITE_CORRUPT
        "267, CORRUPT", // SQLITE_CORRUPT_VTAB
        "13, FULL", // SQLITE_FULL
        "14, REFUSED", // SQLITE_CANTOPEN
        "23, REFUSED", // SQLITE_AUTH
        "26, CORRUPT", // SQLITE_NOTADB
        "19, INTERNAL", // SQLITE_CONSTRAINT
    })
    void translate_sqlite_namesTheKind(int code, Category category) {
        assertThat(SqlFailures.translate(Dialect.SQLITE, new SQLException("why", "", code)))
                .returns(category, StoreException::category)
                .hasMessageContaining("why");
    }

    @ParameterizedTest
    @CsvSource({
        "08006, UNAVAILABLE", // connection_failure
        "0A000, READ_ONLY", // a replica: cannot set transaction read-write mode during recovery
        "23502, INTERNAL", // not_null_violation
        "25006, READ_ONLY", // read_only_sql_transaction
        "28P01, REFUSED", // invalid_password
        "3D000, REFUSED", // invalid_catalog_name
        "40001, UNAVAILABLE", // serialization_failure, eight times over
        "42501, REFUSED", // insufficient_privilege
        "42P01, CORRUPT", // undefined_table
        "42703, CORRUPT", // undefined_column
        "42601, INTERNAL", // syntax_error
        "53100, FULL", // disk_full
        "53200, UNAVAILABLE", // out_of_memory
        "53300, UNAVAILABLE", // too_many_connections
        "55P03, TIMEOUT", // lock_not_available
        "57014, TIMEOUT", // query_canceled
        "57P01, UNAVAILABLE", // admin_shutdown
        "58030, UNAVAILABLE", // io_error
        "XX001, CORRUPT", // data_corrupted
        "XX002, CORRUPT", // index_corrupted
    })
    void translate_postgres_namesTheKind(String state, Category category) {
        assertThat(SqlFailures.translate(Dialect.POSTGRES, new SQLException("why", state)))
                .returns(category, StoreException::category)
                .hasMessageContaining("why");
    }

    @Test
    void translate_noAnswerAndNoConnection_areToldApart() {
        SQLException silent = new SQLException("io", "08006", new SocketTimeoutException("Read timed out"));
        SQLException noConnection = new SQLTransientConnectionException("pool is empty", silent);

        assertThat(SqlFailures.translate(Dialect.POSTGRES, silent).category()).isEqualTo(Category.TIMEOUT);
        assertThat(SqlFailures.translate(Dialect.POSTGRES, noConnection).category())
                .isEqualTo(Category.UNAVAILABLE);
        assertThat(SqlFailures.translate(Dialect.POSTGRES, new SQLException("no state"))
                        .category())
                .isEqualTo(Category.INTERNAL);
    }
}
