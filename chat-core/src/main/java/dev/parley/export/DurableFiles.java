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

/** Writes files atomically: to a temporary file, forced to disk, then renamed. */
final class DurableFiles {

    /** Suffix of files being written; only a crash leaves any behind. */
    static final String TEMPORARY = ".tmp";

    interface Content<T> {
        T writeTo(OutputStream out) throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(DurableFiles.class);

    private DurableFiles() {}

    /** Whether the file is a leftover of an interrupted write. */
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

    /** Forces a folder's entries to disk. Systems that cannot open a folder do this by themselves. */
    private static void force(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            LOG.debug("folder {} cannot be forced to disk: {}", folder, e.toString());
        }
    }
}
