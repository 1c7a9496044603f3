package dev.parley.store.mongo;

import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import dev.parley.model.InboxItem;
import dev.parley.model.Notification;
import dev.parley.model.UserId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Inboxes. The numbers of a user's items come from a per-user counter. */
final class MongoInbox {

    private final ChatCollections collections;

    MongoInbox(ChatCollections collections) {
        this.collections = collections;
    }

    InboxItem add(InboxItem item, int capacity) {
        Optional<InboxItem> known = find(item);
        if (known.isPresent()) {
            return known.get();
        }
        InboxItem numbered = item.withNumber(nextNumber(item.user()));
        try {
            collections.inbox().insertOne(write(numbered));
        } catch (MongoWriteException e) {
            if (MongoFailures.isDuplicateKey(e)) {
                return find(item).orElse(numbered);
            }
            throw e;
        }
        trim(item.user(), capacity);
        return numbered;
    }

    private Optional<InboxItem> find(InboxItem item) {
        Document found = collections
                .inbox()
                .find(Filters.and(of(item.user()), Filters.eq("id", item.id())))
                .first();
        return found == null ? Optional.empty() : Optional.of(MongoFailures.reading(found, MongoInbox::read));
    }

    /** Increments the value before the change, as the server's answer for the value after it may be a later one. */
    private long nextNumber(UserId user) {
        while (true) {
            try {
                Document before = collections
                        .counters()
                        .findOneAndUpdate(
                                Filters.eq("_id", "inbox:" + user.value()),
                                Updates.inc("number", 1L),
                                new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.BEFORE));
                return before == null ? 1 : EntryDocuments.number(before, "number") + 1;
            } catch (MongoException e) {
                // Two concurrent first items: the other one created the counter.
                if (!MongoFailures.isDuplicateKey(e)) {
                    throw e;
                }
            }
        }
    }

    private void trim(UserId user, int capacity) {
        Document surplus = collections
                .inbox()
                .find(of(user))
                .sort(Sorts.descending("number"))
                .skip(capacity)
                .limit(1)
                .first();
        if (surplus != null) {
            collections
                    .inbox()
                    .deleteMany(Filters.and(of(user), Filters.lte("number", EntryDocuments.number(surplus, "number"))));
        }
    }

    List<InboxItem> newest(UserId user, long before, boolean unreadOnly, int limit) {
        Bson filter = Filters.and(of(user), Filters.lt("number", before));
        List<InboxItem> items = new ArrayList<>();
        for (Document found : collections
                .inbox()
                .find(unreadOnly ? Filters.and(filter, Filters.eq("read", false)) : filter)
                .sort(Sorts.descending("number"))
                .limit(limit)) {
            items.add(MongoFailures.reading(found, MongoInbox::read));
        }
        Collections.reverse(items);
        return items;
    }

    int acknowledge(UserId user, Collection<String> ids) {
        if (ids.isEmpty()) {
            return 0;
        }
        return (int) collections
                .inbox()
                .updateMany(
                        Filters.and(of(user), Filters.in("id", ids), Filters.eq("read", false)),
                        Updates.set("read", true))
                .getModifiedCount();
    }

    int unread(UserId user) {
        return (int) collections.inbox().countDocuments(Filters.and(of(user), Filters.eq("read", false)));
    }

    private static Bson of(UserId user) {
        return Filters.eq("user", user.value());
    }

    private static Document write(InboxItem item) {
        return new Document("user", item.user().value())
                .append("id", item.id())
                .append("number", item.number())
                .append("type", item.notification().type())
                .append("message", item.notification().message())
                .append("data", item.notification().data())
                .append("at", Date.from(item.timestamp()))
                .append("read", item.read());
    }

    private static InboxItem read(Document document) {
        return new InboxItem(
                document.getString("id"),
                UserId.of(document.getString("user")),
                EntryDocuments.number(document, "number"),
                new Notification(document.getString("type"), document.getString("message"), document.getString("data")),
                document.getDate("at").toInstant(),
                document.getBoolean("read", false));
    }
}
