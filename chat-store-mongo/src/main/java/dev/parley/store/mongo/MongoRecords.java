package dev.parley.store.mongo;

import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import dev.parley.store.Versioned;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Room records: one document per room, type and key, and one with the version of each room's records. A record is changed
 * first and the version raised afterwards; readers read in the opposite order. A copy with a version thus has every
 * change up to that version, without a transaction.
 */
final class MongoRecords {

    private final ChatCollections collections;

    MongoRecords(ChatCollections collections) {
        this.collections = collections;
    }

    long put(RoomRecord roomRecord) {
        Document id = id(roomRecord.room(), roomRecord.type(), roomRecord.key());
        Document document = new Document("_id", id)
                .append("room", roomRecord.room().key())
                .append("type", roomRecord.type())
                .append("key", roomRecord.key())
                .append("value", roomRecord.value());
        try {
            collections.records().replaceOne(Filters.eq("_id", id), document, new ReplaceOptions().upsert(true));
        } catch (MongoWriteException e) {
            // Two concurrent upserts of one key: the other one inserted it, so it can be replaced now.
            if (!MongoFailures.isDuplicateKey(e)) {
                throw e;
            }
            collections.records().replaceOne(Filters.eq("_id", id), document);
        }
        return raise(roomRecord.room().key());
    }

    /** Raises the version even if there was no record: a first attempt may have failed before it did. */
    long remove(RoomName room, String type, String key) {
        collections.records().deleteOne(Filters.eq("_id", id(room, type, key)));
        return raise(room.key());
    }

    /** Removes the records of every room that have this key. */
    void removeAll(String key) {
        Set<String> rooms = new LinkedHashSet<>();
        for (Document found :
                collections.records().find(Filters.eq("key", key)).projection(Projections.include("room"))) {
            rooms.add(found.getString("room"));
        }
        collections.records().deleteMany(Filters.eq("key", key));
        rooms.forEach(this::raise);
    }

    private long raise(String room) {
        try {
            return increment(room);
        } catch (MongoException e) {
            // Two concurrent upserts of one key: the other one inserted it, so it can be incremented now.
            if (!MongoFailures.isDuplicateKey(e)) {
                throw e;
            }
            return increment(room);
        }
    }

    /** Counts from the version before: a server may hand out the document after the change when the next change is in it too. */
    private long increment(String room) {
        Document before = collections
                .recordVersions()
                .findOneAndUpdate(
                        Filters.eq("_id", room),
                        Updates.inc("version", 1L),
                        new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.BEFORE));
        return (before == null ? 0 : EntryDocuments.number(before, "version")) + 1;
    }

    long version(RoomName room) {
        Document found =
                collections.recordVersions().find(Filters.eq("_id", room.key())).first();
        return found == null ? 0 : EntryDocuments.number(found, "version");
    }

    Map<RoomName, Long> versions(Collection<RoomName> rooms) {
        Map<RoomName, Long> versions = new HashMap<>();
        rooms.forEach(room -> versions.put(room, 0L));
        List<String> keys = versions.keySet().stream().map(RoomName::key).toList();
        for (Document found : collections.recordVersions().find(Filters.in("_id", keys))) {
            versions.put(RoomName.parse(found.getString("_id")), EntryDocuments.number(found, "version"));
        }
        return versions;
    }

    Versioned<List<RoomRecord>> versionedIn(RoomName room) {
        long version = version(room);
        return new Versioned<>(version, in(room));
    }

    List<RoomRecord> in(RoomName room) {
        return list(Filters.eq("room", room.key()));
    }

    List<RoomRecord> in(Collection<RoomName> rooms) {
        return list(Filters.in("room", rooms.stream().map(RoomName::key).toList()));
    }

    List<RoomRecord> with(String type, String key) {
        return list(Filters.and(Filters.eq("type", type), Filters.eq("key", key)));
    }

    List<RoomRecord> of(String type) {
        return list(Filters.eq("type", type));
    }

    private List<RoomRecord> list(Bson filter) {
        List<RoomRecord> records = new ArrayList<>();
        for (Document found : collections.records().find(filter)) {
            records.add(MongoFailures.reading(found, MongoRecords::read));
        }
        return records;
    }

    private static RoomRecord read(Document document) {
        return new RoomRecord(
                RoomName.parse(document.getString("room")),
                document.getString("type"),
                document.getString("key"),
                document.getString("value"));
    }

    private static Document id(RoomName room, String type, String key) {
        return new Document("room", room.key()).append("type", type).append("key", key);
    }
}
