package dev.parley.example.file;

import dev.parley.example.data.PrivateFiles;
import dev.parley.model.RoomName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uploaded files in a folder, each under an id that cannot be guessed, and a table of them. Thread-safe. A file is complete
 * before it is visible, and counts from its first byte. Methods may block.
 */
public final class FileStore implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);

    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    private static final String PART = ".part";
    private static final int PAGE = 500;

    /** Beside each file of a version that had no table; it says the type. */
    private static final String TYPE = ".type";

    /**
     * How much is kept.
     *
     * @param file of one file, in bytes
     * @param owner of one person, in bytes
     * @param total of all, in bytes
     */
    public record Limits(long file, long owner, long total) {}

    private final Path folder;
    private final Limits limits;
    private final Clock clock;
    private final FileTable table;
    private final Quotas quotas;
    private final SecureRandom random = new SecureRandom();

    private FileStore(Path folder, FileTable table, Limits limits, Clock clock) {
        this.folder = folder;
        this.table = table;
        this.limits = limits;
        this.clock = clock;
        this.quotas = new Quotas(limits.total(), limits.owner());
    }

    /**
     * Opens the files, making folder and table where there are none. What a server that was cut off had half received is removed.
     *
     * @param folder where the files are
     * @param database the table of them
     * @param limits how much is kept
     * @param clock tells when files come
     * @return the files
     */
    public static FileStore open(Path folder, Path database, Limits limits, Clock clock) {
        FileTable table = new FileTable(database);
        FileStore store = new FileStore(folder, table, limits, clock);
        try {
            PrivateFiles.makeFolder(folder);
            store.tidy();
        } catch (IOException | RuntimeException e) {
            table.close();
            throw e instanceof IOException io
                    ? new UncheckedIOException("cannot use the files in " + folder, io)
                    : (RuntimeException) e;
        }
        return store;
    }

    /**
     * Opens the files for a look or a removal, while a server may be using them.
     *
     * @param folder where the files are
     * @param database the table of them
     * @param clock tells the time
     * @return the files; nothing is received into them
     */
    public static FileStore look(Path folder, Path database, Clock clock) {
        return new FileStore(folder, new FileTable(database), new Limits(0, 0, 0), clock);
    }

    private void tidy() throws IOException {
        int halves = 0;
        try (DirectoryStream<Path> there = Files.newDirectoryStream(folder)) {
            for (Path file : there) {
                String name = file.getFileName().toString();
                PrivateFiles.close(file);
                if (name.endsWith(TYPE) && ID.matcher(withoutSuffix(name, TYPE)).matches()) {
                    adopt(withoutSuffix(name, TYPE), file);
                } else if (name.endsWith(PART) || (ID.matcher(name).matches() && isStray(name))) {
                    Files.delete(file);
                    halves++;
                }
            }
        }
        if (halves > 0) {
            LOG.info("Removed {} files that were not received whole", halves);
        }
        dropLost();
        quotas.load(table.usages());
    }

    /** Whether a file is in no table: not there, and not beside it as the version before had it. */
    private boolean isStray(String id) {
        return table.find(id).isEmpty() && !Files.exists(folder.resolve(id + TYPE));
    }

    /** Takes over a file of a version that had no table. Nobody knows which messages carry it, so it stays. */
    private void adopt(String id, Path typeFile) throws IOException {
        Path file = folder.resolve(id);
        if (Files.isRegularFile(file) && table.find(id).isEmpty()) {
            String type = Files.readString(typeFile, StandardCharsets.US_ASCII).strip();
            Instant created = Files.getLastModifiedTime(file).toInstant();
            table.add(new StoredFile(id, "", false, type, Files.size(file), created), true);
        }
        Files.delete(typeFile);
    }

    private void dropLost() {
        List<StoredFile> page = table.page("", PAGE);
        while (!page.isEmpty()) {
            for (StoredFile file : page) {
                if (!Files.isRegularFile(path(file.id()))) {
                    LOG.warn("The file {} of user {} is gone from the folder", file.id(), file.owner());
                    table.remove(file.id());
                }
            }
            page = table.page(page.get(page.size() - 1).id(), PAGE);
        }
    }

    private static String withoutSuffix(String name, String suffix) {
        return name.substring(0, name.length() - suffix.length());
    }

    FileTable table() {
        return table;
    }

    Quotas quotas() {
        return quotas;
    }

    /** Counts anew after another process has changed the table. */
    void recount() {
        quotas.load(table.usages());
    }

    Instant now() {
        return clock.instant();
    }

    /**
     * How much is kept.
     *
     * @return the limits
     */
    public Limits limits() {
        return limits;
    }

    /**
     * Where a file is.
     *
     * @param id of a file
     * @return its path
     */
    public Path path(String id) {
        return folder.resolve(id);
    }

    Path partPath(String id) {
        return folder.resolve(id + PART);
    }

    /**
     * Begins to receive a file.
     *
     * @param owner the id of the user who sends it
     * @param guest whether that is a guest
     * @return takes the bytes; to be finished or discarded
     * @throws IOException if there can be no new file
     */
    public Upload receive(String owner, boolean guest) throws IOException {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return new Upload(this, HexFormat.of().formatHex(bytes), owner, guest);
    }

    /** Makes a received file visible. */
    void keep(StoredFile file) throws IOException {
        table.add(file, false);
        boolean moved = false;
        try {
            Files.move(partPath(file.id()), path(file.id()), StandardCopyOption.ATOMIC_MOVE);
            moved = true;
            quotas.keep(usage(file));
        } finally {
            if (!moved) {
                table.remove(file.id());
            }
        }
    }

    private static Quotas.Usage usage(StoredFile file) {
        return new Quotas.Usage(file.owner(), file.guest(), file.size());
    }

    /**
     * Finds a file.
     *
     * @param id what a client says is one
     * @return what is known of it, empty if there is none
     */
    public Optional<StoredFile> find(String id) {
        return ID.matcher(id).matches() ? table.find(id) : Optional.empty();
    }

    /**
     * The rooms in which a message of its owner carries a file, or is about to.
     *
     * @param file which
     * @param limit how many at most
     * @return rooms and conversations
     */
    public List<RoomName> rooms(StoredFile file, int limit) {
        return table.rooms(file.id(), limit).stream().map(RoomName::parse).toList();
    }

    /**
     * The files of a user.
     *
     * @param owner the user's id
     * @return the oldest first
     */
    public List<StoredFile> ownedBy(String owner) {
        return table.ownedBy(owner);
    }

    /**
     * All files, by pages.
     *
     * @param afterId the last id of the page before; empty for the first
     * @param limit how many at most
     * @return files in the order of their ids
     */
    public List<StoredFile> page(String afterId, int limit) {
        return table.page(afterId, limit);
    }

    /**
     * Removes a file.
     *
     * @param file which
     * @return false if it was not there any more
     */
    public boolean remove(StoredFile file) {
        if (!table.remove(file.id())) {
            return false;
        }
        quotas.remove(usage(file));
        try {
            Files.deleteIfExists(path(file.id()));
        } catch (IOException e) {
            LOG.warn("A removed file stays in the folder until the next start: {}", e.toString());
        }
        return true;
    }

    /**
     * How much all files take, those that are being received too.
     *
     * @return bytes
     */
    public long totalBytes() {
        return quotas.total();
    }

    /** Writes to the disk without changing anything, and throws when that does not work. */
    public void probe() {
        table.probe();
    }

    @Override
    public void close() {
        table.close();
    }
}
