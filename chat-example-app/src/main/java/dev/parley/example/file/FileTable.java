package dev.parley.example.file;

import dev.parley.example.data.LocalDatabase;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of uploaded files and of the messages of their owners that carry them. Thread-safe, like its database. */
final class FileTable implements AutoCloseable {

    private static final List<String> STEPS = List.of("""
            CREATE TABLE file (id TEXT PRIMARY KEY, owner TEXT NOT NULL, guest INTEGER NOT NULL, type TEXT NOT NULL,
                size INTEGER NOT NULL, created_ms INTEGER NOT NULL, claimed INTEGER NOT NULL);
            CREATE INDEX file_owner ON file (owner);
            CREATE TABLE file_use (room TEXT NOT NULL, seq INTEGER NOT NULL, message_id TEXT NOT NULL,
                file_id TEXT NOT NULL, missing_ms INTEGER, PRIMARY KEY (room, seq, message_id, file_id)) WITHOUT ROWID;
            CREATE INDEX file_use_file ON file_use (file_id)""", """
            CREATE TABLE file_claim (file_id TEXT NOT NULL, room TEXT NOT NULL, PRIMARY KEY (file_id, room))
                WITHOUT ROWID""");

    private static final String FILE = "SELECT id, owner, guest, type, size, created_ms FROM file ";

    /** A message that carries a file. */
    record Use(
            String room,
            long seq,
            String messageId,
            String fileId,
            @Nullable Instant missingSince) {}

    private final LocalDatabase database;

    FileTable(Path file) {
        database = LocalDatabase.open(file, STEPS);
    }

    /** Adds a file; a claimed one is never treated as unused. */
    void add(StoredFile file, boolean claimed) {
        database.update(
                "INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, ?)",
                file.id(),
                file.owner(),
                file.guest(),
                file.type(),
                file.size(),
                file.created().toEpochMilli(),
                claimed);
    }

    Optional<StoredFile> find(String id) {
        return database.list(FILE + "WHERE id = ?", FileTable::file, id).stream()
                .findFirst();
    }

    List<StoredFile> ownedBy(String owner) {
        return database.list(FILE + "WHERE owner = ? ORDER BY created_ms", FileTable::file, owner);
    }

    /** Files after an id, in id order. */
    List<StoredFile> page(String afterId, int limit) {
        return database.list(FILE + "WHERE id > ? ORDER BY id LIMIT ?", FileTable::file, afterId, limit);
    }

    List<Quotas.Usage> usages() {
        return database.list(
                "SELECT owner, max(guest), sum(size) FROM file GROUP BY owner",
                row -> new Quotas.Usage(row.getString(1), row.getBoolean(2), row.getLong(3)));
    }

    /** Removes a file and its uses; false if it did not exist. */
    boolean remove(String id) {
        return database.transaction(() -> {
            database.update("DELETE FROM file_use WHERE file_id = ?", id);
            database.update("DELETE FROM file_claim WHERE file_id = ?", id);
            return database.update("DELETE FROM file WHERE id = ?", id) > 0;
        });
    }

    /** Records that a message with the file is about to be sent to a room, if its sender owns the file. */
    void claim(String id, String room, String sender) {
        database.transaction(() -> {
            database.update("UPDATE file SET claimed = 1 WHERE id = ? AND owner = ? AND claimed = 0", id, sender);
            return database.update(
                    "INSERT OR IGNORE INTO file_claim SELECT id, ? FROM file WHERE id = ? AND owner = ?",
                    room,
                    id,
                    sender);
        });
    }

    /** The rooms of messages that carry a file, or are about to be sent. */
    List<String> rooms(String id, int limit) {
        return database.list(
                "SELECT room FROM file_use WHERE file_id = ? UNION SELECT room FROM file_claim WHERE file_id = ? LIMIT ?",
                row -> row.getString(1),
                id,
                id,
                limit);
    }

    /** Records that a message carries a file, if its sender owns the file. */
    void use(Use use, String sender) {
        database.transaction(() -> {
            int added = addUse(use, sender);
            endClaim(use);
            return added;
        });
    }

    private void endClaim(Use use) {
        database.update("DELETE FROM file_claim WHERE file_id = ? AND room = ?", use.fileId(), use.room());
    }

    private int addUse(Use use, String sender) {
        return database.update(
                "INSERT OR IGNORE INTO file_use SELECT ?, ?, ?, id, NULL FROM file WHERE id = ? AND owner = ?",
                use.room(),
                use.seq(),
                use.messageId(),
                use.fileId(),
                sender);
    }

    /** The files carried by the message at a position of a room. */
    List<Use> usesAt(String room, long seq) {
        return database.list(USE + "WHERE room = ? AND seq = ?", FileTable::use, room, seq);
    }

    private static final String USE = "SELECT room, seq, message_id, file_id, missing_ms FROM file_use ";

    /** Uses after another one, ordered by room and position; null for the first. */
    List<Use> uses(@Nullable Use after, int limit) {
        return after == null
                ? database.list(USE + "ORDER BY room, seq, message_id, file_id LIMIT ?", FileTable::use, limit)
                : database.list(
                        USE + "WHERE (room, seq, message_id, file_id) > (?, ?, ?, ?)"
                                + " ORDER BY room, seq, message_id, file_id LIMIT ?",
                        FileTable::use,
                        after.room(),
                        after.seq(),
                        after.messageId(),
                        after.fileId(),
                        limit);
    }

    /** Records since when a message has been missing from the store; null if it is present. */
    void missing(Use use, @Nullable Instant since) {
        database.update(
                "UPDATE file_use SET missing_ms = ? WHERE room = ? AND seq = ? AND message_id = ? AND file_id = ?",
                since == null ? null : since.toEpochMilli(),
                use.room(),
                use.seq(),
                use.messageId(),
                use.fileId());
    }

    /** Removes a use; true if the file has no other. */
    boolean unuse(Use use) {
        return database.transaction(() -> {
            int removed = database.update(
                    "DELETE FROM file_use WHERE room = ? AND seq = ? AND message_id = ? AND file_id = ?",
                    use.room(),
                    use.seq(),
                    use.messageId(),
                    use.fileId());
            endClaim(use);
            return removed > 0 && database.number("SELECT count(*) FROM file_use WHERE file_id = ?", use.fileId()) == 0;
        });
    }

    /** Files that no message ever carried, uploaded before a time. */
    List<StoredFile> forgotten(Instant before, int limit) {
        return database.list(
                FILE + "WHERE claimed = 0 AND created_ms < ? LIMIT ?", FileTable::file, before.toEpochMilli(), limit);
    }

    long foreignVersion() {
        return database.foreignVersion();
    }

    void probe() {
        database.probe();
    }

    private static StoredFile file(ResultSet row) throws SQLException {
        return new StoredFile(
                row.getString(1),
                row.getString(2),
                row.getBoolean(3),
                row.getString(4),
                row.getLong(5),
                Instant.ofEpochMilli(row.getLong(6)));
    }

    private static Use use(ResultSet row) throws SQLException {
        long missing = row.getLong(5);
        return new Use(
                row.getString(1),
                row.getLong(2),
                row.getString(3),
                row.getString(4),
                row.wasNull() ? null : Instant.ofEpochMilli(missing));
    }

    @Override
    public void close() {
        database.close();
    }
}
