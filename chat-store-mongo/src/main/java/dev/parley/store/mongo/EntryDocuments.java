package dev.parley.store.mongo;

import dev.parley.model.Attachment;
import dev.parley.model.Binary;
import dev.parley.model.Content;
import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.EntryKind;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.model.Sender;
import dev.parley.model.UserId;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Converts entries to documents and back.
 *
 * <p>The field {@code once} is unique within a log and derived from sender and {@code clientMsgId}, or a unique value
 * if there is no {@code clientMsgId}; a plain unique index thus serves as a partial one.
 */
final class EntryDocuments {

    private EntryDocuments() {}

    static Document write(Entry entry) {
        Content content = entry.content();
        Document document = new Document("log", entry.epoch())
                .append("seq", entry.seq())
                .append("room", entry.room().key())
                .append("kind", entry.kind().name())
                .append("messageId", entry.messageId().value())
                .append("senderId", entry.sender().id().value())
                .append("senderName", entry.sender().name())
                .append("createdAt", Date.from(entry.createdAt()))
                .append("target", entry.target())
                .append("once", once(entry.sender().id(), entry.clientMsgId()))
                .append("hash", entry.contentHash())
                .append("erased", entry.erased());
        if (entry.clientMsgId() != null) {
            document.append("clientMsgId", entry.clientMsgId());
        }
        return document.append("content", write(content));
    }

    static String once(UserId sender, @Nullable String clientMsgId) {
        return clientMsgId == null
                ? "#" + new ObjectId().toHexString()
                : "=" + sender.value().length() + ":" + sender.value() + clientMsgId;
    }

    private static Document write(Content content) {
        Document document = new Document("text", content.text());
        if (content.replyTo() != 0) {
            document.append("replyTo", content.replyTo());
        }
        if (!content.mentions().isEmpty()) {
            document.append(
                    "mentions", content.mentions().stream().map(UserId::value).toList());
        }
        if (!content.attachments().isEmpty()) {
            document.append(
                    "attachments",
                    content.attachments().stream().map(EntryDocuments::write).toList());
        }
        if (!content.attributes().isEmpty()) {
            // A list of pairs, because keys may contain dots and dollar signs.
            List<Document> attributes = new ArrayList<>();
            content.attributes().forEach((key, value) -> attributes.add(new Document("k", key).append("v", value)));
            document.append("attributes", attributes);
        }
        return document;
    }

    private static Document write(Attachment attachment) {
        Document document = new Document("id", attachment.id())
                .append("name", attachment.name())
                .append("type", attachment.type())
                .append("size", attachment.size());
        Binary data = attachment.data();
        return data == null ? document : document.append("data", new org.bson.types.Binary(data.toByteArray()));
    }

    static Entry read(Document document) {
        return MongoFailures.reading(document, EntryDocuments::entry);
    }

    private static Entry entry(Document document) {
        EntryDraft draft = new EntryDraft(
                RoomName.parse(document.getString("room")),
                EntryKind.valueOf(document.getString("kind")),
                MessageId.of(document.getString("messageId")),
                new Sender(UserId.of(document.getString("senderId")), document.getString("senderName")),
                document.getDate("createdAt").toInstant(),
                document.getString("clientMsgId"),
                number(document, "target"),
                content(document.get("content", Document.class)),
                null);
        return new Entry(
                draft,
                document.getString("log"),
                number(document, "seq"),
                document.getString("hash"),
                document.getBoolean("erased", false));
    }

    private static Content content(Document document) {
        List<UserId> mentions = list(document, "mentions", String.class).stream()
                .map(UserId::of)
                .toList();
        List<Attachment> attachments = list(document, "attachments", Document.class).stream()
                .map(EntryDocuments::attachment)
                .toList();
        Map<String, String> attributes = new HashMap<>();
        for (Document pair : list(document, "attributes", Document.class)) {
            attributes.put(pair.getString("k"), pair.getString("v"));
        }
        return new Content(document.getString("text"), number(document, "replyTo"), mentions, attachments, attributes);
    }

    private static Attachment attachment(Document document) {
        org.bson.types.Binary data = document.get("data", org.bson.types.Binary.class);
        return new Attachment(
                document.getString("id"),
                document.getString("name"),
                document.getString("type"),
                number(document, "size"),
                data == null ? null : Binary.of(data.getData()));
    }

    private static <T> List<T> list(Document document, String key, Class<T> type) {
        List<T> found = document.getList(key, type);
        return found == null ? List.of() : found;
    }

    static long number(Document document, String key) {
        Number found = document.get(key, Number.class);
        return found == null ? 0 : found.longValue();
    }
}
