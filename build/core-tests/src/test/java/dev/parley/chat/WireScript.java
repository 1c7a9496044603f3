package dev.parley.chat;

import static dev.parley.chat.ChatFixture.fields;

import dev.parley.chat.policy.Authenticator;
import dev.parley.chat.policy.Authorizer;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.ModerationAction;
import dev.parley.chat.policy.RoomDefinition;
import dev.parley.chat.policy.RoomMode;
import dev.parley.model.Attachment;
import dev.parley.model.Content;
import dev.parley.model.Notification;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.store.ForwardingMessageStore;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;

/**
 * A talk in which every command, answer, event and error of the catalogue occurs, with every field that it may have, as it stood on the
 * wire. What differs from run to run has a name in its place: {@code id-1}, {@code epoch-1}, {@code socket-1}.
 */
@NullUnmarked
final class WireScript {

    private static final Pattern ID = Pattern.compile("\"([0-9A-HJKMNP-TV-Z]{26})\"");
    private static final Pattern EPOCH = Pattern.compile("\"epoch\":\"([^\"]+)\"");
    private static final Pattern SOCKET = Pattern.compile("\"socketId\":\"([^\"]+)\"");

    private final ChatFixture chat;
    private final Map<String, TestClient> clients = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();

    private WireScript(ChatFixture chat) {
        this.chat = chat;
    }

    /**
     * Runs the talk.
     *
     * @return its lines: {@code name > command payload}, {@code name < answer} and {@code name ! event payload}
     */
    static List<String> run() {
        Authorizer subscribers = new Authorizer() {
            @Override
            public boolean maySubscribe(User user, String entity) {
                return true;
            }
        };
        Authenticator withExpiry = handshake -> CompletableFuture.completedFuture(
                ChatFixture.user(String.valueOf(handshake.auth("token", String.class)))
                        .withExpiry(Instant.parse("2026-01-01T01:00:00Z")));
        try (ChatFixture chat = ChatFixture.start(builder -> builder.roomMode(RoomMode.MULTI)
                .authorizer(subscribers)
                .authenticator(withExpiry)
                .limits(ChatFixture.LIMITS.with(Limit.MESSAGE_BURST, 100))
                .interceptor((sender, room, content) -> {
                    if (content.text().contains("spam")) {
                        throw new ChatException(ErrorCode.REJECTED, "no advertising");
                    }
                    return content;
                })
                .store(levelledIn("orders"))
                .rooms(RoomDefinition.open("java").withTopic("The JVM")))) {
            WireScript script = new WireScript(chat);
            script.rooms();
            script.messages();
            script.moderation();
            script.people();
            script.refusals();
            script.end();
            return script.named();
        }
    }

    /** A store that has levels of durability in one room, and in the others one alone. */
    private static MessageStore levelledIn(String name) {
        return new ForwardingMessageStore(InMemoryMessageStore.create()) {
            @Override
            public Optional<String> durability(RoomName room) {
                return room.value().equals(name) ? Optional.of("archived") : Optional.empty();
            }
        };
    }

    private void rooms() {
        connect("bob", "7:Bob:admin");
        ask("bob", "joinRoom", fields("room", "java", "username", "for guests only"));
        ask("bob", "chatMessage", fields("room", "java", "message", "Welcome"));
        connect("alice", "42:Alice:member");
        connect("phone", "42:Alice:member");
        Object epoch =
                ask("alice", "joinRoom", fields("room", "java", "history", 50)).get("epoch");
        ask("bob", "chatMessage", "While you were away");
        ask("alice", "joinRoom", fields("room", "java", "since", fields("epoch", epoch, "seq", 1)));
        ask("alice", "joinRoom", fields("room", "java", "since", fields("epoch", "gone", "seq", 1)));
        ask("alice", "getRoomUsers", fields("room", "java"));
        ask("alice", "joinRoom", "python");
        ask("alice", "leaveRoom", fields("room", "python"));
        ask("alice", "typing", fields("room", "java"));
        ask("alice", "stopTyping", fields("room", "java"));
        ask("alice", "listRooms", fields());
    }

    private void messages() {
        Map<String, Object> sent =
                ask("alice", "chatMessage", fields("room", "java", "text", "Hello team!", "clientMsgId", "c-1"));
        ask("alice", "chatMessage", fields("room", "java", "text", "Hello team!", "clientMsgId", "c-1"));
        Object id = sent.get("id");
        Object epoch = sent.get("epoch");
        ask("bob", "chatMessage", fields("room", "java", "text", "Hi", "replyTo", id, "mentions", List.of("42")));
        ask("bob", "reactMessage", fields("room", "java", "id", id, "emoji", "👍"));
        ask("bob", "reactMessage", fields("room", "java", "id", id, "emoji", "👍"));
        ask(
                "alice",
                "editMessage",
                fields("room", "java", "id", id, "text", "Hello!", "version", 1, "mentions", List.of("7")));
        ask("alice", "editMessage", fields("room", "java", "id", id, "text", "Hello!"));
        ask("bob", "reactMessage", fields("room", "java", "id", id, "emoji", "👍", "remove", true));
        attachments();
        chat.engine().room("java").send(Content.of("From the application").withAttributes(Map.of("ticket", "17")));
        flush();
        ask("alice", "getHistory", fields("room", "java", "before", 5, "limit", 50));
        ask("alice", "getHistory", fields("room", "java", "around", 3, "limit", 3));
        Map<String, Object> day = fields("from", "2026-01-01T00:00:00Z", "to", "2026-01-02T00:00:00Z");
        Map<String, Object> ofBob = fields("room", "java", "user", "7");
        ofBob.putAll(day);
        ask("alice", "getHistory", ofBob);
        ask("alice", "syncRoom", fields("room", "java", "epoch", epoch, "after", 4, "limit", 100));
        ask("alice", "syncRoom", fields("room", "java", "epoch", "gone", "after", 4));
        ask("alice", "markRead", fields("room", "java", "seq", 4, "epoch", epoch));
        ask("alice", "listRooms", fields());
        ask("alice", "deleteMessage", fields("room", "java", "id", id));
        ask("alice", "deleteMessage", fields("room", "java", "id", id));
        ask("alice", "getHistory", fields("room", "java", "after", 0, "limit", 3));
        ask("bob", "chatMessage", fields("room", "java", "text", "To what is gone", "replyTo", sent.get("id")));
        privately();
    }

    private void attachments() {
        Map<String, Object> file = fields("name", "a.txt", "type", "text/plain", "data", TestClient.PLACE);
        Map<String, Object> payload = fields("room", "java", "text", "", "attachments", List.of(file));
        lines.add("alice > chatMessage " + TestClient.write(payload));
        TestClient.answer(clients.get("alice").askBinary(new byte[] {1, 2, 3}, "chatMessage", payload));
        flush();
        Map<String, Object> link =
                fields("name", "b.png", "type", "image/png", "url", "https://example.org/b.png", "size", 9);
        ask("alice", "chatMessage", fields("room", "java", "text", "See", "attachments", List.of(link)));
        chat.engine()
                .room("java")
                .send(Content.of("Kept elsewhere")
                        .withAttachments(List.of(Attachment.reference("file-1", "c.pdf", "application/pdf", 100))));
        flush();
    }

    private void privately() {
        Object lunch = ask("alice", "privateMessage", fields("to", "7", "text", "Lunch?", "clientMsgId", "c-2"))
                .get("id");
        Map<String, Object> link = fields("name", "menu.pdf", "url", "/menu.pdf");
        Map<String, Object> reply = fields("to", "42", "message", "Yes", "replyTo", lunch, "mentions", List.of("42"));
        reply.put("attachments", List.of(link));
        ask("bob", "privateMessage", reply);
        ask("bob", "privateMessage", fields("to", "nobody", "text", "Are you there?"));
        ask("bob", "typing", fields("room", "dm:42+7"));
        ask("bob", "markRead", fields("room", "dm:42+7", "seq", 1));
        Map<String, Object> first = ask("bob", "getConversations", fields("limit", 1));
        ask("bob", "getConversations", fields("limit", 1, "after", first.get("next")));
        ask("bob", "getRoomUsers", fields("room", "dm:42+7"));
    }

    private void moderation() {
        moderate("mute", "user", "42", "durationMs", 1_000, "reason", "caps");
        moderate("ban", "user", "13");
        ask("bob", "getModeration", fields("room", "java"));
        ask("alice", "chatMessage", fields("room", "java", "text", "muted"));
        moderate("unmute", "user", "42");
        moderate("slowMode", "intervalMs", 10_000);
        moderate("slowMode", "intervalMs", 0);
        moderate("freeze");
        ask("alice", "chatMessage", fields("room", "java", "text", "frozen"));
        moderate("unfreeze");
        moderate("role", "user", "42", "role", "moderator");
        chat.engine().room("java").moderate(ModerationAction.FREEZE, null, null, "");
        chat.engine().room("java").moderate(ModerationAction.UNFREEZE, null, null, "");
        flush();
        connect("carol", "9:Carol:member");
        ask("carol", "joinRoom", fields("room", "java"));
        moderate("kick", "user", "9", "reason", "enough");
    }

    private void moderate(String action, Object... more) {
        Map<String, Object> payload = fields("room", "java", "action", action);
        payload.putAll(fields(more));
        ask("bob", "moderate", payload);
    }

    private void people() {
        chat.engine()
                .user("42")
                .notify(Notification.of("new_post", "Bob created a new post").withData("{\"postId\":17}"));
        flush();
        Object notification = ChatFixture.each(
                        ask("alice", "getNotifications", fields("limit", 20, "unreadOnly", true))
                                .get("notifications"),
                        "id")
                .get(0);
        ask("alice", "ackNotification", fields("id", notification));
        ask("alice", "ackNotification", fields("ids", List.of(notification)));
        ask("alice", "ackNotification", fields("all", true));
        ask("alice", "getNotifications", fields("before", 100));
        ask("alice", "setStatus", fields("status", "busy", "text", "in a meeting"));
        ask("bob", "getPresence", fields("users", List.of("42", "stranger"), "watch", true));
        ask("alice", "subscribe", fields("entity", "project:17"));
        ask("alice", "unsubscribe", fields("entity", "project:17"));
        ask("alice", "renewToken", fields("token", "42:Alice:member"));
        chat.engine().role("admin").announce("The disk is full", Map.of("free", 0));
        chat.engine().room("java").announce("Good morning");
        flush();
        ask("carol", "setStatus", fields("status", "online"));
        ask("bob", "getPresence", fields("users", List.of("9"), "watch", true));
        clients.remove("carol").leave();
        flush();
        ask("bob", "getPresence", fields("users", List.of("9")));
        ask("bob", "privateMessage", fields("to", "9", "text", "Come back"));
        ask("bob", "getConversations", fields());
        chat.engine().room("java").clear();
        flush();
    }

    private void refusals() {
        ask("alice", "chatMessage", fields("room", "elsewhere", "text", "hi"));
        ask("alice", "joinRoom", fields("room", "x".repeat(65)));
        ask("alice", "getHistory", fields("room", "java", "limit", "many"));
        ask("alice", "chatMessage", fields("room", "java", "text", "buy spam"));
        ask("alice", "chatMessage", fields("room", "java", "text", "  "));
        ask("alice", "moderate", fields("room", "java", "action", "ban", "user", "7"));
        moderate("ban", "user", "42", "durationMs", 60_000, "reason", "enough");
        ask("alice", "joinRoom", fields("room", "java"));
        TestClient refused = chat.client(Map.of("token", "nonsense", "profile", "canonical"));
        lines.add("nobody ? " + TestClient.write(refused.refusal()));
    }

    private void end() {
        ask("bob", "joinRoom", fields("room", "orders"));
        ask("bob", "chatMessage", fields("room", "orders", "text", "One pizza"));
        chat.advance(Duration.ofMinutes(59));
        flush();
        chat.advance(Duration.ofMinutes(1));
        flush();
        ask("bob", "listRooms", fields());
        chat.engine().close();
        flush();
    }

    private void connect(String name, String token) {
        clients.put(name, chat.connectAs(token));
        flush();
    }

    private Map<String, Object> ask(String name, String command, Object payload) {
        lines.add(name + " > " + command + " " + TestClient.write(payload));
        Map<String, Object> answer = clients.get(name).call(command, payload);
        flush();
        return answer;
    }

    /** What all clients got since the last time, one after the other. */
    private void flush() {
        clients.forEach((name, client) -> client.takeRaw().forEach(text -> lines.add(line(name, text))));
    }

    private static String line(String name, String text) {
        int bracket = text.indexOf('[');
        String arguments = text.substring(bracket + 1, text.length() - 1);
        if (bracket > 0) {
            return name + " < " + arguments;
        }
        int comma = arguments.indexOf(',');
        return name + " ! " + arguments.substring(1, comma - 1) + " " + arguments.substring(comma + 1);
    }

    private List<String> named() {
        String text = String.join("\n", lines);
        text = name(name(name(text, ID, "id-"), EPOCH, "epoch-"), SOCKET, "socket-");
        return List.of(text.split("\n"));
    }

    private static String name(String text, Pattern pattern, String prefix) {
        Map<String, String> names = new LinkedHashMap<>();
        Matcher values = pattern.matcher(text);
        while (values.find()) {
            names.putIfAbsent(values.group(1), prefix + (names.size() + 1));
        }
        String named = text;
        for (Map.Entry<String, String> entry : names.entrySet()) {
            named = named.replace("\"" + entry.getKey() + "\"", "\"" + entry.getValue() + "\"");
        }
        return named;
    }
}
