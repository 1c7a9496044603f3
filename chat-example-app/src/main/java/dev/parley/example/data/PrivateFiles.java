package dev.parley.example.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates files and folders that only their owner can read, where the file system has owners. */
public final class PrivateFiles {

    private static final Logger LOG = LoggerFactory.getLogger(PrivateFiles.class);

    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");

    private PrivateFiles() {}

    /**
     * Creates a folder and its parents, unless it exists.
     *
     * @param folder the folder; an existing one is not changed
     * @throws IOException if it cannot be created
     */
    public static void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, attributes(folder, FOLDER));
        }
    }

    /**
     * Creates a file for writing.
     *
     * @param file the file; must not exist
     * @return an open, empty file
     * @throws IOException if it cannot be created
     */
    public static FileChannel create(Path file) throws IOException {
        return FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes(file, FILE));
    }

    /**
     * Creates an empty file, or restricts access to an existing one.
     *
     * @param file the file
     * @throws IOException if it cannot be created
     */
    public static void ensure(Path file) throws IOException {
        if (Files.exists(file)) {
            close(file);
        } else {
            create(file).close();
        }
    }

    /**
     * Restricts access to an existing file to its owner.
     *
     * @param file the file
     * @throws IOException if its permissions cannot be read; a failure to change them is only logged
     */
    public static void close(Path file) throws IOException {
        if (!isPosix(file)) {
            return;
        }
        Set<PosixFilePermission> open = EnumSet.copyOf(Files.getPosixFilePermissions(file));
        Set<PosixFilePermission> closed = EnumSet.copyOf(open);
        closed.removeAll(OTHERS);
        if (open.equals(closed)) {
            return;
        }
        try {
            Files.setPosixFilePermissions(file, closed);
            LOG.info("{} could be read by others; now only its owner can", file);
        } catch (IOException e) {
            LOG.warn("{} can be read by others, and that cannot be changed: {}", file, e.toString());
        }
    }

    private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
        return isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
