package dev.parley.store.mongo;

import com.mongodb.MongoCommandException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import dev.parley.model.Entry;
import dev.parley.model.Message;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.store.Head;
import dev.parley.store.MessageQuery;
import dev.parley.store.MessageQuery.Take;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Reads logs, each page through the index on log and sequence number. Purged entries that are not yet swept are never returned. */
final class MongoReads {

    private static final int SLICE = 500;

    private final ChatCollections collections;

    MongoReads(ChatCollections collections) {
        this.collections = collections;
    }

    Head head(RoomName room) {
        return Log.find(collections, room).map(log -> log.head(collections)).orElseGet(() -> Head.none(room));
    }

    List<Head> rooms(@Nullable RoomName after, int limit) {
        List<Log> logs = new ArrayList<>();
        Bson filter = after == null ? new Document() : Filters.gt("_id", after.key());
        for (Document found :
                collections.rooms().find(filter).sort(Sorts.ascending("_id")).limit(limit)) {
            logs.add(Log.read(found));
        }
        return headsOf(logs);
    }

    /** The heads of those rooms that have a log. */
    List<Head> heads(List<RoomName> rooms) {
        List<Log> logs = new ArrayList<>();
        for (int from = 0; from < rooms.size(); from += SLICE) {
            List<String> keys = rooms.subList(from, Math.min(rooms.size(), from + SLICE)).stream()
                    .map(RoomName::key)
                    .toList();
            for (Document found : collections.rooms().find(Filters.in("_id", keys))) {
                logs.add(Log.read(found));
            }
        }
        return headsOf(logs);
    }

    private List<Head> headsOf(List<Log> logs) {
        List<Head> heads = new ArrayList<>(logs.size());
        for (int from = 0; from < logs.size(); from += SLICE) {
            List<Log> slice = logs.subList(from, Math.min(logs.size(), from + SLICE));
            Map<String, Document> newest = newest(slice);
            for (Log log : slice) {
                Document entry = newest.get(log.epoch());
                heads.add(
                        entry == null
                                ? log.head(0, null)
                                : log.head(EntryDocuments.number(entry, "seq"), entry.getDate("at")));
            }
        }
        return heads;
    }

    /** The newest entry of each log, by one walk over the index, or by one query for each log where servers cannot. */
    private Map<String, Document> newest(List<Log> logs) {
        try {
            return newestInOneQuery(logs);
        } catch (MongoCommandException e) {
            if (!MongoFailures.isNotImplemented(e)) {
                throw e;
            }
        }
        Map<String, Document> newest = new HashMap<>();
        for (Log log : logs) {
            Document found = log.newest(collections);
            if (found != null) {
                newest.put(log.epoch(), new Document("seq", found.get("seq")).append("at", found.get("createdAt")));
            }
        }
        return newest;
    }

    private Map<String, Document> newestInOneQuery(List<Log> logs) {
        Map<String, Document> newest = new HashMap<>();
        List<Bson> pipeline = List.of(
                Aggregates.match(Filters.in("log", logs.stream().map(Log::epoch).toList())),
                Aggregates.sort(Sorts.descending("log", "seq")),
                Aggregates.group("$log", Accumulators.first("seq", "$seq"), Accumulators.first("at", "$createdAt")));
        for (Document found : collections.entries().aggregate(pipeline)) {
            newest.put(found.getString("_id"), found);
        }
        return newest;
    }

    List<Entry> entries(RoomName room, long after, int limit) {
        Optional<Log> log = Log.find(collections, room);
        return log.isEmpty()
                ? List.of()
                : list(collections
                        .entries()
                        .find(above(log.get(), after))
                        .sort(Sorts.ascending("log", "seq"))
                        .limit(limit));
    }

    List<Message> messages(MessageQuery query) {
        Optional<Log> found = Log.find(collections, query.room());
        if (found.isEmpty()) {
            return List.of();
        }
        Log log = found.get();
        List<Bson> conditions = new ArrayList<>();
        conditions.add(above(log, query.after()));
        conditions.add(Filters.lt("seq", query.before()));
        conditions.add(Filters.eq("target", 0L));
        Instant from = query.range().from();
        if (from != null) {
            conditions.add(Filters.gte("createdAt", Date.from(from)));
        }
        Instant to = query.range().to();
        if (to != null) {
            conditions.add(Filters.lt("createdAt", Date.from(to)));
        }
        if (query.sender() != null) {
            conditions.add(Filters.eq("senderId", query.sender().value()));
        }
        boolean newest = query.take() == Take.NEWEST;
        List<Entry> originals = list(collections
                .entries()
                .find(Filters.and(conditions))
                .sort(newest ? Sorts.descending("log", "seq") : Sorts.ascending("log", "seq"))
                .limit(query.limit()));
        if (newest) {
            Collections.reverse(originals);
        }
        return current(log, originals);
    }

    List<Message> messagesAt(RoomName room, Collection<Long> seqs) {
        return Log.find(collections, room).map(log -> messagesAt(log, seqs)).orElseGet(List::of);
    }

    List<Message> messagesAt(Log log, Collection<Long> seqs) {
        if (seqs.isEmpty()) {
            return List.of();
        }
        List<Entry> originals = list(collections
                .entries()
                .find(Filters.and(above(log, 0), Filters.in("seq", seqs), Filters.eq("target", 0L)))
                .sort(Sorts.ascending("log", "seq")));
        return current(log, originals);
    }

    Optional<Message> message(RoomName room, MessageId id) {
        Optional<Log> log = Log.find(collections, room);
        if (log.isEmpty()) {
            return Optional.empty();
        }
        List<Entry> originals = list(collections
                .entries()
                .find(Filters.and(above(log.get(), 0), Filters.eq("messageId", id.value()), Filters.eq("target", 0L)))
                .sort(Sorts.ascending("log", "seq"))
                .limit(1));
        return current(log.get(), originals).stream().findFirst();
    }

    Optional<Entry> entryOf(RoomName room, UserId sender, String clientMsgId) {
        Optional<Log> log = Log.find(collections, room);
        return log.isEmpty()
                ? Optional.empty()
                : list(collections
                                .entries()
                                .find(Filters.and(
                                        above(log.get(), 0),
                                        Filters.eq("once", EntryDocuments.once(sender, clientMsgId)))))
                        .stream()
                        .findFirst();
    }

    /** Applies the later changes to each message. */
    private List<Message> current(Log log, List<Entry> originals) {
        Map<Long, List<Entry>> changes = new HashMap<>();
        for (int from = 0; from < originals.size(); from += SLICE) {
            List<Long> seqs = originals.subList(from, Math.min(originals.size(), from + SLICE)).stream()
                    .map(Entry::seq)
                    .toList();
            for (Entry change : list(collections
                    .entries()
                    .find(Filters.and(Filters.eq("log", log.epoch()), Filters.in("target", seqs)))
                    .sort(Sorts.ascending("log", "target", "seq")))) {
                changes.computeIfAbsent(change.target(), target -> new ArrayList<>())
                        .add(change);
            }
        }
        List<Message> messages = new ArrayList<>(originals.size());
        for (Entry original : originals) {
            messages.add(Message.of(original, changes.getOrDefault(original.seq(), List.of())));
        }
        return messages;
    }

    static Bson above(Log log, long seq) {
        return Filters.and(Filters.eq("log", log.epoch()), Filters.gt("seq", Math.max(seq, log.purged())));
    }

    static List<Entry> list(FindIterable<Document> found) {
        List<Entry> entries = new ArrayList<>();
        for (Document document : found) {
            entries.add(EntryDocuments.read(document));
        }
        return entries;
    }
}
