package dev.parley.chat.event;

import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ChatTexts;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.Presence;
import dev.parley.model.Attachment;
import dev.parley.model.Content;
import dev.parley.model.Entry;
import dev.parley.model.EntryKind;
import dev.parley.model.InboxItem;
import dev.parley.model.Message;
import dev.parley.model.RoomName;
import dev.parley.model.Sender;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.store.Changes;
import dev.parley.text.Emoji;
import dev.parley.time.Scheduler;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The payloads of the event catalogue. No state. */
public final class Wire {

    private static final int PREVIEW_CHARS = 120;

    private Wire() {}

    /** A mutable object with fields in the order of the list: name, value, name, value; null values are left out. */
    public static Map<String, Object> fields(@Nullable Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            if (value != null) {
                fields.put(String.valueOf(namesAndValues[i]), value);
            }
        }
        return fields;
    }

    public static Map<String, Object> refusal(ChatException refusal) {
        Limit limit = refusal.limit();
        return fields(
                "ok",
                false,
                "code",
                refusal.code().name(),
                "message",
                String.valueOf(refusal.getMessage()),
                "retryable",
                refusal.code().retryable(),
                "retryAfterMs",
                refusal.retryAfter() == null ? null : Math.max(1, Scheduler.millis(refusal.retryAfter())),
                "limit",
                limit == null ? null : limit.wireName(),
                "max",
                refusal.max() > 0 ? refusal.max() : null);
    }

    /** The id of a room on the wire: the name of a named room, otherwise the key. */
    public static String room(RoomName room) {
        return room.kind() == RoomName.Kind.NAMED ? room.value() : room.key();
    }

    /** Milliseconds are what stores keep and clients show. */
    public static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    public static Map<String, Object> user(User user) {
        return fields("id", user.id().value(), "name", user.name());
    }

    /** A user who may never have been seen here, and then is called by the id. */
    public static Map<String, Object> user(Presence presence) {
        String name = presence.name();
        return fields(
                "id",
                presence.user().value(),
                "name",
                name == null ? presence.user().value() : name);
    }

    public static Map<String, Object> user(Sender sender) {
        return fields("id", sender.id().value(), "name", sender.name());
    }

    /**
     * A message as the store has it, with the files that {@code page} lets through whole; {@code answered} are messages by number for
     * the preview of what it answers.
     */
    public static Map<String, Object> message(Message message, Map<Long, Message> answered, PageSize page) {
        return message(message, page.fit(message.content()), answered);
    }

    /** A message that was admitted in this form. */
    public static Map<String, Object> message(Message message, Map<Long, Message> answered) {
        return message(message, message.content(), answered);
    }

    private static Map<String, Object> message(Message message, Content content, Map<Long, Message> answered) {
        Map<String, Object> fields = fields(
                "id",
                message.id().value(),
                "room",
                room(message.room()),
                "epoch",
                message.epoch(),
                "seq",
                message.seq(),
                "user",
                user(message.sender()),
                "username",
                message.sender().name(),
                "text",
                message.text(),
                "timestamp",
                time(message.createdAt()),
                "clientMsgId",
                message.clientMsgId());
        fields.put("version", message.version());
        fields.put("deleted", message.deleted());
        putContent(fields, content, answered);
        if (!message.reactions().isEmpty()) {
            fields.put("reactions", reactions(message));
        }
        putTime(fields, "editedAt", message.revision().editedAt());
        putTime(fields, "deletedAt", message.revision().deletedAt());
        if (message.sender().id().equals(UserId.SYSTEM)) {
            fields.put("system", true);
        }
        return fields;
    }

    /** What a message has beside its text. */
    private static void putContent(Map<String, Object> fields, Content content, Map<Long, Message> answered) {
        if (content.replyTo() > 0) {
            fields.put("replyTo", answered(content.replyTo(), answered.get(content.replyTo())));
        }
        if (!content.mentions().isEmpty()) {
            fields.put("mentions", ids(content.mentions()));
        }
        if (!content.attachments().isEmpty()) {
            fields.put(
                    "attachments",
                    content.attachments().stream().map(Wire::attachment).toList());
        }
        if (!content.attributes().isEmpty()) {
            fields.put("attributes", content.attributes());
        }
    }

    /** A message of a conversation, as one of the two gets it. */
    public static Map<String, Object> privateMessage(Map<String, Object> message, UserId from, UserId to, Object peer) {
        Map<String, Object> fields = new LinkedHashMap<>(message);
        fields.put("conversation", String.valueOf(message.get("room")));
        fields.put("peer", peer);
        fields.put("from", from.value());
        fields.put("to", to.value());
        fields.put("message", String.valueOf(message.get("text")));
        return fields;
    }

    static List<Object> reactions(Message message) {
        List<Object> reactions = new ArrayList<>();
        message.reactions()
                .forEach((emoji, users) ->
                        reactions.add(fields("emoji", emoji, "count", users.size(), "users", ids(users))));
        return reactions;
    }

    private static Map<String, Object> answered(long seq, @Nullable Message message) {
        if (message == null) {
            return fields("seq", seq);
        }
        Map<String, Object> fields = fields("id", message.id().value(), "seq", seq);
        if (!message.deleted()) {
            fields.put("user", user(message.sender()));
            fields.put("text", preview(message.text()));
        }
        return fields;
    }

    private static String preview(String text) {
        if (text.length() <= PREVIEW_CHARS) {
            return text;
        }
        int end = Character.isLowSurrogate(text.charAt(PREVIEW_CHARS)) ? PREVIEW_CHARS - 1 : PREVIEW_CHARS;
        return text.substring(0, end);
    }

    private static Map<String, Object> attachment(Attachment attachment) {
        boolean address = attachment.data() == null && isAddress(attachment.id());
        return fields(
                "id",
                attachment.id(),
                "name",
                attachment.name(),
                "type",
                attachment.type(),
                "size",
                attachment.size(),
                "url",
                address ? attachment.id() : null,
                "data",
                attachment.data() == null ? null : attachment.data().toByteArray());
    }

    /** Whether an attachment's id is where a page may fetch it: http, https or a path of the same server. */
    static boolean isAddress(String id) {
        return id.startsWith("https://") || id.startsWith("http://") || (id.startsWith("/") && !id.startsWith("//"));
    }

    /**
     * What the live event of an entry is called and carries. Of a message that is no longer in the log nothing can be said but
     * that: it was purged after the entry was made.
     */
    public static OutgoingEvent change(Changes.Change change, Map<Long, Message> answered, PageSize page) {
        Entry entry = change.entry();
        Message now = change.now();
        Map<String, Object> data = fields(
                "room",
                room(entry.room()),
                "epoch",
                entry.epoch(),
                "seq",
                entry.seq(),
                "id",
                entry.messageId().value());
        if (entry.kind() == EntryKind.DELETE) {
            data.put("messageSeq", entry.target());
            data.put("by", user(entry.sender()));
            data.put("timestamp", time(entry.createdAt()));
            return new OutgoingEvent(entry.seq(), ServerEvent.MESSAGE_DELETED, data);
        }
        return now == null ? gone(data, entry) : change(data, entry, now, answered, page);
    }

    private static OutgoingEvent change(
            Map<String, Object> data, Entry entry, Message now, Map<Long, Message> answered, PageSize page) {
        switch (entry.kind()) {
            case MESSAGE -> {
                return new OutgoingEvent(entry.seq(), ServerEvent.MESSAGE, message(now, answered, page));
            }
            case EDIT -> {
                data.put("messageSeq", entry.target());
                data.put("by", user(entry.sender()));
                data.put("message", message(now, answered, page));
                return new OutgoingEvent(entry.seq(), ServerEvent.MESSAGE_UPDATED, data);
            }
            default -> {
                putReaction(data, entry, now);
                return new OutgoingEvent(entry.seq(), ServerEvent.REACTION, data);
            }
        }
    }

    private static void putReaction(Map<String, Object> data, Entry entry, Message now) {
        data.put("messageSeq", entry.target());
        data.put("emoji", Emoji.canonical(entry.content().text()));
        data.put("added", entry.kind() == EntryKind.REACTION);
        data.put("user", user(entry.sender()));
        data.put("timestamp", time(entry.createdAt()));
        data.put("reactions", reactions(now));
    }

    private static OutgoingEvent gone(Map<String, Object> data, Entry entry) {
        data.put("messageSeq", entry.target() == 0 ? entry.seq() : entry.target());
        data.put("by", fields("id", UserId.SYSTEM.value(), "name", ChatTexts.DEFAULT.systemName()));
        data.put("timestamp", time(entry.createdAt()));
        return new OutgoingEvent(entry.seq(), ServerEvent.MESSAGE_DELETED, data);
    }

    public static Map<String, Object> notification(InboxItem item, @Nullable Object data) {
        return fields(
                "id",
                item.id(),
                "seq",
                item.number(),
                "type",
                item.notification().type(),
                "message",
                item.notification().message(),
                "data",
                data,
                "timestamp",
                time(item.timestamp()),
                "read",
                item.read());
    }

    public static Map<String, Object> presence(Presence presence) {
        return presence(presence, presence.name());
    }

    /** The presence of a user under a name that may be known from elsewhere. */
    public static Map<String, Object> presence(Presence presence, @Nullable String name) {
        return fields(
                "id",
                presence.user().value(),
                "name",
                name,
                "status",
                presence.status().wireName(),
                "text",
                presence.text().isEmpty() ? null : presence.text(),
                "lastSeen",
                presence.lastSeen() == null ? null : time(presence.lastSeen()));
    }

    static List<String> ids(List<UserId> users) {
        return users.stream().map(UserId::value).toList();
    }

    private static void putTime(Map<String, Object> fields, String name, @Nullable Instant time) {
        if (time != null) {
            fields.put(name, time(time));
        }
    }
}
