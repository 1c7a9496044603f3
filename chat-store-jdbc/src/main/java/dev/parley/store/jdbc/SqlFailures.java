package dev.parley.store.jdbc;

import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;

/** Tells what a failure of the database means for the caller. */
final class SqlFailures {

    private static final int SQLITE_PRIMARY_CODE = 0xff;

    private SqlFailures() {}

    static StoreException translate(Dialect dialect, SQLException failure) {
        Category category = dialect == Dialect.SQLITE ? sqlite(failure) : postgres(failure);
        return new StoreException(category, describe(category) + ": " + failure.getMessage(), failure);
    }

    /** Whether the transaction lost against another one and may simply be run again. */
    static boolean lostRace(SQLException failure) {
        String state = state(failure);
        return state.equals("40001") || state.equals("40P01") || state.equals("23505");
    }

    private static String describe(Category category) {
        return switch (category) {
            case FULL -> "no space is left for the database";
            case REFUSED -> "the database refuses access or is read-only";
            case CORRUPT -> "the database cannot be read";
            case TIMEOUT -> "the database did not answer in time";
            case UNAVAILABLE -> "the database cannot be reached";
            default -> "the database failed";
        };
    }

    /** By the result codes of SQLite, see its documentation "Result and Error Codes". */
    private static Category sqlite(SQLException failure) {
        return switch (failure.getErrorCode() & SQLITE_PRIMARY_CODE) {
            case 13 -> Category.FULL;
            case 3, 8, 14, 23 -> Category.REFUSED;
            case 11, 26 -> Category.CORRUPT;
            case 5, 6, 9 -> Category.TIMEOUT;
            case 7, 10 -> Category.UNAVAILABLE;
            default -> Category.INTERNAL;
        };
    }

    /** By SQLSTATE, see the PostgreSQL manual, appendix "PostgreSQL Error Codes". */
    private static Category postgres(SQLException failure) {
        String state = state(failure);
        if (failure instanceof SQLTimeoutException || state.equals("57014") || state.equals("55P03")) {
            return Category.TIMEOUT;
        }
        if (failure instanceof SQLTransientConnectionException) {
            return Category.UNAVAILABLE;
        }
        if (state.startsWith("53")) {
            return state.equals("53100") || state.equals("53200") ? Category.FULL : Category.UNAVAILABLE;
        }
        if (state.startsWith("08") || state.startsWith("57P") || state.startsWith("40") || state.startsWith("58")) {
            return Category.UNAVAILABLE;
        }
        if (state.startsWith("28") || state.startsWith("42501") || state.equals("25006") || state.startsWith("3D")) {
            return Category.REFUSED;
        }
        return state.startsWith("XX001") || state.startsWith("XX002") ? Category.CORRUPT : Category.INTERNAL;
    }

    private static String state(SQLException failure) {
        String state = failure.getSQLState();
        return state == null ? "" : state;
    }
}
