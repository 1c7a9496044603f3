package dev.parley.store.jdbc;

import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.util.regex.Pattern;

/** Maps database failures to store exceptions. */
final class SqlFailures {

    private static final int SQLITE_PRIMARY_CODE = 0xff;
    private static final int SQLITE_ERROR = 1;
    /** The tables were checked when the database was opened, and the statements never change. */
    private static final Pattern DAMAGED = Pattern.compile("no such (table|column)|unsupported file format|malformed");

    private static final int SQLITE_IOERR_SHORT_READ = 522;
    private static final int SQLITE_IOERR_CORRUPTFS = 8458;

    private SqlFailures() {}

    static StoreException translate(Dialect dialect, SQLException failure) {
        Category category = dialect == Dialect.SQLITE ? sqlite(failure) : postgres(failure);
        return new StoreException(category, describe(category) + ": " + failure.getMessage(), failure);
    }

    /** A stored row that cannot be decoded. */
    static StoreException unreadable(Exception failure) {
        return new StoreException(
                Category.CORRUPT, describe(Category.CORRUPT) + ": a row cannot be read: " + failure, failure);
    }

    /** Whether the transaction lost a conflict and can simply be retried. */
    static boolean lostRace(SQLException failure) {
        String state = state(failure);
        return state.equals("40001") || state.equals("40P01") || state.equals("23505");
    }

    static String describe(Category category) {
        return switch (category) {
            case FULL -> "no space is left for the database";
            case REFUSED -> "the database refuses access";
            case READ_ONLY -> "the database is read-only";
            case CORRUPT -> "the database is damaged, restore a backup";
            case TIMEOUT -> "the database did not answer in time";
            case UNAVAILABLE -> "the database cannot be reached";
            default -> "the database failed";
        };
    }

    /** By result code, see "Result and Error Codes" in the SQLite documentation. */
    private static Category sqlite(SQLException failure) {
        int code = failure.getErrorCode();
        if (code == SQLITE_IOERR_SHORT_READ || code == SQLITE_IOERR_CORRUPTFS) {
            return Category.CORRUPT;
        }
        if (code == SQLITE_ERROR
                && DAMAGED.matcher(String.valueOf(failure.getMessage())).find()) {
            return Category.CORRUPT;
        }
        return switch (code & SQLITE_PRIMARY_CODE) {
            case 13 -> Category.FULL;
            case 8 -> Category.READ_ONLY;
            case 3, 14, 23 -> Category.REFUSED;
            case 11, 26 -> Category.CORRUPT;
            case 5, 6, 9 -> Category.TIMEOUT;
            case 7, 10 -> Category.UNAVAILABLE;
            default -> Category.INTERNAL;
        };
    }

    /** By SQLSTATE, see the appendix "PostgreSQL Error Codes" of the PostgreSQL manual. */
    private static Category postgres(SQLException failure) {
        String state = state(failure);
        if (failure instanceof SQLTransientConnectionException) {
            return Category.UNAVAILABLE;
        }
        if (failure instanceof SQLTimeoutException
                || state.equals("57014")
                || state.equals("55P03")
                || waitedForTheNetwork(failure)) {
            return Category.TIMEOUT;
        }
        return switch (state.length() < 2 ? "" : state.substring(0, 2)) {
            case "53" -> state.equals("53100") ? Category.FULL : Category.UNAVAILABLE;
            case "08", "40", "58" -> Category.UNAVAILABLE;
            case "57" -> state.startsWith("57P") ? Category.UNAVAILABLE : Category.INTERNAL;
            case "0A" -> Category.READ_ONLY; // the store uses no feature that only a replica lacks
            case "25" -> state.equals("25006") ? Category.READ_ONLY : Category.INTERNAL;
            case "28", "3D" -> Category.REFUSED;
            case "42" ->
                switch (state) {
                    case "42501" -> Category.REFUSED;
                    case "42P01", "42703" -> Category.CORRUPT; // as for SQLite
                    default -> Category.INTERNAL;
                };
            case "XX" -> state.equals("XX001") || state.equals("XX002") ? Category.CORRUPT : Category.INTERNAL;
            default -> Category.INTERNAL;
        };
    }

    private static boolean waitedForTheNetwork(Throwable failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }

    private static String state(SQLException failure) {
        String state = failure.getSQLState();
        return state == null ? "" : state;
    }
}
