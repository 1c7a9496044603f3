package dev.parley.store.jdbc;

import dev.parley.store.ProcessLock;
import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** File operations on SQLite databases, apart from SQL. */
final class SqliteFile {

    /** The companion files of a database in WAL mode: committed transactions, and their index. */
    static final List<String> BESIDE = List.of("-wal", "-shm");

    /** Suffix of the lock file of a database in use by an engine. */
    static final String LOCK = "-lock";

    private static final Logger LOG = LoggerFactory.getLogger(SqliteFile.class);

    private SqliteFile() {}

    /** Acquires the lock that limits a database to one engine at a time. */
    static ProcessLock lock(Path file) {
        Path real = real(file);
        return ProcessLock.acquire(real.resolveSibling(real.getFileName() + LOCK), "the database " + file);
    }

    /** Creates an empty file that only its owner can read, if missing; SQLite creates its companions with the same permissions. */
    static void ensure(Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            if (!Files.exists(file)) {
                createPrivate(file);
            }
        } catch (IOException e) {
            throw failure("the database " + file + " cannot be made", e);
        }
    }

    /** Creates an empty file that only its owner can read, where the file system has owners. */
    static void createPrivate(Path file) throws IOException {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] attributes = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)
                .close();
    }

    /** Deletes a file if it exists; failures are only logged. */
    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted: {}", file, e.toString());
        }
    }

    /** Renames a complete file to its final name, durably. */
    static void publish(Path temporary, Path target) throws IOException {
        force(temporary, StandardOpenOption.WRITE);
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        forceFolder(target);
    }

    /** Forces a file's folder to disk. Systems that cannot open a folder do this by themselves. */
    static void forceFolder(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            return;
        }
        try {
            force(folder, StandardOpenOption.READ);
        } catch (IOException e) {
            LOG.debug("folder {} cannot be forced to disk: {}", folder, e.toString());
        }
    }

    private static void force(Path path, StandardOpenOption mode) throws IOException {
        try (FileChannel channel = FileChannel.open(path, mode)) {
            channel.force(true);
        }
    }

    /** The file's identity on its disk, used to detect that it was replaced; null if the system has none. */
    static @Nullable Object identity(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /** Whether a path still refers to the same file. */
    static boolean isStill(Path file, @Nullable Object identity) {
        try {
            return Objects.equals(identity(file), identity);
        } catch (IOException gone) {
            return false;
        }
    }

    /** The free space on a file's disk in bytes; a large number if unknown. */
    static long usableSpace(Path file) {
        try {
            return Files.getFileStore(file.toAbsolutePath().getParent()).getUsableSpace();
        } catch (IOException | UnsupportedOperationException unknown) {
            return Long.MAX_VALUE;
        }
    }

    static StoreException failure(String what, IOException e) {
        String reason =
                String.valueOf(e instanceof FileSystemException fs && fs.getReason() != null ? fs.getReason() : e);
        Category category = Category.REFUSED;
        if (reason.contains("No space left") || reason.contains("not enough space") || reason.contains("quota")) {
            category = Category.FULL;
        } else if (reason.contains("Read-only file system")) {
            category = Category.READ_ONLY;
        }
        return new StoreException(category, what + ": " + reason, e);
    }

    private static Path real(Path file) {
        try {
            return Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        } catch (IOException e) {
            throw failure("the database cannot be found", e);
        }
    }
}
