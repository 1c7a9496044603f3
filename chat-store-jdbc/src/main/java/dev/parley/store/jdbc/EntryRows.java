package dev.parley.store.jdbc;

import dev.parley.model.Content;
import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.EntryKind;
import dev.parley.model.MessageId;
import dev.parley.model.Sender;
import dev.parley.model.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Converts entries to rows of {@code parley_entry} and back. */
final class EntryRows {

    static final String COLUMNS =
            "seq, kind, message_id, sender_id, sender_name, created_at, client_id, target, reply_to,"
                    + " text, extra, hash, erased";

    private static final String INSERT =
            "INSERT INTO parley_entry (log, " + COLUMNS + ")" + " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

    private EntryRows() {}

    static void insert(Sql sql, long log, List<Entry> entries) throws SQLException {
        List<@Nullable Object[]> lines = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            lines.add(values(log, entry));
        }
        sql.batch(INSERT, lines);
    }

    private static @Nullable Object[] values(long log, Entry entry) {
        Content content = entry.content();
        return new @Nullable Object[] {
            log,
            entry.seq(),
            entry.kind().name(),
            entry.messageId().value(),
            entry.sender().id().value(),
            entry.sender().name(),
            entry.createdAt().toEpochMilli(),
            entry.clientMsgId(),
            entry.target(),
            content.replyTo(),
            content.text(),
            ExtraContent.write(content),
            entry.contentHash(),
            entry.erased() ? 1 : 0
        };
    }

    /** Writes the changes of an erasure; sequence number, kind, target and time stay. */
    static void overwrite(Sql sql, long log, Entry erased) throws SQLException {
        sql.update(
                "UPDATE parley_entry SET sender_id = ?, sender_name = ?, client_id = NULL, reply_to = 0, text = '',"
                        + " extra = NULL, hash = ?, erased = 1 WHERE log = ? AND seq = ?",
                erased.sender().id().value(),
                erased.sender().name(),
                erased.contentHash(),
                log,
                erased.seq());
    }

    static Entry read(LogRow log, ResultSet row) throws SQLException {
        Content content = ExtraContent.read(row.getString("text"), row.getLong("reply_to"), row.getString("extra"));
        EntryDraft draft = new EntryDraft(
                log.room(),
                EntryKind.valueOf(row.getString("kind")),
                MessageId.of(row.getString("message_id")),
                new Sender(UserId.of(row.getString("sender_id")), row.getString("sender_name")),
                Instant.ofEpochMilli(row.getLong("created_at")),
                row.getString("client_id"),
                row.getLong("target"),
                content,
                null);
        return new Entry(draft, log.epoch(), row.getLong("seq"), row.getString("hash"), row.getInt("erased") != 0);
    }
}
