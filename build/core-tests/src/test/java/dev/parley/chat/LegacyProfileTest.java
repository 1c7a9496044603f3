package dev.parley.chat;

import static dev.parley.chat.ChatFixture.fields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.chat.policy.ChatTexts;
import dev.parley.chat.policy.ErrorCode;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Pages of the five sources, word for word, against an engine with the compatibility profile. */
@NullUnmarked
final class LegacyProfileTest {

    private static ChatFixture start() {
        return ChatFixture.start(
                builder -> builder.guests(true).compatibility(true).legacyZone(ZoneId.of("Asia/Kolkata")));
    }

    @Test
    @Row({"000-03", "003-03", "003-04", "004-03", "004-06", "004-07", "004-02", "004-01", "002-03"})
    void globalChat_everyOldName_isUnderstoodAndSent() {
        try (ChatFixture chat = start()) {
            TestClient one = chat.client(Map.of()).await();
            TestClient two = chat.client(Map.of()).await();
            one.emit("chat message", "hello all");
            one.emit("sendMessage", "second");
            two.emit("message", Map.of("text", "third"));
            for (TestClient client : List.of(one, two)) {
                assertThat(client.events("chat message").stream()
                                .map(event -> event.arguments().get(0)))
                        .containsExactly("hello all", "second", "third");
                assertThat(client.events("receiveMessage").get(1).data())
                        .containsEntry("text", "second")
                        .containsEntry("time", "05:30:00")
                        .containsEntry("timestamp", "2026-01-01T00:00:00Z")
                        .containsKey("id");
                assertThat(client.events("newMessage"))
                        .as("of the event message not to who sent it")
                        .hasSize(client == two ? 2 : 3);
                assertThat(client.events("broadcast")).hasSize(3);
                assertThat(client.events("chatMessage")).hasSize(3);
                assertThat(client.events("appendMessage")).hasSize(3);
                assertThat(client.events("message")).isEmpty();
            }
            assertThat(two.events("response")).hasSize(1);
            assertThat(two.events("response").get(0).data()).containsEntry("message", "Received");
            TestClient late = chat.client(Map.of()).await();
            List<?> history =
                    (List<?>) late.events("chatHistory").get(0).arguments().get(0);
            assertThat(ChatFixture.each(history, "text")).containsExactly("hello all", "second", "third");
            assertThat(ChatFixture.each(history, "time")).containsOnly("05:30:00");
        }
    }

    @Test
    @Row({"000-12", "000-14", "000-15", "000-16", "000-17", "000-21", "000-42", "000-43", "000-44"})
    void roomChat_asTexts_readsAsItDid() {
        try (ChatFixture chat = start()) {
            Map<String, Object> texts = Map.of("messageFormat", "text");
            TestClient alice = chat.client(texts).await();
            alice.emit("joinRoom", fields("username", "Alice", "room", "Java"));
            alice.emit("chatMessage", "first");
            TestClient bob = chat.client(texts).await();
            bob.emit("joinRoom", fields("username", "Bob", "room", "Java"));
            bob.emit("chatMessage", "Hi");
            bob.leave();
            assertThat(alice.events("message").stream()
                            .map(event -> event.arguments().get(0)))
                    .containsExactly(
                            "👋 Welcome Alice to Java room!",
                            "Alice: first",
                            "📢 Bob has joined the room",
                            "Bob: Hi",
                            "🚪 Bob left the room");
            assertThat(bob.events("message").stream()
                            .map(event -> event.arguments().get(0)))
                    .containsExactly("Alice: first", "👋 Welcome Bob to Java room!", "Bob: Hi");
            assertThat(ChatFixture.each(alice.events("roomUsers").get(1).get("users"), "username"))
                    .containsExactly("Alice", "Bob");
        }
    }

    @Test
    @Row({"002-04", "002-05", "002-06", "002-07", "002-08", "002-09", "002-10", "002-15", "003-13", "004-04"})
    @Defect("D34")
    void roomChat_asObjects_withNamesAndPrivateMessages() {
        try (ChatFixture chat = start()) {
            Map<String, Object> names = Map.of("roomUsersFormat", "names");
            TestClient alice = chat.client(names).await();
            TestClient bob = chat.client(names).await();
            alice.emit("register", "Alice");
            alice.emit("joinRoom", "Java");
            bob.emit("join", fields("username", "Bob", "room", "Java"));
            alice.emit("chatMessage", "Hello");
            assertThat(alice.events("userJoined").get(0).arguments())
                    .as("the joiner too")
                    .containsExactly(alice.id());
            assertThat(alice.events("userJoined").get(1).arguments()).containsExactly(bob.id());
            assertThat(bob.events("userJoined"))
                    .hasSize(1)
                    .first()
                    .isEqualTo(alice.events("userJoined").get(1));
            assertThat(bob.events("message").get(0).data())
                    .containsEntry("username", "System")
                    .containsEntry("text", "👋 Welcome Bob to Java room!")
                    .containsKey("timestamp");
            assertThat(bob.events("message").get(1).data())
                    .containsEntry("username", "Alice")
                    .containsEntry("text", "Hello");
            assertThat(bob.events("roomUsers").get(0).get("users")).isEqualTo(List.of("Alice", "Bob"));
            alice.emit("private message", bob.id(), "psst");
            assertThat(bob.events("private message").get(0).arguments()).containsExactly(alice.id(), "psst");
            assertThat(bob.events("privateMessage").get(0).data()).containsEntry("message", "psst");
            assertThat(alice.events("private message")).isEmpty();
            assertThat(alice.events("privateMessage")).hasSize(1);
            bob.emit("private message", alice.id(), "to who wrote");
            assertThat(alice.events("private message").get(0).arguments()).containsExactly(bob.id(), "to who wrote");
            Object bobId = alice.events("privateMessage").get(1).get("from");
            Object aliceId = bob.events("privateMessage").get(0).get("from");
            assertThat(bobId.toString()).startsWith("guest-");
            alice.emit("private message", bobId, "to a user");
            alice.emit("privateMessage", fields("to", bob.id(), "message", "to a socket id"));
            assertThat(bob.events("privateMessage").get(3).data())
                    .containsEntry("from", aliceId)
                    .containsEntry("message", "to a socket id")
                    .containsKey("timestamp");
            assertThat(bob.events("private message")).hasSize(3);
            alice.emit("typing", Map.of("room", "Java"));
            alice.emit("stopTyping", Map.of("room", "Java"));
            assertThat(bob.events("typing").get(0).get("user")).isEqualTo("Alice");
            assertThat(bob.events("stopTyping").get(0).get("user")).isEqualTo("Alice");
        }
    }

    /** The first lesson's client sends {@code message}, shows that itself, and has no callbacks. */
    @Test
    @Row({"002-03", "002-04"})
    void messageEvent_ofOneOfTwoDevices_isNewToEverybodyElse() {
        try (ChatFixture chat = start()) {
            Map<String, Object> key = fields("username", "Ann", "guestKey", "a secret of sixteen");
            TestClient ann = chat.client(key).await();
            TestClient otherDevice = chat.client(key).await();
            TestClient bob = chat.client(Map.of()).await();
            ann.emit("message", Map.of("text", "one"));
            bob.emit("sendMessage", "two");

            assertThat(ann.events("newMessage"))
                    .hasSize(1)
                    .allMatch(event -> event.get("text").equals("two"));
            assertThat(otherDevice.events("newMessage")).hasSize(2);
            assertThat(bob.events("newMessage")).hasSize(2);
            assertThat(ann.events("broadcast")).hasSize(2);
            assertThat(ann.events("response")).hasSize(1);
            bob.clear();
            bob.emit("joinRoom", "Java");
            bob.emit("leaveRoom", "Java");
            bob.emit("getRoomUsers", "global");
            assertThat(bob.events("response")).as("joins are not confirmed").isEmpty();
            bob.emit("joinRoom", "user:42");
            assertThat(bob.events("response")).as("refusals are told").hasSize(1);
        }
    }

    /** A device that joins a room later is not announced; when the last has gone, the first one's id goes. */
    @Test
    @Row("002-04")
    void userJoinedAndLeft_ofTwoDevices_nameTheFirstOne() {
        try (ChatFixture chat = start()) {
            TestClient bob = chat.client(Map.of()).await();
            bob.emit("joinRoom", "Java");
            Map<String, Object> key = fields("username", "Ann", "guestKey", "a secret of sixteen");
            TestClient first = chat.client(key).await();
            first.emit("joinRoom", "Java");
            TestClient second = chat.client(key).await();
            second.emit("joinRoom", "Java");
            bob.clear();
            first.leave();
            second.leave();

            assertThat(bob.events("userLeft")).hasSize(1);
            assertThat(bob.events("userLeft").get(0).arguments()).containsExactly(first.id());
            assertThat(second.events("userJoined").get(0).arguments()).containsExactly(second.id());
        }
    }

    @Test
    @Row({"000-44", "000-16", "002-07", "002-08"})
    void page_withoutAnyOption_worksWithTheServersForms() {
        ChatTexts basic = new ChatTexts(
                "👋 Welcome {user} to {room}!", "📢 {user} has joined!", "🚪 {user} left", "Bye", "System");
        assertThat(noticesOf(chat -> chat.legacyTexts(true).texts(basic)))
                .containsExactly("👋 Welcome Alice to Java!", "📢 Bob has joined!", "Bob: hi", "🚪 Bob left");
        ChatTexts lesson = new ChatTexts("Welcome to {room}!", "{user} has joined", "{user} has left", "Bye", "System");
        assertThat(noticesOf(chat -> chat.legacyTexts(true).texts(lesson)))
                .containsExactly("Welcome to Java!", "Bob has joined", "Bob: hi", "Bob has left");
        try (ChatFixture chat = ChatFixture.start(
                builder -> builder.guests(true).compatibility(true).legacyNames(true))) {
            TestClient alice = chat.client(Map.of()).await();
            alice.emit("joinRoom", fields("username", "Alice", "room", "Java"));
            assertThat(alice.events("roomUsers").get(0).data())
                    .isEqualTo(fields("room", "Java", "users", List.of("Alice")));
            TestClient other = chat.client(Map.of("roomUsersFormat", "objects")).await();
            other.emit("joinRoom", fields("username", "Bob", "room", "Java"));
            assertThat(ChatFixture.each(other.events("roomUsers").get(0).get("users"), "username"))
                    .containsExactly("Alice", "Bob");
        }
        assertThatThrownBy(() -> ChatFixture.start(builder -> builder.legacyTexts(true)))
                .hasMessageContaining("compatibility");
    }

    /** What a page that knows {@code message} only is shown while another visits its room. */
    private static List<Object> noticesOf(UnaryOperator<ChatEngineBuilder> settings) {
        try (ChatFixture chat =
                ChatFixture.start(builder -> settings.apply(builder.guests(true).compatibility(true)))) {
            TestClient alice = chat.client(Map.of()).await();
            alice.emit("joinRoom", fields("username", "Alice", "room", "Java"));
            TestClient bob = chat.client(Map.of()).await();
            bob.emit("joinRoom", fields("username", "Bob", "room", "Java"));
            bob.emit("chatMessage", "hi");
            bob.leave();
            return alice.events("message").stream()
                    .map(event -> event.arguments().get(0))
                    .toList();
        }
    }

    @Test
    void canonicalClient_besideLegacyOnes_getsTheCatalogueOnly() {
        try (ChatFixture chat = start()) {
            TestClient modern = chat.connect("alice");
            TestClient old = chat.client(Map.of("messageFormat", "text")).await();
            modern.join("Java");
            old.emit("joinRoom", fields("username", "Bob", "room", "Java"));
            old.emit("chatMessage", "hi");
            old.emit("typing", Map.of("room", "Java"));
            modern.say("Java", "hello");
            assertThat(modern.texts()).containsExactly("hi", "hello");
            assertThat(modern.events("typing")).hasSize(1);
            assertThat(old.events("typing")).as("not to oneself").isEmpty();
            assertThat(modern.events("userJoined").get(0).get("username")).isEqualTo("Bob");
            assertThat(modern.all().stream().map(TestClient.Received::event))
                    .doesNotContain("receiveMessage", "response");
            modern.refused(ErrorCode.BAD_REQUEST, "getHistory", fields("limit", "x"));
            old.emit("chatMessage", " ");
            assertThat(old.events("response").get(1).data()).containsEntry("code", "TEXT_EMPTY");
            chat.engine().room("Java").emit("custom", 1);
            chat.engine().everyone().emit("custom", 2);
            assertThat(old.events("custom")).hasSize(2);
            assertThat(modern.events("custom")).hasSize(2);
        }
    }

    @Test
    void privateMessage_toASocketId_isForTheUserOfLegacyClientsOnly() {
        try (ChatFixture chat = start()) {
            TestClient old = chat.client(Map.of()).await();
            TestClient modern = chat.connect("alice");
            modern.ok("privateMessage", fields("to", old.id(), "text", "a user of that id"));
            old.emit("privateMessage", fields("to", modern.id(), "text", "alice"));
            assertThat(old.events("privateMessage"))
                    .singleElement()
                    .satisfies(event -> assertThat(event.get("text")).isEqualTo("alice"));
            assertThat(modern.events("privateMessage").get(1).get("to")).isEqualTo("alice");
        }
    }

    @Test
    void renewToken_refusedWithoutCallback_isSaidAsEveryRefusal() {
        try (ChatFixture chat = start()) {
            TestClient old = chat.client(Map.of()).await();
            old.emit("renewToken", fields());
            assertThat(old.events("response").get(0).data()).containsEntry("code", "BAD_REQUEST");
        }
    }

    @Test
    void profileOff_oldNames_areNotHeard() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            alice.emit("sendMessage", "x");
            alice.emit("chat message", "x");
            assertThat(alice.texts()).isEmpty();
            alice.join("global");
            alice.refused(ErrorCode.NOT_IN_ROOM, "chatMessage", fields("room", "java", "text", "x"));
        }
    }
}
