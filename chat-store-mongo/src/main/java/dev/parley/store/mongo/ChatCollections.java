package dev.parley.store.mongo;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The collections of a store, and their indexes.
 *
 * <p>A log is named by its epoch. {@code entries} has the logs of all rooms; {@code rooms} says which epoch is in force for
 * a room and up to where it is purged; {@code garbage} names epochs whose entries are to be swept.
 */
record ChatCollections(
        MongoCollection<Document> entries,
        MongoCollection<Document> rooms,
        MongoCollection<Document> markers,
        MongoCollection<Document> inbox,
        MongoCollection<Document> records,
        MongoCollection<Document> counters,
        MongoCollection<Document> garbage,
        MongoCollection<Document> schema) {

    /** The version of documents that this program writes. */
    static final int VERSION = 1;

    static ChatCollections of(MongoDatabase database, String prefix, WriteConcern writeConcern) {
        return new ChatCollections(
                collection(database, prefix + "entries", writeConcern),
                collection(database, prefix + "rooms", writeConcern),
                collection(database, prefix + "markers", writeConcern),
                collection(database, prefix + "inbox", writeConcern),
                collection(database, prefix + "records", writeConcern),
                collection(database, prefix + "counters", writeConcern),
                collection(database, prefix + "garbage", writeConcern),
                collection(database, prefix + "schema", writeConcern));
    }

    private static MongoCollection<Document> collection(MongoDatabase database, String name, WriteConcern concern) {
        return database.getCollection(name).withWriteConcern(concern);
    }

    /** Makes the indexes that are missing, and checks version and uniqueness of what is there. */
    void prepare() {
        checkVersion();
        unique(entries, "parley_seq", Indexes.ascending("log", "seq"));
        unique(entries, "parley_once", Indexes.ascending("log", "once"));
        plain(entries, "parley_target", Indexes.ascending("log", "target", "seq"));
        plain(entries, "parley_message", Indexes.ascending("log", "messageId"));
        plain(entries, "parley_sender", Indexes.ascending("senderId", "log", "seq"));
        plain(markers, "parley_room", Indexes.ascending("room", "seq"));
        plain(markers, "parley_user", Indexes.ascending("user", "at"));
        unique(inbox, "parley_item", Indexes.ascending("user", "id"));
        plain(inbox, "parley_number", Indexes.ascending("user", "number"));
        plain(records, "parley_room", Indexes.ascending("room"));
        plain(records, "parley_type", Indexes.ascending("type", "key"));
        plain(records, "parley_key", Indexes.ascending("key"));
        verifyUnique(entries, List.of("parley_seq", "parley_once"));
        verifyUnique(inbox, List.of("parley_item"));
    }

    private void checkVersion() {
        schema.updateOne(
                Filters.eq("_id", "schema"), Updates.setOnInsert("version", VERSION), new UpdateOptions().upsert(true));
        Document found = schema.find(Filters.eq("_id", "schema")).first();
        int version = found == null ? VERSION : found.getInteger("version", VERSION);
        if (version > VERSION) {
            throw new StoreException(
                    Category.INCOMPATIBLE,
                    "the collections have schema version " + version + ", this program knows up to " + VERSION
                            + ": use a newer chat-store-mongo");
        }
    }

    private static void unique(MongoCollection<Document> collection, String name, Bson keys) {
        collection.createIndex(keys, new IndexOptions().name(name).unique(true));
    }

    private static void plain(MongoCollection<Document> collection, String name, Bson keys) {
        collection.createIndex(keys, new IndexOptions().name(name));
    }

    private static void verifyUnique(MongoCollection<Document> collection, List<String> names) {
        List<String> missing = new ArrayList<>(names);
        for (Document index : collection.listIndexes()) {
            if (Boolean.TRUE.equals(index.getBoolean("unique"))) {
                missing.remove(index.getString("name"));
            }
        }
        if (!missing.isEmpty()) {
            throw new StoreException(
                    Category.INCOMPATIBLE,
                    collection.getNamespace().getCollectionName() + " lacks the unique indexes " + missing);
        }
    }
}
