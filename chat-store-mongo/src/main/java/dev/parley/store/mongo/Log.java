package dev.parley.store.mongo;

import com.mongodb.MongoException;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import dev.parley.model.RoomName;
import dev.parley.store.Head;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * One epoch of a room's log, as recorded in the collection of rooms.
 *
 * @param room the room
 * @param epoch the epoch of the log
 * @param purged everything up to this sequence number is purged
 */
record Log(RoomName room, String epoch, long purged) {

    static Optional<Log> find(ChatCollections collections, RoomName room) {
        Document found = collections.rooms().find(Filters.eq("_id", room.key())).first();
        return found == null ? Optional.empty() : Optional.of(read(found));
    }

    /** Finds the log, or starts its first epoch. */
    static Log findOrCreate(ChatCollections collections, RoomName room) {
        return findOrCreate(collections, room, newEpoch());
    }

    static Log findOrCreate(ChatCollections collections, RoomName room, String epoch) {
        Optional<Log> found = find(collections, room);
        if (found.isPresent()) {
            return found.get();
        }
        try {
            collections
                    .rooms()
                    .findOneAndUpdate(
                            Filters.eq("_id", room.key()),
                            Updates.combine(Updates.setOnInsert("epoch", epoch), Updates.setOnInsert("purged", 0L)),
                            new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.BEFORE));
        } catch (MongoException e) {
            // Two concurrent upserts of one key: the other one created it.
            if (!MongoFailures.isDuplicateKey(e)) {
                throw e;
            }
        }
        return find(collections, room).orElseThrow(() -> new IllegalArgumentException("no room " + room));
    }

    static String newEpoch() {
        return UUID.randomUUID().toString();
    }

    static Log read(Document found) {
        return MongoFailures.reading(found, Log::log);
    }

    private static Log log(Document found) {
        Number purged = found.get("purged", Number.class);
        return new Log(
                RoomName.parse(found.getString("_id")),
                found.getString("epoch"),
                purged == null ? 0 : purged.longValue());
    }

    /** The newest entry that is not swept yet, its number and time; null if there is none. */
    @Nullable
    Document newest(ChatCollections collections) {
        return collections
                .entries()
                .find(Filters.eq("log", epoch))
                .sort(Sorts.descending("seq"))
                .projection(Projections.include("seq", "createdAt"))
                .first();
    }

    /** The current end of the log. */
    Head head(ChatCollections collections) {
        Document newest = newest(collections);
        return newest == null
                ? head(purged, null)
                : head(newest.get("seq", Number.class).longValue(), newest.getDate("createdAt"));
    }

    /** The end of the log, given its newest entry that is not swept yet. */
    Head head(long newest, @Nullable Date createdAt) {
        Instant at = createdAt == null || newest <= purged ? null : createdAt.toInstant();
        return new Head(room, epoch, Math.max(newest, purged), purged, at);
    }
}
