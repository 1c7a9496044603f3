package dev.parley.export;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files that are there whole or not at all: written beside, forced to disk, then renamed. */
final class DurableFiles {

    /** What the files that are being written end with; left behind only by a crash. */
    static final String TEMPORARY = ".tmp";

    /** Writes the content of a file. */
    interface Content<T> {
        T writeTo(OutputStream out) throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(DurableFiles.class);

    private DurableFiles() {}

    /** Whether a file was being written when the process ended. */
    static boolean isTemporary(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.startsWith(".") && name.endsWith(TEMPORARY);
    }

    static <T> T write(Path folder, String name, Content<T> content) throws IOException {
        Path temporary = folder.resolve("." + UUID.randomUUID() + TEMPORARY);
        try {
            T result;
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
                result = content.writeTo(out);
                out.flush();
                channel.force(true);
            }
            Files.move(
                    temporary,
                    folder.resolve(name),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            force(folder);
            return result;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Forces a folder's entries to disk where the system can; some cannot open a folder, then it does that itself. */
    private static void force(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            LOG.debug("folder {} cannot be forced to disk: {}", folder, e.toString());
        }
    }
}
