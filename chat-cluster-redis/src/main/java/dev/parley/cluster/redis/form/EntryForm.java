package dev.parley.cluster.redis.form;

import static dev.parley.cluster.redis.form.Fields.list;
import static dev.parley.cluster.redis.form.Fields.optional;
import static dev.parley.cluster.redis.form.Fields.text;
import static dev.parley.cluster.redis.form.Fields.whole;

import dev.parley.cluster.redis.connection.MessageCodec;
import dev.parley.model.Attachment;
import dev.parley.model.Content;
import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.EntryKind;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.model.Sender;
import dev.parley.model.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An entry as a map, without its room and epoch, for MessagePack. The model checks its bounds. */
public final class EntryForm {

    private static final int MAX_NAME = 1_024;

    private EntryForm() {}

    public static Map<String, @Nullable Object> write(Entry entry) {
        Content content = entry.content();
        Map<String, @Nullable Object> form = new LinkedHashMap<>();
        form.put("seq", entry.seq());
        form.put("kind", entry.kind().name());
        form.put("id", entry.messageId().value());
        form.put("by", entry.sender().id().value());
        form.put("name", entry.sender().name());
        form.put("at", entry.createdAt().toString());
        form.put("target", entry.target());
        form.put("text", content.text());
        form.put("hash", entry.contentHash());
        if (entry.clientMsgId() != null) {
            form.put("clientMsgId", entry.clientMsgId());
        }
        if (entry.erased()) {
            form.put("erased", true);
        }
        if (content.replyTo() != 0) {
            form.put("replyTo", content.replyTo());
        }
        if (!content.mentions().isEmpty()) {
            form.put("mentions", content.mentions().stream().map(UserId::value).toList());
        }
        if (!content.attachments().isEmpty()) {
            form.put(
                    "files", content.attachments().stream().map(EntryForm::file).toList());
        }
        if (!content.attributes().isEmpty()) {
            form.put("attributes", content.attributes());
        }
        return form;
    }

    private static Map<String, @Nullable Object> file(Attachment file) {
        Map<String, @Nullable Object> form = new LinkedHashMap<>();
        form.put("id", file.id());
        form.put("name", file.name());
        form.put("type", file.type());
        form.put("size", file.size());
        if (file.data() != null) {
            form.put("data", file.data().toByteArray());
        }
        return form;
    }

    /** Throws IllegalArgumentException if the map is no entry. */
    public static Entry read(RoomName room, String epoch, Map<String, @Nullable Object> form) {
        EntryDraft draft = new EntryDraft(
                room,
                EntryKind.valueOf(text(form, "kind", MAX_NAME)),
                MessageId.of(text(form, "id", MAX_NAME)),
                new Sender(UserId.of(text(form, "by", MAX_NAME)), text(form, "name", MAX_NAME)),
                Instant.parse(text(form, "at", MAX_NAME)),
                optional(form, "clientMsgId"),
                whole(form.get("target")),
                content(form),
                null);
        return new Entry(
                draft,
                epoch,
                whole(form.get("seq")),
                text(form, "hash", MAX_NAME),
                Boolean.TRUE.equals(form.get("erased")));
    }

    private static Content content(Map<String, @Nullable Object> form) {
        List<UserId> mentions = new ArrayList<>();
        for (Object user : some(form, "mentions")) {
            mentions.add(UserId.of(String.valueOf(user)));
        }
        List<Attachment> files = new ArrayList<>();
        for (Object file : some(form, "files")) {
            files.add(file(MessageCodec.map(file)));
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        MessageCodec.map(form.getOrDefault("attributes", Map.of()))
                .forEach((key, value) -> attributes.put(key, String.valueOf(value)));
        return new Content(
                text(form, "text", Content.MAX_TEXT_LENGTH),
                form.containsKey("replyTo") ? whole(form.get("replyTo")) : 0,
                mentions,
                files,
                attributes);
    }

    private static List<?> some(Map<String, @Nullable Object> form, String field) {
        return form.containsKey(field) ? list(form, field) : List.of();
    }

    private static Attachment file(Map<String, @Nullable Object> form) {
        String id = text(form, "id", MAX_NAME);
        String name = text(form, "name", MAX_NAME);
        String type = text(form, "type", MAX_NAME);
        Object data = form.get("data");
        if (data != null && !(data instanceof byte[])) {
            throw new IllegalArgumentException("no bytes of a file");
        }
        return data instanceof byte[] bytes
                ? Attachment.of(id, name, type, bytes)
                : Attachment.reference(id, name, type, whole(form.get("size")));
    }
}
