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
 * Uploaded files in a folder, each under an unguessable id, and their table. Thread-safe. A file becomes visible once
 * it is complete, and counts from its first byte. Methods may block.
 */
public final class FileStore implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);

    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    private static final String PART = ".part";
    private static final int PAGE = 500;

    /** Suffix of the file that earlier versions, which had no table, kept beside each file for its type. */
    private static final String TYPE = ".type";

    /**
     * The quotas.
     *
     * @param file per file, in bytes
     * @param owner per user, in bytes
     * @param total for all users, in bytes
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
     * Opens the files, creating folder and table if missing. Removes partial uploads of an interrupted server.
     *
     * @param folder the folder of the files
     * @param database their table
     * @param limits the quotas
     * @param clock provides upload times
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
     * Opens the files for reading or removal, possibly while a server uses them.
     *
     * @param folder the folder of the files
     * @param database their table
     * @param clock the clock
     * @return the files; does not accept uploads
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

    /** Whether a file is neither in the table nor accompanied by the type file of an earlier version. */
    private boolean isStray(String id) {
        return table.find(id).isEmpty() && !Files.exists(folder.resolve(id + TYPE));
    }

    /** Adopts a file of an earlier version without a table. It is kept, because it is unknown which messages carry it. */
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

    /** Recounts after another process has changed the table. */
    void recount() {
        quotas.load(table.usages());
    }

    Instant now() {
        return clock.instant();
    }

    /**
     * Returns the quotas.
     *
     * @return the limits
     */
    public Limits limits() {
        return limits;
    }

    /**
     * Returns the path of a file.
     *
     * @param id the file's id
     * @return its path
     */
    public Path path(String id) {
        return folder.resolve(id);
    }

    Path partPath(String id) {
        return folder.resolve(id + PART);
    }

    /**
     * Starts receiving a file.
     *
     * @param owner the id of the uploading user
     * @param guest whether the user is a guest
     * @return receives the bytes; must be finished or discarded
     * @throws IOException if no file can be created
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
     * Looks up a file.
     *
     * @param id an id sent by a client
     * @return the file, empty if there is none
     */
    public Optional<StoredFile> find(String id) {
        return ID.matcher(id).matches() ? table.find(id) : Optional.empty();
    }

    /**
     * Returns the rooms in which a message of the owner carries the file, or is about to.
     *
     * @param file the file
     * @param limit the maximum number
     * @return rooms and conversations
     */
    public List<RoomName> rooms(StoredFile file, int limit) {
        return table.rooms(file.id(), limit).stream().map(RoomName::parse).toList();
    }

    /**
     * Returns the files of a user.
     *
     * @param owner the user's id
     * @return the files, oldest first
     */
    public List<StoredFile> ownedBy(String owner) {
        return table.ownedBy(owner);
    }

    /**
     * Returns a page of all files.
     *
     * @param afterId the last id of the previous page; empty for the first
     * @param limit the maximum number
     * @return files in id order
     */
    public List<StoredFile> page(String afterId, int limit) {
        return table.page(afterId, limit);
    }

    /**
     * Removes a file.
     *
     * @param file the file
     * @return false if it no longer existed
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
     * Returns the total size of all files, including those being received.
     *
     * @return the number of bytes
     */
    public long totalBytes() {
        return quotas.total();
    }

    /** Performs a write without an effect, and throws if that fails. */
    public void probe() {
        table.probe();
    }

    @Override
    public void close() {
        table.close();
    }
}
