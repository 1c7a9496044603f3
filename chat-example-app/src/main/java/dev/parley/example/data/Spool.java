package dev.parley.example.data;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Temporary files for responses, written at the server's speed and read at the client's, with a bound on their total
 * size. Thread-safe.
 */
public final class Spool {

    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

    private final Path folder;
    private final long maxBytes;
    private final AtomicLong used = new AtomicLong();

    private Spool(Path folder, long maxBytes) {
        this.folder = folder;
        this.maxBytes = maxBytes;
    }

    /**
     * Opens a spool and empties its folder.
     *
     * @param folder an exclusive folder; its contents are deleted
     * @param maxBytes the maximum total size of all files
     * @return the spool
     */
    public static Spool open(Path folder, long maxBytes) {
        try {
            PrivateFiles.makeFolder(folder);
            try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
                for (Path file : left) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use " + folder, e);
        }
        return new Spool(folder, maxBytes);
    }

    /**
     * Creates a file.
     *
     * @return a file to be written, and deleted afterwards
     * @throws IOException if no file can be created
     */
    public Item create() throws IOException {
        Path file = folder.resolve(UUID.randomUUID().toString());
        return new Item(file, Channels.newOutputStream(PrivateFiles.create(file)));
    }

    /** Thrown if the spool is full. */
    public static final class FullException extends IOException {

        private static final long serialVersionUID = 1L;

        FullException(long maxBytes) {
            super("no space left: more than " + maxBytes + " bytes are waiting to be taken");
        }
    }

    /** A file. Written by one thread; deleted by any, idempotently. */
    public final class Item extends OutputStream {

        private final Path file;
        private final OutputStream out;
        private final AtomicLong size = new AtomicLong();

        private Item(Path file, OutputStream out) {
            this.file = file;
            this.out = out;
        }

        /**
         * Returns its path.
         *
         * @return the path
         */
        public Path path() {
            return file;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            size.addAndGet(length);
            if (used.addAndGet(length) > maxBytes) {
                throw new FullException(maxBytes);
            }
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            out.close();
        }

        /** Deletes the file. */
        public void delete() {
            used.addAndGet(-size.getAndSet(0));
            try {
                out.close();
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.warn("A file of the spool stays until the next start: {}", e.toString());
            }
        }
    }
}
