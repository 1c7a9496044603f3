package dev.parley.store.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import dev.parley.model.Content;
import dev.parley.model.EntryDraft;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.model.Sender;
import dev.parley.store.AppendResult;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Reads a collection of chat messages of another program, in the order of their ids, and appends them.
 *
 * <p>The id of each document becomes the client message id, so an import that was cut off can be run again.
 */
final class LegacyMessages {

    private static final int PAGE = 500;

    private final MongoCollection<Document> source;
    private final FieldMapping mapping;
    private final Function<List<EntryDraft>, List<AppendResult>> append;
    private long imported;
    private long alreadyThere;
    private long skipped;

    LegacyMessages(
            MongoCollection<Document> source,
            FieldMapping mapping,
            Function<List<EntryDraft>, List<AppendResult>> append) {
        this.source = source;
        this.mapping = mapping;
        this.append = append;
    }

    ImportReport importAll() {
        Object last = null;
        List<Document> page = page(null);
        while (!page.isEmpty()) {
            List<EntryDraft> drafts = new ArrayList<>();
            for (Document document : page) {
                last = document.get("_id");
                draft(document).ifPresentOrElse(drafts::add, () -> skipped++);
            }
            for (AppendResult result : append.apply(drafts)) {
                if (result.outcome() == AppendResult.Outcome.STORED) {
                    imported++;
                } else {
                    alreadyThere++;
                }
            }
            page = page(last);
        }
        return new ImportReport(imported, alreadyThere, skipped);
    }

    private List<Document> page(@Nullable Object after) {
        Bson filter = after == null ? new Document() : Filters.gt("_id", after);
        return source.find(filter).sort(Sorts.ascending("_id")).limit(PAGE).into(new ArrayList<>());
    }

    private Optional<EntryDraft> draft(Document document) {
        Object room = value(document, mapping.room());
        Object user = value(document, mapping.user());
        Object text = value(document, mapping.text());
        if (!(room instanceof String roomName)
                || !(user instanceof String userName)
                || !(text instanceof String body)) {
            return Optional.empty();
        }
        String id = String.valueOf(document.get("_id"));
        try {
            return Optional.of(EntryDraft.message(
                            RoomName.of(roomName),
                            MessageId.of("imported-" + id),
                            Sender.of(userName, userName),
                            time(value(document, mapping.createdAt()), document.get("_id")),
                            Content.of(body))
                    .withClientMsgId("imported-" + id));
        } catch (IllegalArgumentException | DateTimeException outOfBounds) {
            return Optional.empty();
        }
    }

    /** The time of the field; without one that of the id, and at last the beginning of time. */
    private static Instant time(@Nullable Object value, @Nullable Object id) {
        if (value instanceof Date date) {
            return date.toInstant();
        }
        if (value instanceof Number millis) {
            return Instant.ofEpochMilli(millis.longValue());
        }
        if (value instanceof String text) {
            return Instant.parse(text);
        }
        return id instanceof ObjectId objectId ? objectId.getDate().toInstant() : Instant.EPOCH;
    }

    private static @Nullable Object value(Document document, String path) {
        return document.getEmbedded(Arrays.asList(path.split("\\.")), Object.class);
    }
}
