package demo.store;

import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32;

/**
 * The file of changes, each with its length and checksum in front. A change is on disk when {@link #add} returns; one that was
 * being written when the process ended is cut off at the next start. Guarded by the store's lock.
 */
final class Journal implements AutoCloseable {

    private static final int HEADER_BYTES = 8;

    private final Path file;
    private FileChannel channel;

    private Journal(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static Journal open(Path file, Consumer<Change> replay) {
        try {
            long end = Files.exists(file) ? replay(file, replay) : 0;
            FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.truncate(end).position(end);
            return new Journal(file, channel);
        } catch (IOException e) {
            throw new StoreException(Category.REFUSED, "cannot open " + file, e);
        }
    }

    private static long replay(Path file, Consumer<Change> replay) throws IOException {
        long size = Files.size(file);
        long at = 0;
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            while (size - at >= HEADER_BYTES) {
                int length = in.readInt();
                int checksum = in.readInt();
                if (length < 0 || length > size - at - HEADER_BYTES) {
                    return at;
                }
                byte[] bytes = in.readNBytes(length);
                if (checksum(bytes) != checksum) {
                    return at;
                }
                replay.accept(Codec.read(bytes));
                at += HEADER_BYTES + length;
            }
        }
        return at;
    }

    void add(Change change) {
        try {
            long before = channel.position();
            try {
                write(channel, change);
                channel.force(false);
            } catch (IOException e) {
                channel.truncate(before);
                throw e;
            }
        } catch (IOException e) {
            throw new StoreException(Category.UNAVAILABLE, "cannot write to " + file, e);
        }
    }

    /** Begins anew with the changes that give today's state, so that nothing older can be read from the file. */
    void compact(List<Change> state) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            FileChannel next = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
            for (Change change : state) {
                write(next, change);
            }
            next.force(true);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            channel.close();
            channel = next;
        } catch (IOException e) {
            throw new StoreException(Category.UNAVAILABLE, "cannot write " + fresh, e);
        }
    }

    /** Fails if the file cannot be written. */
    void check() {
        if (!Files.isWritable(file)) {
            throw new StoreException(Category.READ_ONLY, file + " cannot be written");
        }
    }

    private static void write(FileChannel channel, Change change) throws IOException {
        byte[] bytes = Codec.write(change);
        ByteBuffer buffer = ByteBuffer.allocate(HEADER_BYTES + bytes.length);
        buffer.putInt(bytes.length).putInt(checksum(bytes)).put(bytes).flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static int checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StoreException(Category.INTERNAL, "cannot close " + file, e);
        }
    }
}
