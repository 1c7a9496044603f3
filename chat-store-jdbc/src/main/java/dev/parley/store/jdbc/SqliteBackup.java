package dev.parley.store.jdbc;

import dev.parley.store.ProcessLock;
import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Backs up SQLite files, even while an engine in this or another process writes to them. Copying the file itself is not
 * a backup: the latest writes are mostly in the file beside it with the suffix {@code -wal}.
 *
 * <p>A backup is a single SQLite file, a snapshot between two transactions, without previously deleted content. Only
 * its owner can read it, where the file system has owners. Works on any SQLite database. Requires {@code
 * org.xerial:sqlite-jdbc} at run time. Thread-safe.
 */
public final class SqliteBackup {

    private SqliteBackup() {}

    /**
     * Copies a database. The engine keeps reading and writing meanwhile; the copy needs about as much space as is in
     * use, and writes during the copy accumulate in the {@code -wal} file until it is done.
     *
     * @param database the database, in use or not
     * @param target the backup file; must not exist. It appears under this name only once it is complete, verified, and
     *     on disk
     * @throws StoreException {@link Category#REFUSED} if there is no such database or the target exists or cannot be
     *     created, {@link Category#FULL} if the disk is full, {@link Category#CORRUPT} if the database is corrupt
     */
    public static void make(Path database, Path target) {
        if (!Files.isRegularFile(database)) {
            throw new StoreException(Category.REFUSED, "there is no database " + database);
        }
        if (Files.exists(target)) {
            throw new StoreException(Category.REFUSED, "the target of the backup exists already: " + target);
        }
        Path temporary = beside(target);
        try {
            Path folder = target.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            copy(database, temporary);
            SqliteFile.publish(temporary, target);
        } catch (IOException e) {
            throw SqliteFile.failure("the backup cannot be written", e);
        } finally {
            SqliteFile.delete(temporary);
        }
    }

    /**
     * Replaces a database that no engine uses by a backup. The previous database is kept beside it with the suffix
     * {@code .replaced}, plus a number if that exists already.
     *
     * @param backup a backup; not modified
     * @param database the database to replace; need not exist
     * @return the new path of the previous database; empty if there was none
     * @throws StoreException {@link Category#IN_USE} if an engine uses the database, {@link Category#CORRUPT} if the
     *     backup is corrupt, {@link Category#INCOMPATIBLE} if a newer version wrote it, {@link Category#REFUSED} or
     *     {@link Category#FULL} if files cannot be read or written; the database is then unchanged
     */
    public static Optional<Path> restore(Path backup, Path database) {
        verify(backup);
        ProcessLock lock = SqliteFile.lock(database);
        Path temporary = beside(database);
        try {
            copy(backup, temporary);
            Optional<Path> replaced = setAside(database);
            SqliteFile.publish(temporary, database);
            return replaced;
        } catch (IOException e) {
            throw SqliteFile.failure("the backup cannot be restored", e);
        } finally {
            SqliteFile.delete(temporary);
            lock.close();
        }
    }

    /**
     * Reads a whole database and checks that it is intact and was not written by a newer version.
     *
     * @param database a database or a backup
     * @throws StoreException {@link Category#CORRUPT} if it is corrupt or not a database, {@link Category#INCOMPATIBLE}
     *     if a newer version wrote it, {@link Category#REFUSED} if it does not exist or cannot be read
     */
    public static void verify(Path database) {
        if (!Files.isRegularFile(database)) {
            throw new StoreException(Category.REFUSED, "there is no database " + database);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database.toAbsolutePath());
                Sql sql = new Sql(connection, 0)) {
            List<String> problems = sql.list("PRAGMA quick_check(3)", row -> row.getString(1));
            if (!problems.equals(List.of("ok"))) {
                throw new StoreException(Category.CORRUPT, database + " is damaged: " + problems);
            }
            if (Schema.exists(sql, Dialect.SQLITE)) {
                Schema.checkVersion(sql);
            }
        } catch (SQLException e) {
            throw SqlFailures.translate(Dialect.SQLITE, e);
        }
    }

    private static Path beside(Path file) {
        return file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    }

    private static void copy(Path database, Path target) throws IOException {
        SqliteFile.createPrivate(target);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database.toAbsolutePath());
                Sql sql = new Sql(connection, 0)) {
            sql.execute("PRAGMA busy_timeout = " + JdbcMessageStore.DEFAULT_TIMEOUT.toMillis());
            sql.update("VACUUM INTO ?", target.toAbsolutePath().toString());
        } catch (SQLException e) {
            throw SqlFailures.translate(Dialect.SQLITE, e);
        }
        verify(target);
    }

    /** Renames a database and its companion files. An interrupted run is completed by the next one. */
    private static Optional<Path> setAside(Path database) throws IOException {
        Path free = database.resolveSibling(database.getFileName() + ".replaced");
        for (int i = 2; Files.exists(free); i++) {
            free = database.resolveSibling(database.getFileName() + ".replaced-" + i);
        }
        boolean found = Files.exists(database);
        if (found) {
            Files.move(database, free);
        }
        for (String suffix : SqliteFile.BESIDE) {
            Path beside = database.resolveSibling(database.getFileName() + suffix);
            if (Files.exists(beside)) {
                Files.move(beside, free.resolveSibling(free.getFileName() + suffix));
            }
        }
        SqliteFile.forceFolder(database);
        return found ? Optional.of(free) : Optional.empty();
    }
}
