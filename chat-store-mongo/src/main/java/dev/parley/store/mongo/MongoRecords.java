package dev.parley.store.mongo;

import com.mongodb.MongoWriteException;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Room records: one document per room, type and key. */
final class MongoRecords {

    private final ChatCollections collections;

    MongoRecords(ChatCollections collections) {
        this.collections = collections;
    }

    void put(RoomRecord roomRecord) {
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
    }

    boolean remove(RoomName room, String type, String key) {
        return collections
                        .records()
                        .deleteOne(Filters.eq("_id", id(room, type, key)))
                        .getDeletedCount()
                > 0;
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
