package dev.parley.store.mongo;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertManyOptions;
import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.Message;
import dev.parley.model.RoomName;
import dev.parley.store.AppendConditions;
import dev.parley.store.AppendResult;
import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Appends to one room's log without a transaction.
 *
 * <p>Entries are inserted at the sequence numbers after the tail, in one ordered insert. Two unique indexes arbitrate:
 * if another node takes a sequence number, or stores a message under the same client id, the insert stops there; what
 * precedes it is stored, and the rest is retried after the new tail. An interrupted insert leaves a prefix and never a
 * gap, because a sequence number is only assigned after an existing one.
 *
 * <p>The same arbitration decides which of two changes of a message comes first. The messages that conditions are about
 * are read after the tail, and so with every entry up to the tail; the batch is stored at the numbers after it, or, if
 * anything came between, not at all, and is planned again.
 */
final class MongoAppends {

    /** Maximum number of retries before the store gives up: many nodes writing to one room at the same time. */
    static final int MAX_ATTEMPTS = 200;

    private final ChatCollections collections;

    MongoAppends(ChatCollections collections) {
        this.collections = collections;
    }

    List<AppendResult> append(List<EntryDraft> drafts) {
        Map<RoomName, List<Integer>> places = new LinkedHashMap<>();
        for (int i = 0; i < drafts.size(); i++) {
            places.computeIfAbsent(drafts.get(i).room(), room -> new ArrayList<>())
                    .add(i);
        }
        @Nullable AppendResult[] results = new @Nullable AppendResult[drafts.size()];
        places.forEach((room, ofRoom) -> {
            @Nullable
            AppendResult[] roomResults =
                    appendTo(room, ofRoom.stream().map(drafts::get).toList());
            for (int i = 0; i < roomResults.length; i++) {
                results[ofRoom.get(i)] = roomResults[i];
            }
        });
        return Arrays.asList(results);
    }

    private @Nullable AppendResult[] appendTo(RoomName room, List<EntryDraft> drafts) {
        @Nullable AppendResult[] results = new @Nullable AppendResult[drafts.size()];
        Optional<Log> found = Log.find(collections, room);
        if (found.isEmpty() && drafts.stream().allMatch(conditions(room, drafts, List.of())::isStale)) {
            Arrays.fill(results, AppendResult.stale());
            return results;
        }
        Log log = found.orElseGet(() -> Log.findOrCreate(collections, room));
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            boolean all = appendRest(log, drafts, results);
            Optional<Log> now = Log.find(collections, room);
            if (now.isEmpty() || !now.get().epoch().equals(log.epoch())) {
                // Reset meanwhile: entries of the old epoch are lost with it and are written to the new one.
                Arrays.fill(results, null);
                log = Log.findOrCreate(collections, room);
            } else if (all) {
                return results;
            } else {
                log = now.get();
            }
        }
        throw new StoreException(
                Category.UNAVAILABLE,
                "too many nodes write to " + room + ": gave up after " + MAX_ATTEMPTS + " attempts");
    }

    /** Fills in as many results as one insert allows; returns whether all are filled. */
    private boolean appendRest(Log log, List<EntryDraft> drafts, @Nullable AppendResult[] results) {
        Map<String, Entry> used = usedBefore(log, drafts);
        long last = log.head(collections).lastSeq();
        AppendConditions conditions = conditions(
                log.room(), drafts, new MongoReads(collections).messagesAt(log, AppendConditions.targetsOf(drafts)));
        List<Document> documents = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        List<AppendResult> planned = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            if (results[i] != null) {
                continue;
            }
            EntryDraft draft = drafts.get(i);
            String once = draft.clientMsgId() == null
                    ? null
                    : EntryDocuments.once(draft.sender().id(), draft.clientMsgId());
            Entry original = once == null ? null : used.get(once);
            places.add(i);
            if (original != null) {
                planned.add(AppendResult.repeated(original, draft.contentHash()));
            } else if (conditions.isStale(draft)) {
                planned.add(AppendResult.stale());
            } else {
                Entry entry = Entry.of(draft, log.epoch(), ++last);
                documents.add(EntryDocuments.write(entry));
                planned.add(AppendResult.stored(entry));
                conditions.stored(entry);
                if (once != null) {
                    used.put(once, entry);
                }
            }
        }
        return accept(planned, places, documents.isEmpty() ? 0 : insert(documents), results);
    }

    private AppendConditions conditions(RoomName room, List<EntryDraft> drafts, List<Message> targets) {
        long rules = AppendConditions.needRules(drafts) ? new MongoRecords(collections).version(room) : 0;
        return new AppendConditions(drafts, targets, rules);
    }

    /** Accepts the planned results up to, but excluding, the first entry that was not inserted. */
    private static boolean accept(
            List<AppendResult> planned, List<Integer> places, int inserted, @Nullable AppendResult[] results) {
        int stored = 0;
        for (int i = 0; i < planned.size(); i++) {
            AppendResult result = planned.get(i);
            if (result.outcome() == AppendResult.Outcome.STORED && ++stored > inserted) {
                return false;
            }
            results[places.get(i)] = result;
        }
        return true;
    }

    /** Returns how many documents were stored, counted from the first. */
    private int insert(List<Document> documents) {
        try {
            collections.entries().insertMany(documents, new InsertManyOptions().ordered(true));
            return documents.size();
        } catch (MongoBulkWriteException e) {
            if (e.getWriteErrors().size() == 1 && e.getWriteConcernError() == null) {
                BulkWriteError error = e.getWriteErrors().get(0);
                if (error.getCode() == 11_000) {
                    return error.getIndex();
                }
            }
            throw e;
        }
    }

    /** The entries stored under the client ids of these drafts; entries that are purged but not yet swept are removed. */
    private Map<String, Entry> usedBefore(Log log, List<EntryDraft> drafts) {
        List<String> keys = new ArrayList<>();
        for (EntryDraft draft : drafts) {
            if (draft.clientMsgId() != null) {
                keys.add(EntryDocuments.once(draft.sender().id(), draft.clientMsgId()));
            }
        }
        Map<String, Entry> used = new HashMap<>();
        if (keys.isEmpty()) {
            return used;
        }
        for (Document found :
                collections.entries().find(Filters.and(Filters.eq("log", log.epoch()), Filters.in("once", keys)))) {
            Entry entry = EntryDocuments.read(found);
            if (entry.seq() > log.purged()) {
                used.put(found.getString("once"), entry);
            } else {
                collections.entries().deleteOne(Filters.eq("_id", found.get("_id")));
            }
        }
        return used;
    }
}
