package dev.parley.store;

import dev.parley.store.StoreException.Category;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An exclusive file lock with a single owner across all processes, protecting the data beside the file. The operating
 * system releases it when the process ends, however it ends, so a lock never outlives its owner; the file itself stays
 * and means nothing.
 *
 * <p>The lock is advisory: it excludes only those who acquire it. Do not open the lock file in the process that holds
 * the lock, as closing it would release the lock on some systems. Thread-safe.
 */
public final class ProcessLock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessLock.class);

    /**
     * Locks held in this process. A second channel on a locked file must not even be opened here: closing it would
     * release the first one's lock on POSIX systems.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    /** The locked byte lies behind the file's text, so that others can read it where locks are mandatory. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private static final int MAX_OWNER_BYTES = 64;

    private final Path key;
    private final FileChannel channel;
    private final AtomicBoolean closed = new AtomicBoolean();

    private ProcessLock(Path key, FileChannel channel) {
        this.key = key;
        this.channel = channel;
    }

    /** A lock, or its current owner. */
    private record Attempt(@Nullable ProcessLock lock, String owner) {}

    /**
     * Acquires the lock, or fails naming its owner.
     *
     * @param file the lock file; created, with its folder, if missing
     * @param what what the lock protects, for the message of the failure, such as {@code the data folder /srv/chat}
     * @return the lock, to be closed
     * @throws StoreException {@link Category#IN_USE} if it is held, with the owner's process id if known; {@link
     *     Category#REFUSED} if the file cannot be created or the file system has no locks
     */
    public static ProcessLock acquire(Path file, String what) {
        Attempt attempt;
        try {
            attempt = attempt(file);
        } catch (IOException e) {
            throw new StoreException(Category.REFUSED, what + " cannot be locked with " + file + ": " + e, e);
        }
        ProcessLock lock = attempt.lock();
        if (lock == null) {
            throw new StoreException(
                    Category.IN_USE, what + " is in use by " + attempt.owner() + " (lock file " + file + ")");
        }
        return lock;
    }

    /**
     * Acquires the lock if it is free.
     *
     * @param file the lock file; created, with its folder, if missing
     * @return the lock, to be closed, or null if it is held
     * @throws IOException if the file cannot be created or the file system has no locks
     */
    public static @Nullable ProcessLock tryAcquire(Path file) throws IOException {
        return attempt(file).lock();
    }

    private static Attempt attempt(Path file) throws IOException {
        Path key = canonical(file);
        if (!HELD.add(key)) {
            return new Attempt(null, "this process");
        }
        ProcessLock lock = null;
        try {
            FileChannel channel =
                    FileChannel.open(key, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                if (lock(channel) == null) {
                    return new Attempt(null, owner(channel));
                }
                lock = new ProcessLock(key, channel);
                sign(channel);
                return new Attempt(lock, "");
            } finally {
                if (lock == null) {
                    channel.close();
                }
            }
        } finally {
            if (lock == null) {
                HELD.remove(key);
            }
        }
    }

    /** The canonical path of a file, whether it exists yet or not. */
    private static Path canonical(Path file) throws IOException {
        Path absolute = file.toAbsolutePath().normalize();
        Path folder = absolute.getParent();
        Path name = absolute.getFileName();
        if (folder == null || name == null) {
            throw new IOException("not the path of a file: " + file);
        }
        Files.createDirectories(folder);
        return Files.exists(absolute)
                ? absolute.toRealPath()
                : folder.toRealPath().resolve(name);
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(LOCKED_BYTE, 1, false);
        } catch (OverlappingFileLockException takenInThisProcess) {
            return null;
        }
    }

    /** Records the owner of the lock. The lock holds even if the disk is full. */
    private static void sign(FileChannel channel) {
        try {
            channel.truncate(0);
            String text = ProcessHandle.current().pid() + "\n";
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
        } catch (IOException e) {
            LOG.debug("the lock file does not say whose it is: {}", e.toString());
        }
    }

    private static String owner(FileChannel channel) {
        try {
            ByteBuffer bytes = ByteBuffer.allocate(MAX_OWNER_BYTES);
            channel.read(bytes, 0);
            String pid = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).strip();
            return pid.matches("[0-9]+") ? "process " + pid : "another process";
        } catch (IOException e) {
            return "another process";
        }
    }

    /** Releases the lock. Idempotent. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw new StoreException(Category.INTERNAL, "the lock on " + key + " cannot be released: " + e, e);
        } finally {
            HELD.remove(key);
        }
    }
}
