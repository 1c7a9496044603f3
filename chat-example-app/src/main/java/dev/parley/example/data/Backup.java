package dev.parley.example.data;

import dev.parley.store.ProcessLock;
import dev.parley.store.StoreException;
import dev.parley.store.jdbc.SqliteBackup;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Backs up a data folder while a server uses it, and restores such backups. A backup is a folder that gets its name
 * once it is complete; it contains password hashes, secrets and all messages, and only its owner can read it.
 */
public final class Backup {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    /**
     * The contents of a backup.
     *
     * @param databases its databases
     * @param files the number of uploaded files
     */
    public record Report(List<String> databases, long files) {

        /** Copies the list. */
        public Report {
            databases = List.copyOf(databases);
        }
    }

    private Backup() {}

    /**
     * Backs up a data folder. Messages are copied before the files they carry, so that no message lacks its file.
     *
     * @param data the data folder, in use or not
     * @param target the backup folder; must not exist
     * @return its contents
     * @throws IOException if something cannot be read or written; the target then does not exist
     * @throws StoreException if a database is corrupt, or the disk is full
     */
    public static Report make(Path data, Path target) throws IOException {
        if (!Files.isDirectory(data)) {
            throw new NoSuchFileException(data.toString(), null, "there is no such data folder");
        }
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(target.toString(), null, "the target of a backup must not exist");
        }
        Path part = beside(target, ".part");
        PrivateFiles.makeFolder(part);
        boolean done = false;
        try {
            Report report = copy(data, part);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            done = true;
            return report;
        } finally {
            if (!done) {
                delete(part);
            }
        }
    }

    /**
     * Reads the databases of a backup and checks that they are intact.
     *
     * @param backup a backup
     * @return its contents
     * @throws IOException if it is not a backup
     * @throws StoreException if a database is corrupt
     */
    public static Report verify(Path backup) throws IOException {
        List<String> databases = new ArrayList<>();
        for (String name : DataFolder.DATABASES) {
            if (Files.exists(backup.resolve(name))) {
                verifyDatabase(backup.resolve(name));
                databases.add(name);
            }
        }
        if (!databases.contains(DataFolder.ACCOUNTS)) {
            throw new NoSuchFileException(backup.toString(), null, "this is no backup of a data folder");
        }
        return new Report(databases, count(backup.resolve(DataFolder.FILES)));
    }

    private static void verifyDatabase(Path file) {
        try {
            SqliteBackup.verify(file);
        } catch (StoreException e) {
            throw new StoreException(e.category(), file + " cannot be restored: " + e.getMessage(), e);
        }
    }

    /**
     * Restores a backup to a data folder that no server uses. The previous contents are kept in a subfolder.
     *
     * @param backup a backup; not modified
     * @param data the data folder; need not exist
     * @param clock names the folder of the previous contents
     * @return that folder; empty if there were none
     * @throws IOException if something cannot be read or written
     * @throws StoreException if a server uses the data folder, or the backup is corrupt; nothing is changed then
     */
    public static Optional<Path> restore(Path backup, Path data, Clock clock) throws IOException {
        verify(backup);
        PrivateFiles.makeFolder(data);
        ProcessLock lock = ProcessLock.acquire(data.resolve(DataFolder.LOCK), "the data folder " + data);
        Path fresh = data.resolve("restoring-" + UUID.randomUUID());
        try {
            PrivateFiles.makeFolder(fresh);
            copy(backup, fresh);
            Path old = setAside(data, clock.instant());
            try (DirectoryStream<Path> all = Files.newDirectoryStream(fresh)) {
                for (Path file : all) {
                    Files.move(file, data.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
                }
            }
            return Optional.ofNullable(old);
        } finally {
            delete(fresh);
            lock.close();
        }
    }

    private static Report copy(Path from, Path to) throws IOException {
        List<String> databases = new ArrayList<>();
        for (String name : DataFolder.DATABASES) {
            if (Files.exists(from.resolve(name))) {
                SqliteBackup.make(from.resolve(name), to.resolve(name));
                databases.add(name);
            }
        }
        for (String name : DataFolder.SECRETS) {
            if (Files.exists(from.resolve(name))) {
                copyFile(from.resolve(name), to.resolve(name));
            }
        }
        return new Report(databases, copyFiles(from.resolve(DataFolder.FILES), to.resolve(DataFolder.FILES)));
    }

    private static long copyFiles(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            return 0;
        }
        PrivateFiles.makeFolder(to);
        long files = 0;
        try (DirectoryStream<Path> all =
                Files.newDirectoryStream(from, file -> !file.toString().endsWith(".part"))) {
            for (Path file : all) {
                files += copyFile(file, to.resolve(file.getFileName())) ? 1 : 0;
            }
        }
        return files;
    }

    /** Copies a file; false if it has disappeared meanwhile. */
    private static boolean copyFile(Path from, Path to) throws IOException {
        try (InputStream in = Files.newInputStream(from);
                FileChannel channel = PrivateFiles.create(to);
                OutputStream out = Channels.newOutputStream(channel)) {
            in.transferTo(out);
            channel.force(true);
            return true;
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    /** Moves a server's data to a subfolder; null if there is none. */
    private static @Nullable Path setAside(Path data, Instant now) throws IOException {
        List<Path> there = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(data)) {
            for (Path path : all) {
                String name = path.getFileName().toString();
                boolean database = DataFolder.DATABASES.stream().anyMatch(name::startsWith) && !name.endsWith("-lock");
                if (database || DataFolder.SECRETS.contains(name) || name.equals(DataFolder.FILES)) {
                    there.add(path);
                }
            }
        }
        if (there.isEmpty()) {
            return null;
        }
        Path old = data.resolve("replaced-" + STAMP.format(now));
        PrivateFiles.makeFolder(old);
        for (Path path : there) {
            Files.move(path, old.resolve(path.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        }
        return old;
    }

    private static long count(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        long files = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path file : all) {
                files += Files.isRegularFile(file) ? 1 : 0;
            }
        }
        return files;
    }

    private static Path beside(Path target, String suffix) {
        Path name = target.toAbsolutePath().getFileName();
        return target.toAbsolutePath().resolveSibling("." + name + "." + UUID.randomUUID() + suffix);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path path : all) {
                if (Files.isDirectory(path)) {
                    delete(path);
                } else {
                    Files.delete(path);
                }
            }
        }
        Files.delete(folder);
    }
}
