package dev.parley.transport.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEngine;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.RoomMode;
import dev.parley.model.Notification;
import dev.parley.model.User;
import dev.parley.store.InMemoryMessageStore;
import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;

/** An afternoon in a chat: the official client over real sockets, each visitor over another transport. */
final class ChatScenarioTest {

    private static final int SECONDS = 20;
    private static final int EACH = 40;
    private static final String[] UPGRADING = {"polling", "websocket"};

    /** A visitor and everything it was told. Guarded by {@code this}. */
    private static final class Visitor implements AutoCloseable {
        private final Socket socket;
        private final List<Map.Entry<String, JSONObject>> heard = new ArrayList<>();

        Visitor(int port, String token, String... transports) {
            socket = IO.socket(
                    URI.create("http://127.0.0.1:" + port),
                    IO.Options.builder()
                            .setForceNew(true)
                            .setReconnection(false)
                            .setTransports(transports)
                            .setAuth(Map.of("token", token))
                            .build());
            socket.onAnyIncoming(this::hear);
            socket.connect();
            await("session");
        }

        private synchronized void hear(Object... arguments) {
            heard.add(Map.entry(String.valueOf(arguments[0]), (JSONObject) arguments[1]));
        }

        synchronized List<JSONObject> events(String name) {
            return heard.stream()
                    .filter(event -> event.getKey().equals(name))
                    .map(Map.Entry::getValue)
                    .toList();
        }

        List<Object> each(String event, String field) {
            return events(event).stream().map(data -> data.opt(field)).toList();
        }

        JSONObject await(String event) {
            return await(event, 1).get(0);
        }

        List<JSONObject> await(String event, int count) {
            return Awaitility.await(event)
                    .atMost(Duration.ofSeconds(SECONDS))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> events(event), events -> events.size() >= count);
        }

        CompletableFuture<JSONObject> ask(String command, Map<String, ?> payload) {
            CompletableFuture<JSONObject> answer = new CompletableFuture<>();
            socket.emit(command, new Object[] {new JSONObject(payload)}, (Ack)
                    arguments -> answer.complete((JSONObject) arguments[0]));
            return answer.orTimeout(SECONDS, TimeUnit.SECONDS);
        }

        JSONObject ok(String command, Map<String, ?> payload) {
            JSONObject answer = ask(command, payload).join();
            assertThat(answer.optBoolean("ok")).as("%s: %s", command, answer).isTrue();
            return answer;
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private static ChatEngine engine() {
        return ChatEngine.builder()
                .store(InMemoryMessageStore.create())
                .roomMode(RoomMode.MULTI)
                .limits(ChatLimits.defaults().with(Limit.MESSAGE_BURST, 1_000).with(Limit.COMMAND_BURST, 1_000))
                .authenticator(handshake -> {
                    String[] parts = String.valueOf(handshake.auth("token", String.class))
                            .split(":");
                    return CompletableFuture.completedFuture(
                            User.of(parts[0], parts[1]).withRoles(parts.length > 2 ? parts[2] : "member"));
                })
                .build();
    }

    @Test
    void everybody_overEveryTransport_seesTheSameChat() throws JSONException {
        ChatEngine chat = engine();
        try (JettyTransport transport = JettyTransport.builder().port(0).build().start(chat);
                Visitor alice = new Visitor(transport.port(), "1:Alice:admin", UPGRADING);
                Visitor bob = new Visitor(transport.port(), "2:Bob", "websocket");
                Visitor carol = new Visitor(transport.port(), "3:Carol", "polling")) {
            List<Visitor> all = List.of(alice, bob, carol);
            all.forEach(visitor -> visitor.ok("joinRoom", Map.of("room", "C#")));
            everybodyTalksAtOnce(all);
            changesReachEverybody(alice, bob, carol);
            attachmentIsUnchanged(bob, carol);
            String epoch = bob.events("message").get(0).getString("epoch");
            bob.socket.close();
            alice.ok("chatMessage", Map.of("room", "C#", "text", "Bob has lost the line"));
            bobComesBack(transport.port(), epoch, alice);
            alice.ok("moderate", Map.of("room", "C#", "action", "kick", "user", "3", "reason", "late"));
            assertThat(carol.await("moderation").getString("reason")).isEqualTo("late");
            assertThat(carol.ask("chatMessage", Map.of("room", "C#", "text", "but"))
                            .join()
                            .getString("code"))
                    .isEqualTo("NOT_IN_ROOM");
            chat.close();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(SECONDS))
                    .until(() -> alice.each("serverNotice", "kind").contains("shutdown"));
        }
    }

    private static void everybodyTalksAtOnce(List<Visitor> all) throws JSONException {
        List<CompletableFuture<JSONObject>> answers = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            for (Visitor visitor : all) {
                String text = visitor.socket.id() + " " + i;
                answers.add(visitor.ask("chatMessage", Map.of("room", "C#", "text", text, "clientMsgId", "m" + i)));
            }
        }
        answers.forEach(answer -> assertThat(answer.join().optBoolean("ok")).isTrue());
        int count = all.size() * EACH;
        List<Integer> numbers = IntStream.rangeClosed(1, count).boxed().toList();
        for (Visitor visitor : all) {
            visitor.await("message", count);
            assertThat(visitor.each("message", "seq")).isEqualTo(numbers);
            assertThat(visitor.each("message", "text")).isEqualTo(all.get(0).each("message", "text"));
        }
        for (Visitor visitor : all) {
            assertThat(all.get(0).each("message", "text").stream()
                            .map(String::valueOf)
                            .filter(text -> text.startsWith(visitor.socket.id() + " ")))
                    .containsExactlyElementsOf(IntStream.range(0, EACH)
                            .mapToObj(i -> visitor.socket.id() + " " + i)
                            .toList());
        }
        JSONObject again = all.get(1)
                .ok(
                        "chatMessage",
                        Map.of("room", "C#", "text", all.get(1).socket.id() + " 0", "clientMsgId", "m0"));
        assertThat(again.getBoolean("duplicate")).isTrue();
    }

    private static void changesReachEverybody(Visitor alice, Visitor bob, Visitor carol) throws JSONException {
        String id =
                alice.ok("chatMessage", Map.of("room", "C#", "text", "frist")).getString("id");
        alice.ok("editMessage", Map.of("room", "C#", "id", id, "text", "first"));
        carol.ok("reactMessage", Map.of("room", "C#", "id", id, "emoji", "👍"));
        for (Visitor visitor : List.of(alice, bob, carol)) {
            assertThat(visitor.await("messageUpdated").getJSONObject("message").getString("text"))
                    .isEqualTo("first");
            assertThat(visitor.await("reaction").getString("emoji")).isEqualTo("👍");
        }
        carol.socket.emit("typing", new JSONObject(Map.of("room", "C#")));
        assertThat(bob.await("typing").getString("username")).isEqualTo("Carol");
    }

    private static void attachmentIsUnchanged(Visitor bob, Visitor carol) throws JSONException {
        byte[] bytes = "\u0000\u00ff not a picture".getBytes(StandardCharsets.ISO_8859_1);
        JSONObject file =
                new JSONObject().put("name", "cat.png").put("type", "image/png").put("data", bytes);
        bob.ok("chatMessage", Map.of("room", "C#", "attachments", new JSONArray().put(file)));
        List<JSONObject> messages = carol.await("message", 3 * EACH + 2);
        JSONObject attachment =
                messages.get(messages.size() - 1).getJSONArray("attachments").getJSONObject(0);
        assertThat((byte[]) attachment.get("data")).isEqualTo(bytes);
    }

    /** What was sent to somebody who was away is there afterwards. */
    private static void bobComesBack(int port, String epoch, Visitor alice) throws JSONException {
        alice.ok("privateMessage", Map.of("to", "2", "text", "Are you there?"));
        int last = 3 * EACH + 4;
        try (Visitor bob = new Visitor(port, "2:Bob", UPGRADING)) {
            JSONObject since = new JSONObject(Map.of("epoch", epoch, "seq", last));
            bob.ok("joinRoom", Map.of("room", "C#", "since", since));
            JSONArray changes = bob.await("roomChanges").getJSONArray("changes");
            assertThat(changes.length()).isEqualTo(1);
            assertThat(changes.getJSONObject(0).getJSONObject("data").getString("text"))
                    .isEqualTo("Bob has lost the line");
            JSONObject conversation = bob.ok("getConversations", Map.of())
                    .getJSONArray("conversations")
                    .getJSONObject(0);
            assertThat(conversation.getInt("unread")).isEqualTo(1);
            assertThat(conversation.getJSONObject("last").getString("text")).isEqualTo("Are you there?");
        }
    }

    @Test
    void notification_ofTheApplication_reachesEveryDeviceAndWaitsForTheAbsent() throws JSONException {
        ChatEngine chat = engine();
        try (JettyTransport transport = JettyTransport.builder().port(0).build().start(chat);
                Visitor phone = new Visitor(transport.port(), "1:Alice", "polling");
                Visitor laptop = new Visitor(transport.port(), "1:Alice", "websocket")) {
            chat.user("1").notify(Notification.of("new_post", "Bob created a new post"));
            chat.user("2").notify(Notification.of("new_post", "Bob created a new post"));
            for (Visitor device : List.of(phone, laptop)) {
                assertThat(device.await("notification").getString("type")).isEqualTo("new_post");
            }
            try (Visitor bob = new Visitor(transport.port(), "2:Bob", UPGRADING)) {
                assertThat(bob.ok("getNotifications", Map.of()).getInt("unread"))
                        .isEqualTo(1);
            }
        }
    }
}
