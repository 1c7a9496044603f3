package dev.parley.store.mongo;

import com.mongodb.ReadPreference;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The collections of a store, and their indexes.
 *
 * <p>A log is identified by its epoch. {@code entries} contains the logs of all rooms; {@code rooms} has the current
 * epoch of each room and how far it is purged; {@code garbage} lists epochs whose entries are to be swept. {@code
 * recordVersions} has the version of each room's records, for rooms whose records were changed since there are versions.
 */
record ChatCollections(
        MongoCollection<Document> entries,
        MongoCollection<Document> rooms,
        MongoCollection<Document> markers,
        MongoCollection<Document> inbox,
        MongoCollection<Document> records,
        MongoCollection<Document> recordVersions,
        MongoCollection<Document> counters,
        MongoCollection<Document> garbage,
        MongoCollection<Document> schema) {

    /** The document version that this program writes. */
    static final int VERSION = 1;

    static ChatCollections of(MongoDatabase database, String prefix, WriteConcern writeConcern) {
        return new ChatCollections(
                collection(database, prefix + "entries", writeConcern),
                collection(database, prefix + "rooms", writeConcern),
                collection(database, prefix + "markers", writeConcern),
                collection(database, prefix + "inbox", writeConcern),
                collection(database, prefix + "records", writeConcern),
                collection(database, prefix + "recordVersions", writeConcern),
                collection(database, prefix + "counters", writeConcern),
                collection(database, prefix + "garbage", writeConcern),
                collection(database, prefix + "schema", writeConcern));
    }

    private static MongoCollection<Document> collection(MongoDatabase database, String name, WriteConcern concern) {
        // What was written is visible to every later read, and appends are decided on what they read.
        return database.getCollection(name).withWriteConcern(concern).withReadPreference(ReadPreference.primary());
    }

    /** An index of one of the collections. */
    record Index(
            Function<ChatCollections, MongoCollection<Document>> collection, String name, Bson keys, boolean unique) {}

    private static final List<Index> INDEXES = List.of(
            new Index(ChatCollections::entries, "parley_seq", Indexes.ascending("log", "seq"), true),
            new Index(ChatCollections::entries, "parley_once", Indexes.ascending("log", "once"), true),
            new Index(ChatCollections::entries, "parley_target", Indexes.ascending("log", "target", "seq"), false),
            new Index(ChatCollections::entries, "parley_message", Indexes.ascending("log", "messageId"), false),
            new Index(ChatCollections::entries, "parley_sender", Indexes.ascending("senderId", "log", "seq"), false),
            new Index(ChatCollections::markers, "parley_room", Indexes.ascending("room", "seq"), false),
            new Index(ChatCollections::markers, "parley_user", Indexes.ascending("user", "at"), false),
            new Index(ChatCollections::inbox, "parley_item", Indexes.ascending("user", "id"), true),
            new Index(ChatCollections::inbox, "parley_number", Indexes.ascending("user", "number"), false),
            new Index(ChatCollections::records, "parley_room", Indexes.ascending("room"), false),
            new Index(ChatCollections::records, "parley_type", Indexes.ascending("type", "key"), false),
            new Index(ChatCollections::records, "parley_key", Indexes.ascending("key"), false));

    /** Checks that no newer version has created the collections, and marks new ones. */
    void checkVersion() {
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

    /** Performs a trivial write, in the same way as real writes. */
    void touch() {
        schema.updateOne(Filters.eq("_id", "probe"), Updates.inc("writes", 1L), new UpdateOptions().upsert(true));
    }

    /** Returns the indexes to create; rejects existing ones that are not unique where they must be. */
    List<Index> missingIndexes() {
        Map<String, Map<String, Document>> found = new HashMap<>();
        List<Index> missing = new ArrayList<>();
        for (Index index : INDEXES) {
            MongoCollection<Document> collection = index.collection().apply(this);
            String name = collection.getNamespace().getCollectionName();
            Document there =
                    found.computeIfAbsent(name, any -> indexesOf(collection)).get(index.name());
            if (there == null) {
                missing.add(index);
            } else if (index.unique() && !Boolean.TRUE.equals(there.getBoolean("unique"))) {
                throw new StoreException(
                        Category.INCOMPATIBLE,
                        "the index " + index.name() + " of " + name + " must be unique and is not");
            }
        }
        return missing;
    }

    private static Map<String, Document> indexesOf(MongoCollection<Document> collection) {
        Map<String, Document> indexes = new HashMap<>();
        for (Document index : collection.listIndexes()) {
            indexes.put(index.getString("name"), index);
        }
        return indexes;
    }

    /** Creates indexes, which takes long if there are many documents. */
    void make(List<Index> indexes) {
        for (Index index : indexes) {
            index.collection()
                    .apply(this)
                    .createIndex(
                            index.keys(), new IndexOptions().name(index.name()).unique(index.unique()));
        }
    }
}
