package dev.parley.chat;

import dev.parley.socketio.Event;
import dev.parley.socketio.Handshake;
import dev.parley.socketio.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The compatibility profile: clients that know other event names and payloads. A connection is a legacy one unless its
 * handshake says {@code profile: "canonical"}. It has joined its own keys, one set for each {@link Form}, so that every event
 * is translated and encoded once for each form and not once for each client. Immutable.
 *
 * <p>Legacy clients that join no room are in the global room, whose messages come under all the old names of the broadcast;
 * messages of named rooms come as {@code message}.
 */
final class LegacyProfile {

    static final String GLOBAL_ROOM = "global";
    private static final String CHAT_MESSAGE = "chatMessage";

    private final ChatTexts texts;
    private final Form standard;

    /** Clients that do not say otherwise get {@code standard}. */
    LegacyProfile(ChatTexts texts, Form standard) {
        this.texts = texts;
        this.standard = standard;
    }

    /** How a legacy client wants messages and lists of users. */
    enum Form {
        OBJECTS(false, false),
        OBJECTS_AND_NAMES(false, true),
        TEXTS(true, false),
        TEXTS_AND_NAMES(true, true);

        private final boolean texts;
        private final boolean names;

        Form(boolean texts, boolean names) {
            this.texts = texts;
            this.names = names;
        }

        static Form of(boolean texts, boolean names) {
            if (texts) {
                return names ? TEXTS_AND_NAMES : TEXTS;
            }
            return names ? OBJECTS_AND_NAMES : OBJECTS;
        }

        /** The key that connections of this form join in the place of another. */
        String key(String key) {
            return "legacy:" + name().toLowerCase(Locale.ROOT) + ":" + key;
        }
    }

    /** An event as a legacy client gets it. */
    record Sent(String event, List<@Nullable Object> arguments) {
        static Sent of(String event, @Nullable Object... arguments) {
            return new Sent(event, Arrays.asList(arguments));
        }
    }

    /** The form that a handshake asks for, or null for a client of the catalogue. */
    @Nullable
    Form form(Handshake handshake) {
        if ("canonical".equals(option(handshake, "profile"))) {
            return null;
        }
        String messages = option(handshake, "messageFormat");
        String users = option(handshake, "roomUsersFormat");
        return Form.of(
                messages == null ? standard.texts : messages.equals("text"),
                users == null ? standard.names : users.equals("names"));
    }

    private static @Nullable String option(Handshake handshake, String name) {
        String given = handshake.auth(name, String.class);
        return given != null ? given : handshake.query(name);
    }

    /** What an event of the catalogue becomes for a form. */
    List<Sent> translate(Form form, String event, Map<String, Object> data) {
        boolean global = GLOBAL_ROOM.equals(data.get("room"));
        return switch (event) {
            case "message" -> global ? globalMessage(data) : List.of(Sent.of("message", message(form, data)));
            case "chatHistory" -> history(form, data, global);
            case "roomUsers" -> global ? List.of() : List.of(Sent.of(event, form.names ? names(data) : data));
            case "userJoined" -> global ? List.of() : notice(form, event, data, texts.joined(name(data), room(data)));
            case "userLeft" -> global ? List.of() : notice(form, event, data, texts.left(name(data), room(data)));
            case "serverNotice" -> welcome(form, data, global);
            case "privateMessage" -> privateMessage(data);
            case "typing", "stopTyping" -> List.of(Sent.of(event, typist(data)));
            default -> List.of(Sent.of(event, data));
        };
    }

    /** The name alone, as it was, and not an object. */
    private static Map<String, Object> typist(Map<String, Object> data) {
        Map<String, Object> fields = new LinkedHashMap<>(data);
        fields.put("user", name(data));
        return fields;
    }

    /** The positional form goes to the receiver only, as it did. */
    private static List<Sent> privateMessage(Map<String, Object> data) {
        boolean toSender = data.get("peer") instanceof Map<?, ?> peer
                && Objects.equals(peer.get("id"), data.get("to"))
                && !Objects.equals(data.get("from"), data.get("to"));
        Sent sent = Sent.of("privateMessage", data);
        return toSender ? List.of(sent) : List.of(sent, Sent.of("private message", data.get("from"), data.get("text")));
    }

    private static List<Sent> globalMessage(Map<String, Object> data) {
        Object text = data.get("text");
        return List.of(
                Sent.of("chat message", text),
                Sent.of("chatMessage", text),
                Sent.of("newMessage", data),
                Sent.of("broadcast", data),
                Sent.of("appendMessage", data),
                Sent.of("receiveMessage", received(data)));
    }

    private static Map<String, Object> received(Map<?, ?> data) {
        return Wire.fields("id", data.get("id"), "text", data.get("text"), "time", data.get("timestamp"));
    }

    private static Object message(Form form, Map<?, ?> data) {
        return form.texts ? data.get("username") + ": " + data.get("text") : data;
    }

    private static List<Sent> history(Form form, Map<String, Object> data, boolean global) {
        List<Sent> sent = new ArrayList<>();
        if (!(data.get("messages") instanceof List<?> messages)) {
            return sent;
        }
        if (global) {
            sent.add(Sent.of(
                    "chatHistory",
                    messages.stream().map(m -> received((Map<?, ?>) m)).toList()));
            return sent;
        }
        for (Object message : messages) {
            if (message instanceof Map<?, ?> fields && !Boolean.TRUE.equals(fields.get("deleted"))) {
                sent.add(Sent.of("message", message(form, fields)));
            }
        }
        return sent;
    }

    private static List<Sent> notice(Form form, String event, Map<String, Object> data, String text) {
        return List.of(Sent.of(event, userId(data)), Sent.of("message", system(form, data, text)));
    }

    private static @Nullable Object userId(Map<String, Object> data) {
        return data.get("user") instanceof Map<?, ?> user ? user.get("id") : null;
    }

    /** The joiner is told of itself too, as it was. */
    private static List<Sent> welcome(Form form, Map<String, Object> data, boolean global) {
        if (!"welcome".equals(data.get("kind"))) {
            return List.of(Sent.of("serverNotice", data));
        }
        if (global) {
            return List.of();
        }
        return List.of(
                Sent.of("message", system(form, data, String.valueOf(data.get("text")))),
                Sent.of("userJoined", userId(data)));
    }

    /** A line that the system speaks. */
    private static Object system(Form form, Map<String, Object> data, String text) {
        return form.texts
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

    /** Takes a legacy connection into the global room. */
    void welcome(Connection connection, CommandRouter router) {
        router.run(connection, "joinRoom", List.of(GLOBAL_ROOM), answer -> {});
    }

    /** Hears what legacy clients say. */
    void listen(Socket socket, Connection connection, CommandRouter router) {
        on(socket, connection, router, "join", "joinRoom", UnaryOperator.identity());
        on(socket, connection, router, "register", "joinRoom", LegacyProfile::registration);
        on(socket, connection, router, "sendMessage", CHAT_MESSAGE, UnaryOperator.identity());
        on(socket, connection, router, "message", CHAT_MESSAGE, UnaryOperator.identity());
        on(socket, connection, router, "chat message", CHAT_MESSAGE, LegacyProfile::toGlobal);
        on(socket, connection, router, "private message", "privateMessage", LegacyProfile::positional);
    }

    private static void on(
            Socket socket,
            Connection connection,
            CommandRouter router,
            String alias,
            String command,
            UnaryOperator<List<@Nullable Object>> arguments) {
        socket.on(
                alias,
                event -> router.run(
                        connection,
                        command,
                        arguments.apply(event.values()),
                        answer -> answer(connection, command, event, answer)));
    }

    /** Answers by the callback, or by the event that came before callbacks. */
    static void answer(Connection connection, String command, Event event, Map<String, Object> answer) {
        if (event.ack().wanted()) {
            event.ack().send(answer);
        } else if (!command.equals("typing") && !command.equals("stopTyping")) {
            boolean ok = Boolean.TRUE.equals(answer.get("ok"));
            connection
                    .line()
                    .send(
                            "response",
                            Wire.fields(
                                    "message", ok ? "Received" : answer.get("message"), "code", answer.get("code")));
        }
    }

    /** A name for a guest, without a room: that of the global room, which the guest is in already. */
    private static List<@Nullable Object> registration(List<@Nullable Object> arguments) {
        Object first = arguments.isEmpty() ? null : arguments.get(0);
        Object name = first instanceof Map<?, ?> fields
                ? Objects.requireNonNullElse(fields.get("username"), "")
                : Objects.requireNonNullElse(first, "");
        return List.of(Wire.fields("room", GLOBAL_ROOM, "username", name, "history", 0));
    }

    private static List<@Nullable Object> toGlobal(List<@Nullable Object> arguments) {
        Object first = arguments.isEmpty() ? null : arguments.get(0);
        Map<String, Object> fields = Wire.fields("room", GLOBAL_ROOM);
        if (first instanceof Map<?, ?> given) {
            given.forEach((name, value) -> {
                if (value != null) {
                    fields.putIfAbsent(String.valueOf(name), value);
                }
            });
        } else if (first != null) {
            fields.put("text", first);
        }
        return List.of(fields);
    }

    private static List<@Nullable Object> positional(List<@Nullable Object> arguments) {
        return arguments.size() < 2
                ? arguments
                : List.of(Wire.fields("to", arguments.get(0), "text", arguments.get(1)));
    }
}
