package dev.parley.export;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.model.Attachment;
import dev.parley.model.Message;
import dev.parley.model.UserId;
import dev.parley.store.Head;
import dev.parley.store.MessageScan;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON object per line, for archives and programs: every field of a message except the bytes of its
 * attachments, and deleted messages as tombstones.
 *
 * <p>The first line is a record of type {@code header} with the query and the end of the log, followed by one record of
 * type {@code message} per message and a {@code trailer} with the number of messages and the SHA-256 of all bytes
 * before it. A file without a trailer is truncated.
 */
public final class NdjsonExporter implements Exporter {

    /** The version of the format, in the header. */
    public static final int VERSION = 1;

    /** Creates an exporter. Instances are stateless and interchangeable. */
    public NdjsonExporter() {}

    @Override
    public String format() {
        return "ndjson";
    }

    @Override
    public String contentType() {
        return "application/x-ndjson; charset=utf-8";
    }

    @Override
    public long write(ExportQuery query, MessageScan messages, OutputStream out) throws IOException {
        DigestOutputStream digest = new DigestOutputStream(out, Sha256.digest());
        long count = 0;
        try (JsonGenerator json = JsonLines.generator(digest)) {
            header(json, query, messages.head());
            while (messages.hasNext()) {
                message(json, messages.next());
                count++;
            }
            json.flush();
            json.writeStartObject();
            json.writeStringField("type", "trailer");
            json.writeNumberField("count", count);
            json.writeStringField("sha256", Sha256.hex(digest.getMessageDigest().digest()));
            json.writeEndObject();
            json.writeRaw('\n');
        }
        return count;
    }

    private static void header(JsonGenerator json, ExportQuery query, Head head) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "header");
        json.writeStringField("format", "parley-chat");
        json.writeNumberField("version", VERSION);
        json.writeStringField("room", query.room().key());
        time(json, "from", query.range().from());
        time(json, "to", query.range().to());
        optional(json, "userId", query.user() == null ? null : query.user().value());
        optional(json, "user", query.name());
        json.writeStringField("epoch", head.epoch());
        json.writeNumberField("throughSeq", head.lastSeq());
        json.writeNumberField("purgedSeq", head.purgedSeq());
        json.writeEndObject();
        json.writeRaw('\n');
    }

    private static void message(JsonGenerator json, Message message) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "message");
        json.writeNumberField("seq", message.seq());
        json.writeStringField("id", message.id().value());
        json.writeStringField("room", JsonLines.room(message.room()));
        json.writeStringField("userId", message.sender().id().value());
        json.writeStringField("user", message.sender().name());
        json.writeStringField("message", message.text());
        time(json, "createdAt", message.createdAt());
        json.writeNumberField("version", message.version());
        time(json, "editedAt", message.revision().editedAt());
        time(json, "deletedAt", message.revision().deletedAt());
        if (message.deleted()) {
            json.writeBooleanField("deleted", true);
        }
        optional(json, "clientMsgId", message.clientMsgId());
        if (message.content().replyTo() > 0) {
            json.writeNumberField("replyTo", message.content().replyTo());
        }
        users(json, "mentions", message.content().mentions());
        attachments(json, message.content().attachments());
        attributes(json, message.content().attributes());
        reactions(json, message.reactions());
        json.writeEndObject();
        json.writeRaw('\n');
    }

    private static void attachments(JsonGenerator json, List<Attachment> attachments) throws IOException {
        if (attachments.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("attachments");
        for (Attachment attachment : attachments) {
            json.writeStartObject();
            json.writeStringField("id", attachment.id());
            json.writeStringField("name", attachment.name());
            json.writeStringField("type", attachment.type());
            json.writeNumberField("size", attachment.size());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void attributes(JsonGenerator json, Map<String, String> attributes) throws IOException {
        if (attributes.isEmpty()) {
            return;
        }
        json.writeObjectFieldStart("attributes");
        for (String key : attributes.keySet().stream().sorted().toList()) {
            optional(json, key, attributes.get(key));
        }
        json.writeEndObject();
    }

    private static void reactions(JsonGenerator json, Map<String, List<UserId>> reactions) throws IOException {
        if (reactions.isEmpty()) {
            return;
        }
        json.writeObjectFieldStart("reactions");
        for (Map.Entry<String, List<UserId>> reaction : reactions.entrySet()) {
            users(json, reaction.getKey(), reaction.getValue());
        }
        json.writeEndObject();
    }

    private static void users(JsonGenerator json, String field, List<UserId> users) throws IOException {
        if (users.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart(field);
        for (UserId user : users) {
            json.writeString(user.value());
        }
        json.writeEndArray();
    }

    private static void time(JsonGenerator json, String field, @Nullable Instant time) throws IOException {
        optional(json, field, time == null ? null : ExportTimes.millis(time));
    }

    private static void optional(JsonGenerator json, String field, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(field, value);
        }
    }
}
