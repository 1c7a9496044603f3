package dev.parley.chat.legacy;

import dev.parley.chat.event.OutgoingEvent;
import dev.parley.chat.event.Wire;
import dev.parley.chat.policy.ChatTexts;
import dev.parley.chat.session.ClientEvent;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Converts the events of the catalogue for legacy clients of one format. Stateless. */
final class LegacyEvents {

    private static final DateTimeFormatter LOCAL_TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final LegacyForm form;
    private final ChatTexts texts;
    private final ZoneId zone;
    private final Senders senders;

    LegacyEvents(LegacyForm form, ChatTexts texts, ZoneId zone, Senders senders) {
        this.form = form;
        this.texts = texts;
        this.zone = zone;
        this.senders = senders;
    }

    /** Converts an event of the catalogue. */
    List<ClientEvent> translate(OutgoingEvent outgoing) {
        String event = outgoing.event().wireName();
        Map<String, Object> data = outgoing.data();
        boolean global = LegacyProfile.GLOBAL_ROOM.equals(data.get("room"));
        return switch (outgoing.event()) {
            case MESSAGE -> global ? globalMessage(data) : List.of(ClientEvent.of(event, message(data)));
            case CHAT_HISTORY -> history(data, global);
            case ROOM_USERS -> global ? List.of() : List.of(ClientEvent.of(event, form.names() ? names(data) : data));
            case USER_JOINED -> global ? List.of() : notice(outgoing, texts.joined(name(data), room(data)));
            case USER_LEFT -> global ? List.of() : notice(outgoing, texts.left(name(data), room(data)));
            case SERVER_NOTICE -> welcome(outgoing, global);
            case PRIVATE_MESSAGE -> privateMessage(data);
            case TYPING, STOP_TYPING -> List.of(ClientEvent.of(event, typist(data)));
            default -> List.of(ClientEvent.of(event, data));
        };
    }

    /** Only the name, rather than an object, as in the legacy protocol. */
    private static Map<String, Object> typist(Map<String, Object> data) {
        Map<String, Object> fields = new LinkedHashMap<>(data);
        fields.put("user", name(data));
        return fields;
    }

    /** The positional form goes to the recipient only, as in the legacy protocol. */
    private List<ClientEvent> privateMessage(Map<String, Object> data) {
        boolean toSender = data.get("peer") instanceof Map<?, ?> peer
                && Objects.equals(peer.get("id"), data.get("to"))
                && !Objects.equals(data.get("from"), data.get("to"));
        ClientEvent sent = ClientEvent.of("privateMessage", data);
        Senders.Sender sender = senders.of(data);
        Object from = sender == null ? data.get("from") : sender.socketId();
        return toSender ? List.of(sent) : List.of(sent, ClientEvent.of("private message", from, data.get("text")));
    }

    private List<ClientEvent> globalMessage(Map<String, Object> data) {
        Object text = data.get("text");
        Senders.Sender sender = senders.of(data);
        String notTo = sender != null && sender.showsItsOwn() ? sender.socketId() : null;
        return List.of(
                ClientEvent.of("chat message", text),
                ClientEvent.of("chatMessage", text),
                ClientEvent.of("newMessage", data).except(notTo),
                ClientEvent.of("broadcast", data),
                ClientEvent.of("appendMessage", data),
                ClientEvent.of("receiveMessage", received(data)));
    }

    /** A human-readable time, without date and zone; {@code timestamp} has those. */
    private Map<String, Object> received(Map<?, ?> data) {
        Object timestamp = data.get("timestamp");
        String time = LOCAL_TIME.format(Instant.parse(String.valueOf(timestamp)).atZone(zone));
        return Wire.fields("id", data.get("id"), "text", data.get("text"), "time", time, "timestamp", timestamp);
    }

    private Object message(Map<?, ?> data) {
        return form.texts() ? data.get("username") + ": " + data.get("text") : data;
    }

    private List<ClientEvent> history(Map<String, Object> data, boolean global) {
        List<ClientEvent> sent = new ArrayList<>();
        if (!(data.get("messages") instanceof List<?> messages)) {
            return sent;
        }
        if (global) {
            sent.add(ClientEvent.of(
                    "chatHistory",
                    messages.stream().map(m -> received((Map<?, ?>) m)).toList()));
            return sent;
        }
        for (Object message : messages) {
            if (message instanceof Map<?, ?> fields && !Boolean.TRUE.equals(fields.get("deleted"))) {
                sent.add(ClientEvent.of("message", message(fields)));
            }
        }
        return sent;
    }

    private List<ClientEvent> notice(OutgoingEvent event, String text) {
        return List.of(
                ClientEvent.of(event.event().wireName(), event.origin()),
                ClientEvent.of("message", system(event.data(), text)));
    }

    /** The joining user is notified too, as in the legacy protocol. */
    private List<ClientEvent> welcome(OutgoingEvent notice, boolean global) {
        Map<String, Object> data = notice.data();
        if (!"welcome".equals(data.get("kind"))) {
            return List.of(ClientEvent.of("serverNotice", data));
        }
        if (global) {
            return List.of();
        }
        return List.of(
                ClientEvent.of("message", system(data, String.valueOf(data.get("text")))),
                ClientEvent.of("userJoined", notice.origin()));
    }

    /** A text from the system. */
    private Object system(Map<String, Object> data, String text) {
        return form.texts()
                ? text
                : Wire.fields(
                        "username",
                        "System",
                        "text",
                        text,
                        "timestamp",
                        data.get("timestamp"),
                        "room",
                        data.get("room"),
                        "system",
                        true);
    }

    private static Map<String, Object> names(Map<String, Object> data) {
        List<Object> names = new ArrayList<>();
        if (data.get("users") instanceof List<?> users) {
            users.forEach(user -> names.add(String.valueOf(((Map<?, ?>) user).get("username"))));
        }
        return Wire.fields("room", data.get("room"), "users", names);
    }

    private static String name(Map<String, Object> data) {
        return String.valueOf(data.get("username"));
    }

    private static String room(Map<String, Object> data) {
        return String.valueOf(data.get("room"));
    }
}
