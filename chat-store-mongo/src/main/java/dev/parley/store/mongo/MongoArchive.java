package dev.parley.store.mongo;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertManyOptions;
import dev.parley.model.Entry;
import dev.parley.model.RoomName;
import dev.parley.store.Head;
import dev.parley.store.LogArchive;
import dev.parley.store.LogArchive.ImportedEntries;
import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;

/**
 * The logs, written by another store that numbers the entries. The unique index on log and number decides between processes
 * that import the same entries.
 */
record MongoArchive(Mongo mongo) implements LogArchive {

    private static final int MAX_ATTEMPTS = 20;

    @Override
    public Map<RoomName, Head> importEntries(List<Entry> entries) {
        Map<RoomName, List<Entry>> rooms = ImportedEntries.byRoom(entries);
        return mongo.call(all -> {
            Map<RoomName, Head> heads = new HashMap<>();
            rooms.forEach((room, ofRoom) -> heads.put(room, importTo(all, room, ofRoom)));
            return heads;
        });
    }

    @Override
    public Head resetRoom(RoomName room, String epoch) {
        return mongo.call(all -> new MongoUpkeep(all).resetRoom(room, epoch));
    }

    @Override
    public Head renewEpoch(RoomName room, String epoch) {
        return mongo.call(all -> new MongoUpkeep(all).renewEpoch(room, epoch));
    }

    private static Head importTo(ChatCollections all, RoomName room, List<Entry> entries) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Optional<Log> found = Log.find(all, room);
            List<Entry> following = ImportedEntries.following(
                    found.map(log -> log.head(all)).orElseGet(() -> Head.none(room)), entries);
            Log log = found.orElseGet(
                    () -> Log.findOrCreate(all, room, entries.get(0).epoch()));
            if (following.isEmpty() || !log.epoch().equals(entries.get(0).epoch())) {
                return log.head(all);
            }
            if (insert(all, log, following)) {
                return log.head(all);
            }
        }
        throw new StoreException(Category.UNAVAILABLE, "others write to " + room + " at the same time");
    }

    /** False if others have written some of them. */
    private static boolean insert(ChatCollections all, Log log, List<Entry> entries) {
        List<Document> documents = ImportedEntries.withUniqueKeys(entries, usedBefore(all, log, entries)).stream()
                .map(EntryDocuments::write)
                .toList();
        try {
            all.entries().insertMany(documents, new InsertManyOptions().ordered(true));
            return true;
        } catch (MongoBulkWriteException e) {
            boolean taken = e.getWriteConcernError() == null
                    && e.getWriteErrors().size() == 1
                    && e.getWriteErrors().get(0).getCode() == 11_000;
            if (!taken) {
                throw e;
            }
            return false;
        }
    }

    private static List<Entry> usedBefore(ChatCollections all, Log log, List<Entry> entries) {
        List<String> keys = entries.stream()
                .filter(entry -> entry.clientMsgId() != null)
                .map(entry -> EntryDocuments.once(entry.sender().id(), entry.clientMsgId()))
                .toList();
        return keys.isEmpty()
                ? List.of()
                : MongoReads.list(
                        all.entries().find(Filters.and(Filters.eq("log", log.epoch()), Filters.in("once", keys))));
    }
}
