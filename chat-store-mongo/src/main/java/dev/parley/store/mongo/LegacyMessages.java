package dev.parley.store.mongo;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Sorts;
import dev.parley.model.EntryDraft;
import dev.parley.store.AppendResult;
import dev.parley.store.mongo.ImportReport.SkipReason;
import dev.parley.store.mongo.ImportReport.Skipped;
import dev.parley.store.mongo.LegacyDocument.OddDocumentException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.bson.RawBsonDocument;

/**
 * Imports a foreign collection of chat messages, in the order of their ids. A single cursor traverses the whole id
 * index, because comparing with the last id would match only ids of the same BSON type.
 *
 * <p>The client message id is derived from the document's id, so an interrupted import can be repeated.
 */
final class LegacyMessages {

    private static final int BATCH = 500;
    /** Batches of very long texts have fewer messages. */
    private static final int BATCH_CHARS = 1_000_000;

    private final MongoCollection<RawBsonDocument> source;
    private final FieldMapping mapping;
    private final Function<List<EntryDraft>, List<AppendResult>> append;
    private final Map<SkipReason, Long> reasons = new EnumMap<>(SkipReason.class);
    private final List<Skipped> firstSkipped = new ArrayList<>();
    private final List<EntryDraft> batch = new ArrayList<>();
    private int batchChars;
    private long imported;
    private long alreadyThere;

    LegacyMessages(
            MongoCollection<?> source, FieldMapping mapping, Function<List<EntryDraft>, List<AppendResult>> append) {
        this.source = source.withDocumentClass(RawBsonDocument.class);
        this.mapping = mapping;
        this.append = append;
    }

    ImportReport importAll() {
        FindIterable<RawBsonDocument> all =
                source.find().sort(Sorts.ascending("_id")).batchSize(BATCH);
        if (source.getTimeout(TimeUnit.MILLISECONDS) != null) {
            all.timeoutMode(TimeoutMode.ITERATION); // a timeout set on the client applies to each exchange
        }
        try (MongoCursor<RawBsonDocument> documents = all.cursor()) {
            while (documents.hasNext()) {
                add(new LegacyDocument(source.getNamespace().getCollectionName(), documents.next()));
            }
        }
        appendBatch();
        return new ImportReport(imported, alreadyThere, reasons, firstSkipped);
    }

    private void add(LegacyDocument document) {
        try {
            EntryDraft draft = document.draft(mapping);
            batch.add(draft);
            batchChars += draft.content().text().length();
        } catch (OddDocumentException odd) {
            reasons.merge(odd.reason(), 1L, Long::sum);
            if (firstSkipped.size() < ImportReport.MAX_LISTED) {
                firstSkipped.add(new Skipped(document.shownId(), odd.reason(), String.valueOf(odd.getMessage())));
            }
        }
        if (batch.size() >= BATCH || batchChars >= BATCH_CHARS) {
            appendBatch();
        }
    }

    private void appendBatch() {
        if (batch.isEmpty()) {
            return;
        }
        for (AppendResult result : append.apply(List.copyOf(batch))) {
            if (result.outcome() == AppendResult.Outcome.STORED) {
                imported++;
            } else {
                alreadyThere++;
            }
        }
        batch.clear();
        batchChars = 0;
    }
}
