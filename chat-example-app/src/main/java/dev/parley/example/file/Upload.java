package dev.parley.example.file;

import dev.parley.example.data.PrivateFiles;
import dev.parley.example.file.FileRefusedException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file being received. Guarded by its own monitor; ends with {@code finish} or {@code discard}, whichever comes first. */
public final class Upload {

    private static final Logger LOG = LoggerFactory.getLogger(Upload.class);

    private final FileStore store;
    private final String id;
    private final String owner;
    private final boolean guest;
    private final FileChannel channel;
    private final ByteBuffer start = ByteBuffer.allocate(PictureTypes.PREFIX);
    private long size;
    private boolean ended;

    Upload(FileStore store, String id, String owner, boolean guest) throws IOException {
        this.store = store;
        this.id = id;
        this.owner = owner;
        this.guest = guest;
        this.channel = PrivateFiles.create(store.partPath(id));
    }

    /**
     * Appends bytes.
     *
     * @param part the bytes; consumed
     * @throws FileRefusedException if a quota is exceeded
     * @throws IOException if they cannot be written
     */
    public synchronized void take(ByteBuffer part) throws FileRefusedException, IOException {
        checkNotEnded();
        int length = part.remaining();
        if (size + length > store.limits().file()) {
            throw new FileRefusedException(Reason.TOO_LARGE);
        }
        store.quotas().reserve(usage(length));
        size += length;
        for (int i = part.position(); start.hasRemaining() && i < part.limit(); i++) {
            start.put(part.get(i));
        }
        while (part.hasRemaining()) {
            channel.write(part);
        }
    }

    /**
     * Completes the file.
     *
     * @return its metadata
     * @throws IOException if it cannot be stored; the caller must then discard it
     */
    public synchronized StoredFile finish() throws IOException {
        checkNotEnded();
        channel.force(true);
        channel.close();
        byte[] prefix = new byte[start.position()];
        start.flip().get(prefix);
        String type = PictureTypes.of(prefix).orElse("application/octet-stream");
        StoredFile file = new StoredFile(id, owner, guest, type, size, store.now());
        store.keep(file);
        ended = true;
        return file;
    }

    private void checkNotEnded() throws IOException {
        if (ended) {
            throw new ClosedChannelException();
        }
    }

    private Quotas.Usage usage(long bytes) {
        return new Quotas.Usage(owner, guest, bytes);
    }

    /** Discards the file, unless it is already finished. */
    public synchronized void discard() {
        if (ended) {
            return;
        }
        ended = true;
        store.quotas().drop(usage(size));
        try {
            channel.close();
            Files.deleteIfExists(store.partPath(id));
        } catch (IOException e) {
            LOG.warn("A file that was not received whole stays until the next start: {}", e.toString());
        }
    }
}
