package dev.parley.store.mongo;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import dev.parley.model.Entry;
import dev.parley.model.EntryKind;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.store.Erasure;
import dev.parley.store.Head;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Purges and erases. One small update hides entries from readers; their documents are swept afterwards, in batches. An
 * interrupted sweep is resumed by the next one.
 */
final class MongoUpkeep {

    /** Maximum number of sequence numbers per sweep. */
    static final int SWEEP = 5_000;

    private final ChatCollections collections;

    MongoUpkeep(ChatCollections collections) {
        this.collections = collections;
    }

    long purge(RoomName room, long throughSeq) {
        Optional<Log> found = Log.find(collections, room);
        if (found.isEmpty()) {
            return 0;
        }
        Log log = found.get();
        long through = Math.min(throughSeq, log.head(collections).lastSeq());
        collections
                .rooms()
                .updateOne(
                        Filters.and(Filters.eq("_id", room.key()), Filters.eq("epoch", log.epoch())),
                        Updates.max("purged", through));
        return sweep(log.epoch(), Math.max(through, log.purged()));
    }

    private long sweep(String epoch, long through) {
        long removed = 0;
        for (Document lowest = lowest(epoch); lowest != null; lowest = lowest(epoch)) {
            long first = EntryDocuments.number(lowest, "seq");
            if (first > through) {
                break;
            }
            long end = Math.min(through, first + SWEEP - 1);
            removed += collections
                    .entries()
                    .deleteMany(Filters.and(Filters.eq("log", epoch), Filters.lte("seq", end)))
                    .getDeletedCount();
        }
        return removed;
    }

    @SuppressWarnings("NullAway") // the driver's first() is null if nothing is found
    private Document lowest(String epoch) {
        return collections
                .entries()
                .find(Filters.eq("log", epoch))
                .sort(Sorts.ascending("log", "seq"))
                .projection(Projections.include("seq"))
                .first();
    }

    Head resetRoom(RoomName room) {
        return resetRoom(room, Log.newEpoch());
    }

    /** Does nothing if the room has this epoch. */
    Head resetRoom(RoomName room, String epoch) {
        Optional<Log> found = Log.find(collections, room);
        if (found.isEmpty() || found.get().epoch().equals(epoch)) {
            return found.map(log -> log.head(collections)).orElseGet(() -> Head.none(room));
        }
        String old = found.get().epoch();
        collections
                .garbage()
                .replaceOne(Filters.eq("_id", old), new Document("_id", old), new ReplaceOptions().upsert(true));
        collections
                .rooms()
                .updateOne(
                        Filters.and(Filters.eq("_id", room.key()), Filters.eq("epoch", old)),
                        Updates.combine(Updates.set("epoch", epoch), Updates.set("purged", 0L)));
        collections.markers().deleteMany(Filters.eq("room", room.key()));
        sweepGarbage();
        return new MongoReads(collections).head(room);
    }

    /** Moves the entries to the log of another epoch, then the room; what was interrupted goes on. */
    Head renewEpoch(RoomName room, String epoch) {
        Optional<Log> found = Log.find(collections, room);
        if (found.isPresent() && !found.get().epoch().equals(epoch)) {
            String old = found.get().epoch();
            collections.entries().updateMany(Filters.eq("log", old), Updates.set("log", epoch));
            collections
                    .rooms()
                    .updateOne(
                            Filters.and(Filters.eq("_id", room.key()), Filters.eq("epoch", old)),
                            Updates.set("epoch", epoch));
        }
        return new MongoReads(collections).head(room);
    }

    /** Sweeps the logs that no room refers to any more. */
    void sweepGarbage() {
        List<String> epochs = new ArrayList<>();
        for (Document garbage : collections.garbage().find()) {
            epochs.add(garbage.getString("_id"));
        }
        for (String epoch : epochs) {
            // A process that died between two steps has marked the log as garbage while it is still current.
            if (collections.rooms().countDocuments(Filters.eq("epoch", epoch)) == 0) {
                sweep(epoch, Long.MAX_VALUE);
            }
            collections.garbage().deleteOne(Filters.eq("_id", epoch));
        }
    }

    Erasure eraseUser(UserId user, int limit) {
        List<Entry> own = MongoReads.list(collections
                .entries()
                .find(Filters.and(Filters.eq("senderId", user.value()), Filters.eq("erased", false)))
                .limit(limit));
        Set<RoomName> rooms = new HashSet<>();
        int erased = 0;
        for (Entry entry : own) {
            if (entry.kind() == EntryKind.MESSAGE) {
                erased += eraseEditsByOthers(entry);
            }
            erased += overwrite(entry.erase());
            rooms.add(entry.room());
        }
        boolean complete = own.size() < limit;
        if (complete) {
            forget(user);
        }
        return new Erasure(erased, rooms, complete);
    }

    private int eraseEditsByOthers(Entry message) {
        int erased = 0;
        for (Entry edit : MongoReads.list(collections
                .entries()
                .find(Filters.and(
                        Filters.eq("log", message.epoch()),
                        Filters.eq("target", message.seq()),
                        Filters.eq("kind", EntryKind.EDIT.name()),
                        Filters.eq("erased", false),
                        Filters.ne("senderId", message.sender().id().value()))))) {
            erased += overwrite(edit.eraseContent());
        }
        return erased;
    }

    private int overwrite(Entry erased) {
        Bson place = Filters.and(
                Filters.eq("log", erased.epoch()), Filters.eq("seq", erased.seq()), Filters.eq("erased", false));
        return (int) collections
                .entries()
                .replaceOne(place, EntryDocuments.write(erased))
                .getMatchedCount();
    }

    private void forget(UserId user) {
        resetRoom(RoomName.inbox(user));
        collections.markers().deleteMany(Filters.eq("user", user.value()));
        collections.inbox().deleteMany(Filters.eq("user", user.value()));
        new MongoRecords(collections).removeAll(user.value());
    }
}
