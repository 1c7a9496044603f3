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
 * Backups of SQLite files, also while an engine writes to them: in its process or in another one. Copying the file itself is
 * no backup: most of what was written last stands in the file beside it that ends with {@code -wal}.
 *
 * <p>A backup is one SQLite file, a copy of the state at one moment between two transactions, without what was removed before.
 * Only its owner can read it, where the system knows owners. Works on any SQLite database. Needs {@code org.xerial:sqlite-jdbc}
 * at run time. Any thread may call.
 */
public final class SqliteBackup {

    private SqliteBackup() {}

    /**
     * Copies a database. The engine continues reading and writing meanwhile; it takes about as much space again as is in use, and
     * what is written during the copying stays in the file that ends with {@code -wal} until it is done.
     *
     * @param database the database, in use or not
     * @param target where to; must not exist. There is no file of this name before the copy is complete, checked, and on disk
     * @throws StoreException {@link Category#REFUSED} if there is no such database or the target exists or cannot be made, {@link
     *     Category#FULL} if the disk is full, {@link Category#CORRUPT} if the database is damaged
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
     * Puts a backup in the place of a database that no engine uses. What was there is kept beside it, under a name that ends
     * with {@code .replaced}, and a number if there is one already.
     *
     * @param backup a backup; stays as it is
     * @param database where to; need not exist
     * @return where the database is now that was replaced; empty if there was none
     * @throws StoreException {@link Category#IN_USE} if an engine uses the database, {@link Category#CORRUPT} if the backup is
     *     damaged, {@link Category#INCOMPATIBLE} if a newer version made it, {@link Category#REFUSED} or {@link
     *     Category#FULL} if files cannot be read or written; the database is as it was then
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
     * Reads all of a database and checks that it is whole and not made by a newer version.
     *
     * @param database a database or a backup
     * @throws StoreException {@link Category#CORRUPT} if it is damaged or no database, {@link Category#INCOMPATIBLE} if a newer
     *     version made it, {@link Category#REFUSED} if it is not there or cannot be read
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

    /** Renames a database and what belongs to it. A run that was cut off is finished by the next one. */
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
