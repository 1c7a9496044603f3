package dev.parley.chat.session;

import dev.parley.chat.command.CommandRouter;
import dev.parley.chat.event.OutgoingEvent;
import dev.parley.chat.event.Wire;
import dev.parley.chat.policy.ChatTexts;
import dev.parley.chat.room.ChatConnection;
import dev.parley.model.MessageId;
import dev.parley.socketio.Event;
import dev.parley.socketio.Handshake;
import dev.parley.socketio.Socket;
import dev.parley.socketio.SocketKey;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The compatibility profile: clients that know other event names and payloads. A connection is a legacy one unless its
 * handshake says {@code profile: "canonical"}. It has joined its own keys, one set for each {@link Form}, so that every event
 * is translated and encoded once for each form and not once for each client.
 *
 * <p>Legacy clients that join no room are in the global room, whose messages come under all the old names of the broadcast;
 * messages of named rooms come as {@code message}.
 *
 * <p>Of the last {@value #MAX_SENDERS} messages it remembers which connection sent them; that is guarded by {@code senders}.
 */
public final class LegacyProfile {

    public static final String GLOBAL_ROOM = "global";
    private static final String CHAT_MESSAGE = "chatMessage";
    private static final String PREFIX = "legacy:";
    private static final int MAX_SENDERS = 10_000;

    /** Whether a client has sent the event {@code message}: such clients show what they sent themselves. */
    private static final SocketKey<Boolean> SHOWS_ITS_OWN = SocketKey.of("parley.showsItsOwn", Boolean.class);

    /** Commands whose success is sent to clients without a callback, as it was before callbacks. */
    private static final Set<String> CONFIRMED = Set.of(CHAT_MESSAGE, "privateMessage");

    private static final DateTimeFormatter LOCAL_TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final ChatTexts texts;
    private final Options options;
    private final Map<String, Sender> senders = new LinkedHashMap<>();

    public LegacyProfile(ChatTexts texts, Options options) {
        this.texts = texts;
        this.options = options;
    }

    /**
     * How the profile was set up.
     *
     * @param form for clients that do not say otherwise
     * @param zone of the times that clients show as they are
     */
    public record Options(Form form, ZoneId zone) {}

    /** The connection that a message came from. */
    private record Sender(String socketId, boolean showsItsOwn) {}

    /** How a legacy client wants messages and lists of users. */
    public enum Form {
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

        public static Form of(boolean texts, boolean names) {
            if (texts) {
                return names ? TEXTS_AND_NAMES : TEXTS;
            }
            return names ? OBJECTS_AND_NAMES : OBJECTS;
        }

        /** The key that connections of this form join in the place of another. */
        String key(String key) {
            return PREFIX + name().toLowerCase(Locale.ROOT) + ":" + key;
        }
    }

    /** The key that stands behind one of a form; another key as it is. */
    static String plainKey(String key) {
        return key.startsWith(PREFIX) ? key.substring(key.indexOf(':', PREFIX.length()) + 1) : key;
    }

    /**
     * An event as a legacy client gets it.
     *
     * @param except the id of a connection that does not get it, or null
     */
    record Sent(
            String event,
            List<@Nullable Object> arguments,
            @Nullable String except) {
        static Sent of(String event, @Nullable Object... arguments) {
            return new Sent(event, Arrays.asList(arguments), null);
        }

        Sent except(@Nullable String socketId) {
            return new Sent(event, arguments, socketId);
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
                messages == null ? options.form.texts : messages.equals("text"),
                users == null ? options.form.names : users.equals("names"));
    }

    private static @Nullable String option(Handshake handshake, String name) {
        String given = handshake.auth(name, String.class);
        return given != null ? given : handshake.query(name);
    }

    /** Remembers where a message comes from until it is sent. */
    void sending(MessageId message, Socket socket) {
        Sender sender = new Sender(socket.id(), socket.get(SHOWS_ITS_OWN) != null);
        synchronized (senders) {
            senders.put(message.value(), sender);
            if (senders.size() > MAX_SENDERS) {
                senders.remove(senders.keySet().iterator().next());
            }
        }
    }

    private @Nullable Sender sender(Map<String, Object> message) {
        synchronized (senders) {
            return senders.get(String.valueOf(message.get("id")));
        }
    }

    /** What an event of the catalogue becomes for a form. */
    List<Sent> translate(Form form, OutgoingEvent outgoing) {
        String event = outgoing.event();
        Map<String, Object> data = outgoing.data();
        boolean global = GLOBAL_ROOM.equals(data.get("room"));
        return switch (event) {
            case "message" -> global ? globalMessage(data) : List.of(Sent.of("message", message(form, data)));
            case "chatHistory" -> history(form, data, global);
            case "roomUsers" -> global ? List.of() : List.of(Sent.of(event, form.names ? names(data) : data));
            case "userJoined" -> global ? List.of() : notice(form, outgoing, texts.joined(name(data), room(data)));
            case "userLeft" -> global ? List.of() : notice(form, outgoing, texts.left(name(data), room(data)));
            case "serverNotice" -> welcome(form, outgoing, global);
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
    private List<Sent> privateMessage(Map<String, Object> data) {
        boolean toSender = data.get("peer") instanceof Map<?, ?> peer
                && Objects.equals(peer.get("id"), data.get("to"))
                && !Objects.equals(data.get("from"), data.get("to"));
        Sent sent = Sent.of("privateMessage", data);
        Sender sender = sender(data);
        Object from = sender == null ? data.get("from") : sender.socketId;
        return toSender ? List.of(sent) : List.of(sent, Sent.of("private message", from, data.get("text")));
    }

    private List<Sent> globalMessage(Map<String, Object> data) {
        Object text = data.get("text");
        Sender sender = sender(data);
        String notTo = sender != null && sender.showsItsOwn ? sender.socketId : null;
        return List.of(
                Sent.of("chat message", text),
                Sent.of("chatMessage", text),
                Sent.of("newMessage", data).except(notTo),
                Sent.of("broadcast", data),
                Sent.of("appendMessage", data),
                Sent.of("receiveMessage", received(data)));
    }

    /** The time as people read it, which says nothing of date and zone; {@code timestamp} does. */
    private Map<String, Object> received(Map<?, ?> data) {
        Object timestamp = data.get("timestamp");
        String time = LOCAL_TIME.format(Instant.parse(String.valueOf(timestamp)).atZone(options.zone));
        return Wire.fields("id", data.get("id"), "text", data.get("text"), "time", time, "timestamp", timestamp);
    }

    private static Object message(Form form, Map<?, ?> data) {
        return form.texts ? data.get("username") + ": " + data.get("text") : data;
    }

    private List<Sent> history(Form form, Map<String, Object> data, boolean global) {
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

    private static List<Sent> notice(Form form, OutgoingEvent event, String text) {
        return List.of(Sent.of(event.event(), event.origin()), Sent.of("message", system(form, event.data(), text)));
    }

    /** The joiner is notified of itself too, as it was. */
    private static List<Sent> welcome(Form form, OutgoingEvent notice, boolean global) {
        Map<String, Object> data = notice.data();
        if (!"welcome".equals(data.get("kind"))) {
            return List.of(Sent.of("serverNotice", data));
        }
        if (global) {
            return List.of();
        }
        return List.of(
                Sent.of("message", system(form, data, String.valueOf(data.get("text")))),
                Sent.of("userJoined", notice.origin()));
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
    void welcome(ChatConnection connection, CommandRouter router) {
        router.run(connection, "joinRoom", List.of(GLOBAL_ROOM), answer -> {});
    }

    /** Hears what legacy clients say. */
    void listen(Socket socket, ChatConnection connection, CommandRouter router) {
        on(socket, connection, router, "join", "joinRoom", UnaryOperator.identity());
        on(socket, connection, router, "register", "joinRoom", LegacyProfile::registration);
        on(socket, connection, router, "sendMessage", CHAT_MESSAGE, UnaryOperator.identity());
        on(socket, connection, router, "message", CHAT_MESSAGE, arguments -> {
            socket.set(SHOWS_ITS_OWN, true);
            return arguments;
        });
        on(socket, connection, router, "chat message", CHAT_MESSAGE, LegacyProfile::toGlobal);
        on(socket, connection, router, "private message", "privateMessage", LegacyProfile::positional);
    }

    private static void on(
            Socket socket,
            ChatConnection connection,
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

    /**
     * Answers by the callback, or by the event that came before callbacks: messages are confirmed, and every refusal is sent, but
     * for typing.
     */
    static void answer(ChatConnection connection, String command, Event event, Map<String, Object> answer) {
        boolean ok = Boolean.TRUE.equals(answer.get("ok"));
        if (event.ack().wanted()) {
            event.ack().send(answer);
        } else if (ok ? CONFIRMED.contains(command) : !command.equals("typing") && !command.equals("stopTyping")) {
            connection
                    .socket()
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
