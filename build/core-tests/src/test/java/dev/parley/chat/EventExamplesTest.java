package dev.parley.chat;

import static dev.parley.chat.ChatFixture.fields;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.chat.policy.Authenticator;
import dev.parley.chat.policy.Authorizer;
import dev.parley.chat.policy.RoomDefinition;
import dev.parley.chat.policy.RoomMode;
import dev.parley.model.Notification;
import dev.parley.model.User;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Every command and event of {@code docs/events.md} has an example there, and it is what the engine says. */
@NullUnmarked
final class EventExamplesTest {

    private static final ObjectMapper RELAXED = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
            .build();
    private static final Pattern SECTION = Pattern.compile("^### (.+)\\n((?:(?!^##).*\\n)*)", Pattern.MULTILINE);
    private static final Pattern COMMAND = Pattern.compile(
            "^socket\\.emit\\(\"(\\w+)\", (.*?)(?:, ack\\)\\n→ (.*(?:\\n {2,}.*)*)|\\))$", Pattern.MULTILINE);
    private static final Pattern EVENT = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL);

    private final Map<String, List<Map<String, Object>>> payloads = new LinkedHashMap<>();
    private final Map<String, List<Object>> answers = new LinkedHashMap<>();
    private final Map<String, List<Object>> events = new LinkedHashMap<>();

    @Test
    void examples_ofTheCatalogue_areWhatTheEngineSays() throws IOException {
        talk();
        String catalogue = Files.readString(RowsTableTest.docs().resolve("events.md"));
        int toServer = catalogue.indexOf("\n## Client to server");
        int toClient = catalogue.indexOf("\n## Server to client");
        int codes = catalogue.indexOf("\n## Error codes");
        commands(catalogue.substring(toServer, toClient));
        events(catalogue.substring(toClient, codes));
    }

    private void commands(String part) {
        List<String> seen = new ArrayList<>();
        Matcher sections = SECTION.matcher(part);
        while (sections.find()) {
            Matcher examples = COMMAND.matcher(sections.group(2));
            while (examples.find()) {
                String command = examples.group(1);
                seen.add(command);
                assertThat(sections.group(1)).contains(command);
                assertThat(shapes(payloads.get(command))).as(command).contains(shape(read(examples.group(2))));
                if (examples.group(3) != null) {
                    assertThat(shapes(answers.get(command))).as(command).contains(shape(read(examples.group(3))));
                }
            }
        }
        assertThat(seen).containsAll(payloads.keySet()).containsAll(List.of("typing", "stopTyping"));
    }

    private void events(String part) {
        List<String> seen = new ArrayList<>();
        Matcher sections = SECTION.matcher(part);
        while (sections.find()) {
            for (String event : sections.group(1).split(", ")) {
                seen.add(event);
                Matcher example = EVENT.matcher(sections.group(2));
                assertThat(example.find()).as("example of %s", event).isTrue();
                assertThat(shapes(events.get(event))).as(event).contains(shape(read(example.group(1))));
            }
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(events.keySet());
    }

    private static Object read(String json) {
        try {
            return RELAXED.readValue(json, Object.class);
        } catch (JsonProcessingException malformed) {
            throw new AssertionError(json, malformed);
        }
    }

    private static List<Object> shapes(List<?> values) {
        assertThat(values).isNotNull();
        return values.stream().map(EventExamplesTest::shape).toList();
    }

    /** Names and types of an object without its values; of an array its first element. */
    private static Object shape(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> shape = new java.util.TreeMap<>();
            map.forEach((name, field) -> shape.put(String.valueOf(name), shape(field)));
            return shape;
        }
        if (value instanceof List<?> list) {
            return list.isEmpty() ? List.of() : List.of(shape(list.get(0)));
        }
        return value instanceof Number ? "number" : value.getClass().getSimpleName();
    }

    private Map<String, Object> ask(TestClient client, String command, Object... fields) {
        Map<String, Object> payload = fields(fields);
        Map<String, Object> answer = client.ok(command, payload);
        payloads.computeIfAbsent(command, name -> new ArrayList<>()).add(payload);
        answers.computeIfAbsent(command, name -> new ArrayList<>()).add(answer);
        return answer;
    }

    private void tell(TestClient client, String command, Object... fields) {
        Map<String, Object> payload = fields(fields);
        client.emit(command, payload);
        payloads.computeIfAbsent(command, name -> new ArrayList<>()).add(payload);
    }

    /** Alice and Bob do everything there is to do. */
    private void talk() {
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
                .rooms(RoomDefinition.open("java").withTopic("The JVM")))) {
            TestClient bob = chat.connectAs("7:Bob:admin");
            TestClient alice = chat.connectAs("42:Alice:member");
            TestClient phone = chat.connectAs("42:Alice:member");
            bob.join("java");
            inRooms(chat, alice, bob);
            ofMessages(alice, bob, phone);
            ofPeople(chat, alice, bob);
            List.of(alice, bob, phone)
                    .forEach(client -> client.all()
                            .forEach(event -> events.computeIfAbsent(event.event(), name -> new ArrayList<>())
                                    .add(event.arguments().get(0))));
        }
    }

    private void inRooms(ChatFixture chat, TestClient alice, TestClient bob) {
        bob.say("java", "Welcome");
        Object epoch = ask(alice, "joinRoom", "room", "java").get("epoch");
        bob.say("java", "While you were away");
        ask(alice, "joinRoom", "room", "java", "since", fields("epoch", epoch, "seq", 1));
        ask(alice, "joinRoom", "room", "java", "history", 50);
        alice.ok("joinRoom", fields("room", "java", "since", fields("epoch", "gone", "seq", 1)));
        ask(alice, "getRoomUsers", "room", "java");
        alice.join("python");
        ask(alice, "leaveRoom", "room", "python");
        tell(alice, "typing", "room", "java");
        tell(alice, "stopTyping", "room", "java");
        ask(bob, "moderate", "room", "java", "action", "mute", "user", "42", "durationMs", 1_000, "reason", "caps");
        ask(bob, "getModeration", "room", "java");
        chat.advance(Duration.ofSeconds(1));
    }

    private void ofMessages(TestClient alice, TestClient bob, TestClient phone) {
        Map<String, Object> sent =
                ask(alice, "chatMessage", "room", "java", "text", "Hello team!", "clientMsgId", "c-1");
        Object id = sent.get("id");
        Map<String, Object> reply =
                fields("room", "java", "text", "Hi @Alice", "replyTo", id, "mentions", List.of("42"));
        bob.ok("chatMessage", reply);
        ask(alice, "editMessage", "room", "java", "id", id, "text", "Hello, team!");
        ask(bob, "reactMessage", "room", "java", "id", id, "emoji", "👍");
        ask(alice, "getHistory", "room", "java", "before", 3, "limit", 50);
        ask(alice, "syncRoom", "room", "java", "epoch", sent.get("epoch"), "after", 4);
        ask(alice, "syncRoom", "room", "java", "epoch", "gone", "after", 4);
        ask(alice, "markRead", "room", "java", "seq", 4);
        ask(alice, "listRooms");
        ask(alice, "deleteMessage", "room", "java", "id", id);
        ask(alice, "privateMessage", "to", "7", "text", "Lunch?");
        ask(phone, "getConversations", "limit", 20);
    }

    private void ofPeople(ChatFixture chat, TestClient alice, TestClient bob) {
        chat.engine()
                .user("42")
                .notify(Notification.of("new_post", "Bob created a new post").withData("{\"postId\":17}"));
        Object notification = ChatFixture.each(
                        ask(alice, "getNotifications", "limit", 20, "unreadOnly", true)
                                .get("notifications"),
                        "id")
                .get(0);
        ask(alice, "ackNotification", "id", notification);
        ask(alice, "setStatus", "status", "busy", "text", "in a meeting");
        ask(bob, "getPresence", "users", List.of("42"), "watch", true);
        ask(alice, "subscribe", "entity", "project:17");
        ask(alice, "unsubscribe", "entity", "project:17");
        ask(alice, "renewToken", "token", "42:Alice:member");
        chat.engine().role("admin").announce("The disk is full", Map.of("free", 0));
        chat.advance(Duration.ofMinutes(59));
        TestClient carol = chat.connectAs("9:Carol:member");
        carol.join("java");
        carol.leave();
    }
}
