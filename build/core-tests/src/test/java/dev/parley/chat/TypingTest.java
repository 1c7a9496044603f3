package dev.parley.chat;

import static dev.parley.chat.ChatFixture.fields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.chat.log.RoomTails;
import dev.parley.chat.log.StoreThreads;
import dev.parley.chat.policy.RoomMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Who comes later is told who is typing, and each beginning has its end. */
@NullUnmarked
final class TypingTest {

    private static List<Object> typists(TestClient client, String event) {
        return client.events(event).stream()
                .map(typing -> typing.get("username"))
                .toList();
    }

    @Test
    void joinRoom_whileOthersType_isToldWho() {
        try (ChatFixture chat = ChatFixture.multi()) {
            TestClient alice = chat.connect("alice");
            TestClient bob = chat.connect("bob");
            TestClient phone = chat.connect("bob");
            List.of(alice, bob).forEach(client -> client.join("java"));
            alice.emit("typing", "java");
            bob.emit("typing", "java");
            TestClient carol = chat.connect("carol");
            carol.join("java");
            assertThat(typists(carol, "typing")).containsExactly("Alice", "Bob");
            int history = carol.all().indexOf(carol.events("chatHistory").get(0));
            assertThat(carol.all().indexOf(carol.events("typing").get(0))).isGreaterThan(history);
            phone.join("java");
            assertThat(typists(phone, "typing")).as("not about oneself").containsExactly("Alice");
            chat.advance(Duration.ofSeconds(6));
            assertThat(typists(carol, "stopTyping")).containsExactly("Alice", "Bob");
            TestClient dave = chat.connect("dave");
            dave.join("java");
            assertThat(dave.events("typing")).isEmpty();
        }
    }

    @Test
    void joinRoom_whoHasStopped_isNotTold() {
        try (ChatFixture chat = ChatFixture.multi()) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            for (Runnable end : List.<Runnable>of(
                    () -> alice.emit("stopTyping", "java"),
                    () -> alice.say("java", "said"),
                    () -> alice.ok("leaveRoom", "java"))) {
                alice.emit("typing", "java");
                end.run();
                TestClient carol = chat.connect("carol");
                carol.join("java");
                assertThat(carol.events("typing")).isEmpty();
                carol.leave();
            }
        }
    }

    @Test
    void joinRoom_typingBeginsAndEndsWhileTheHistoryIsRead_isToldOnce() {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ChatFixture chat = new ChatFixture(
                builder -> builder.roomMode(RoomMode.MULTI), Runnable::run, new StoreThreads(threads, threads))) {
            TestClient alice = chat.connect("alice");
            TestClient bob = chat.connect("bob");
            TestClient carol = chat.connect("carol");
            List.of(alice, bob).forEach(client -> client.join("java"));
            chat.advance(RoomTails.FRESH);
            alice.emit("typing", "java");
            chat.faults().hang("head");
            CompletableFuture<Map<String, Object>> join = carol.ask("joinRoom", "java");
            await().atMost(Duration.ofSeconds(20)).until(() -> chat.faults().hanging() > 0);
            bob.emit("typing", "java");
            alice.emit("stopTyping", "java");
            chat.faults().recover();
            assertThat(TestClient.answer(join)).containsEntry("ok", true);
            assertThat(typists(carol, "typing")).containsExactly("Bob");
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void connect_whilePeersTypeInConversations_isToldWho() {
        try (ChatFixture chat = ChatFixture.multi()) {
            TestClient alice = chat.connect("alice");
            alice.emit("typing", fields("room", "dm:alice+bob"));
            alice.emit("typing", fields("room", "dm:alice+carol"));
            alice.emit("typing", fields("room", "dm:alice+alice"));
            TestClient bob = chat.connect("bob");
            assertThat(bob.events("typing"))
                    .singleElement()
                    .satisfies(typing -> assertThat(typing.data())
                            .containsEntry("room", "dm:alice+bob")
                            .containsEntry("username", "Alice"));
            assertThat(bob.all().get(0).event()).isEqualTo("session");
            assertThat(chat.connect("alice").events("typing")).isEmpty();
            chat.advance(Duration.ofSeconds(6));
            assertThat(bob.events("stopTyping")).hasSize(1);
            assertThat(chat.connect("carol").events("typing")).isEmpty();
        }
    }
}
