package dev.parley.chat;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;

/**
 * The fields that every event of the catalogue has according to {@code docs/events.md}. Each client of these tests checks every
 * event that it gets. {@code a.b} is a field of an object, {@code a[b]} one of each object of a list.
 */
@NullUnmarked
final class EventShapes {

    private static final List<String> MESSAGE = List.of(
            "id",
            "room",
            "epoch",
            "seq",
            "user.id",
            "user.name",
            "username",
            "text",
            "timestamp",
            "version",
            "deleted",
            "reactions[emoji]",
            "reactions[count]",
            "reactions[users]",
            "attachments[id]",
            "attachments[name]",
            "attachments[type]",
            "attachments[size]");

    private static final List<String> ENTRY = List.of("room", "epoch", "seq", "id", "messageSeq");
    private static final List<String> VISIT = List.of("room", "user.id", "user.name", "username", "count", "timestamp");

    private static final Map<String, List<String>> REQUIRED = Map.ofEntries(
            entry(
                    "session",
                    List.of(
                            "socketId",
                            "user.id",
                            "user.name",
                            "user.roles",
                            "guest",
                            "serverTime",
                            "roomMode",
                            "freeRooms",
                            "status",
                            "limits")),
            entry("chatHistory", List.of("room", "epoch", "head", "messages[id]", "hasBefore")),
            entry("roomChanges", List.of("room", "epoch", "head", "changes[seq]", "changes[event]", "changes[data]")),
            entry("roomReset", List.of("room", "epoch", "head", "reason")),
            entry("message", MESSAGE),
            entry("privateMessage", List.of("conversation", "peer.id", "peer.name", "from", "to", "message")),
            entry("messageUpdated", List.of("by.id", "by.name", "message")),
            entry("messageDeleted", List.of("by.id", "by.name", "timestamp")),
            entry("reaction", List.of("emoji", "added", "user.id", "user.name", "timestamp", "reactions")),
            entry("userJoined", VISIT),
            entry("userLeft", List.of("reason")),
            entry(
                    "roomUsers",
                    List.of(
                            "room",
                            "users[id]",
                            "users[username]",
                            "users[room]",
                            "users[status]",
                            "count",
                            "truncated")),
            entry("typing", List.of("room", "user.id", "user.name", "username")),
            entry("stopTyping", List.of("room", "user.id", "user.name", "username")),
            entry("receipt", List.of("room", "epoch", "user.id", "user.name", "seq", "timestamp")),
            entry("presence", List.of("user.id", "user.name", "status", "timestamp")),
            entry("notification", List.of("id", "seq", "type", "message", "timestamp", "read")),
            entry("moderation", List.of("room", "action", "timestamp")),
            entry("announcement", List.of("id", "text", "timestamp")),
            entry("serverNotice", List.of("kind", "text", "timestamp")),
            entry("tokenExpiring", List.of("expiresAt", "inMs")));

    private EventShapes() {}

    /** Fails if an event of the catalogue lacks a field that it must have; says nothing of other events. */
    static void check(String event, Object data) {
        for (String field : REQUIRED.getOrDefault(event, List.of())) {
            checkField(event, data, field);
        }
        switch (event) {
            case "messageUpdated", "messageDeleted", "reaction" ->
                ENTRY.forEach(field -> checkField(event, data, field));
            case "privateMessage" -> check("message", data);
            case "userLeft" -> check("userJoined", data);
            case "chatHistory" -> list(data, "messages").forEach(message -> check("message", message));
            case "roomChanges" ->
                list(data, "changes")
                        .forEach(change -> check(String.valueOf(value(change, "event")), value(change, "data")));
            default -> {
                // All there is was checked.
            }
        }
        if (event.equals("messageUpdated")) {
            check("message", value(data, "message"));
        }
    }

    /** Checks what answers have in common with events. */
    static void checkAnswer(Map<String, Object> answer) {
        list(answer, "messages").forEach(message -> check("message", message));
        list(answer, "changes").forEach(change -> check(String.valueOf(value(change, "event")), value(change, "data")));
        if (answer.get("message") instanceof Map<?, ?> message) {
            check("message", message);
        }
        if (answer.containsKey("peer")) {
            List.of("peer.id", "peer.name", "peer.status").forEach(field -> checkField("the answer", answer, field));
        }
        list(answer, "conversations")
                .forEach(talk -> List.of("peer.id", "peer.name", "peer.status")
                        .forEach(field -> checkField("a conversation", talk, field)));
    }

    private static void checkField(String event, Object data, String field) {
        int bracket = field.indexOf('[');
        if (bracket > 0) {
            String inner = field.substring(bracket + 1, field.length() - 1);
            list(data, field.substring(0, bracket)).forEach(element -> checkField(event, element, inner));
            return;
        }
        Object value = data;
        for (String part : field.split("\\.")) {
            value = value(value, part);
        }
        assertThat(value).as("%s of %s in %s", field, event, data).isNotNull();
    }

    private static List<?> list(Object data, String field) {
        return value(data, field) instanceof List<?> list ? list : List.of();
    }

    private static Object value(Object data, String field) {
        return data instanceof Map<?, ?> fields ? fields.get(field) : null;
    }
}
