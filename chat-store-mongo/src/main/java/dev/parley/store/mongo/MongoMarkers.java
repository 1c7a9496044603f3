package dev.parley.store.mongo;

import com.mongodb.MongoWriteException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import dev.parley.model.EntryKind;
import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Read markers: one document per room and user, whose sequence number only increases. */
final class MongoMarkers {

    private static final int PAGE = 1_000;

    private final ChatCollections collections;

    MongoMarkers(ChatCollections collections) {
        this.collections = collections;
    }

    ReadMarker mark(ReadMarker marker) {
        Document id = id(marker.room(), marker.user());
        try {
            collections
                    .markers()
                    .updateOne(
                            Filters.and(Filters.eq("_id", id), Filters.lt("seq", marker.seq())),
                            Updates.combine(
                                    Updates.set("room", marker.room().key()),
                                    Updates.set("user", marker.user().value()),
                                    Updates.set("seq", marker.seq()),
                                    Updates.set("at", Date.from(marker.at()))),
                            new UpdateOptions().upsert(true));
        } catch (MongoWriteException e) {
            // The existing marker is not lower, so the filter did not match and the upsert tried to insert.
            if (!MongoFailures.isDuplicateKey(e)) {
                throw e;
            }
        }
        return marker(marker.room(), marker.user()).orElse(marker);
    }

    Optional<ReadMarker> marker(RoomName room, UserId user) {
        return list(collections.markers().find(Filters.eq("_id", id(room, user)))).stream()
                .findFirst();
    }

    List<ReadMarker> in(RoomName room, int limit) {
        return list(collections
                .markers()
                .find(Filters.eq("room", room.key()))
                .sort(Sorts.descending("seq"))
                .limit(limit));
    }

    List<ReadMarker> of(UserId user, int limit) {
        return list(collections
                .markers()
                .find(Filters.eq("user", user.value()))
                .sort(Sorts.descending("at"))
                .limit(limit));
    }

    Map<RoomName, ReadMarker> of(UserId user, Collection<RoomName> rooms) {
        List<Document> ids = rooms.stream().map(room -> id(room, user)).toList();
        Map<RoomName, ReadMarker> markers = new LinkedHashMap<>();
        list(collections.markers().find(Filters.in("_id", ids))).forEach(found -> markers.put(found.room(), found));
        return markers;
    }

    Map<RoomName, Integer> unread(UserId user, Collection<RoomName> rooms, int max) {
        Map<RoomName, Integer> counts = new LinkedHashMap<>();
        for (RoomName room : rooms) {
            counts.put(room, unread(user, room, max));
        }
        return counts;
    }

    private int unread(UserId user, RoomName room, int max) {
        Optional<Log> log = Log.find(collections, room);
        if (log.isEmpty()) {
            return 0;
        }
        long after = marker(room, user).map(ReadMarker::seq).orElse(0L);
        int count = 0;
        List<Long> page = writtenByOthers(log.get(), user, after);
        while (!page.isEmpty() && count < max) {
            Set<Long> gone = deleted(log.get(), page);
            count += page.size() - gone.size();
            page = page.size() < PAGE ? List.of() : writtenByOthers(log.get(), user, page.get(page.size() - 1));
        }
        return Math.min(count, max);
    }

    private List<Long> writtenByOthers(Log log, UserId user, long after) {
        Bson filter = Filters.and(
                MongoReads.above(log, after),
                Filters.eq("target", 0L),
                Filters.ne("senderId", user.value()),
                Filters.eq("erased", false));
        List<Long> seqs = new ArrayList<>();
        for (Document found : collections
                .entries()
                .find(filter)
                .projection(Projections.include("seq"))
                .sort(Sorts.ascending("log", "seq"))
                .limit(PAGE)) {
            seqs.add(EntryDocuments.number(found, "seq"));
        }
        return seqs;
    }

    private Set<Long> deleted(Log log, List<Long> seqs) {
        Set<Long> deleted = new HashSet<>();
        for (Document found : collections
                .entries()
                .find(Filters.and(
                        Filters.eq("log", log.epoch()),
                        Filters.in("target", seqs),
                        Filters.eq("kind", EntryKind.DELETE.name())))
                .projection(Projections.include("target"))) {
            deleted.add(EntryDocuments.number(found, "target"));
        }
        return deleted;
    }

    private static Document id(RoomName room, UserId user) {
        return new Document("room", room.key()).append("user", user.value());
    }

    private static List<ReadMarker> list(FindIterable<Document> found) {
        List<ReadMarker> markers = new ArrayList<>();
        for (Document document : found) {
            markers.add(MongoFailures.reading(document, MongoMarkers::read));
        }
        return markers;
    }

    private static ReadMarker read(Document document) {
        return new ReadMarker(
                RoomName.parse(document.getString("room")),
                UserId.of(document.getString("user")),
                EntryDocuments.number(document, "seq"),
                document.getDate("at").toInstant());
    }
}
