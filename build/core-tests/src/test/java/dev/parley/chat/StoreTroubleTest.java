package dev.parley.chat;

import static dev.parley.chat.ChatFixture.fields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.chat.log.RoomTails;
import dev.parley.chat.log.StoreThreads;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.room.ChatConnection;
import dev.parley.runtime.MemoryBudget;
import dev.parley.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store that fails, hangs or loses its answers, and joins while others send. */
@NullUnmarked
final class StoreTroubleTest {

    /** A fixture whose store calls run on threads of their own, so that they can hang. */
    private static ChatFixture threaded(ExecutorService threads, ChatLimits limits) {
        return new ChatFixture(builder -> builder.limits(limits), Runnable::run, new StoreThreads(threads, threads));
    }

    @Test
    @Row({"000-22", "000-24"})
    @Defect("D24")
    void chatMessage_storeFails_isRefusedAndNotSent() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            TestClient bob = chat.connect("bob");
            alice.join("java");
            bob.join("java");
            chat.faults().breakDown("append", StoreException.Category.UNAVAILABLE);
            Map<String, Object> payload = fields("room", "java", "text", "hi", "clientMsgId", "c1");
            alice.refused(ErrorCode.STORE_UNAVAILABLE, "chatMessage", payload);
            assertThat(alice.texts()).isEmpty();
            chat.faults().recover();
            assertThat(alice.ok("chatMessage", payload)).containsEntry("seq", 1).containsEntry("duplicate", false);
            assertThat(bob.texts()).containsExactly("hi");
        }
    }

    @Test
    void everyRead_storeFails_isRefusedAndTheConnectionLives() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            for (String method : List.of(
                    "head",
                    "messages",
                    "marker",
                    "unread",
                    "markersOf",
                    "notifications",
                    "recordsWith",
                    "versionedRecordsIn")) {
                chat.faults().breakDown(method, StoreException.Category.UNAVAILABLE);
            }
            alice.refused(ErrorCode.STORE_UNAVAILABLE, "joinRoom", "java");
            alice.refused(ErrorCode.STORE_UNAVAILABLE, "joinRoom", "python");
            alice.refused(ErrorCode.STORE_UNAVAILABLE, "getNotifications");
            alice.refused(ErrorCode.STORE_UNAVAILABLE, "getConversations");
            chat.faults().recover();
            alice.join("java");
            alice.say("java", "works again");
            assertThat(chat.engine().liveRooms()).isEqualTo(1);
        }
    }

    @Test
    void chatMessage_answerLost_isSentOnceWhenRetried() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            TestClient bob = chat.connect("bob");
            alice.join("java");
            bob.join("java");
            alice.say("java", "one");
            chat.faults().loseNextAnswer("append");
            Map<String, Object> payload = fields("room", "java", "text", "two", "clientMsgId", "c2");
            alice.refused(ErrorCode.STORE_UNAVAILABLE, "chatMessage", payload);
            assertThat(alice.ok("chatMessage", payload))
                    .containsEntry("duplicate", true)
                    .containsEntry("seq", 2);
            alice.say("java", "three");
            assertThat(bob.texts()).containsExactly("one", "two", "three");
        }
    }

    @Test
    void chatMessage_answerLostAndNeverRetried_isSentAllTheSame() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            alice.say("java", "one");
            chat.faults().loseNextAnswer("append");
            alice.refused(ErrorCode.STORE_UNAVAILABLE, "chatMessage", fields("room", "java", "text", "two"));
            assertThat(alice.texts()).containsExactly("one");
            chat.advance(Duration.ofSeconds(1));
            assertThat(alice.texts()).as("live and log agree").containsExactly("one", "two");
            alice.say("java", "three");
            assertThat(alice.events("message").stream().map(m -> m.get("seq"))).containsExactly(1, 2, 3);
        }
    }

    @Test
    void store_hangs_refusesInTimeAndLosesNothingAcknowledged() {
        ExecutorService threads = Executors.newCachedThreadPool();
        ChatLimits limits = ChatFixture.LIMITS.with(Limit.PENDING_BYTES, 2_000);
        try (ChatFixture chat = threaded(threads, limits)) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            chat.faults().hang("append");
            CompletableFuture<Map<String, Object>> first =
                    alice.ask("chatMessage", fields("room", "java", "text", "one", "clientMsgId", "c1"));
            await().atMost(Duration.ofSeconds(20)).until(() -> chat.faults().hanging() == 1);
            List<CompletableFuture<Map<String, Object>>> more = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                more.add(alice.ask("chatMessage", fields("room", "java", "text", "more")));
            }
            Map<String, Object> overloaded = TestClient.answer(more.get(19));
            assertThat(overloaded)
                    .containsEntry("code", "OVERLOADED")
                    .containsEntry("limit", "pendingBytes")
                    .containsEntry("retryable", true);
            chat.advance(Duration.ofSeconds(10));
            assertThat(TestClient.answer(first)).containsEntry("code", "STORE_UNAVAILABLE");
            alice.refused(ErrorCode.STORE_UNAVAILABLE, "chatMessage", fields("room", "java", "text", "while stuck"));
            chat.faults().recover();
            await().atMost(Duration.ofSeconds(20)).until(() -> alice.texts().size() >= 1);
            assertThat(alice.ok("chatMessage", fields("room", "java", "text", "one", "clientMsgId", "c1")))
                    .containsEntry("duplicate", true);
            assertThat(alice.texts().stream().filter("one"::equals)).hasSize(1);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void commands_memoryUsedUp_areOverloadedUntilItIsNot() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            MemoryBudget memory = chat.engine().server().memory();
            // Room for the command itself, which counts until it is handled.
            long nearly = memory.limit() - memory.used() - 10_000;
            memory.add(nearly);
            alice.ok("chatMessage", fields("room", "java", "text", "near the limit"));
            memory.add(10_001);

            alice.refused(ErrorCode.OVERLOADED, "chatMessage", fields("room", "java", "text", "beyond"));

            memory.remove(nearly + 10_001);
            alice.ok("chatMessage", fields("room", "java", "text", "after"));
            assertThat(alice.texts()).containsExactly("near the limit", "after");
            chat.advance(Duration.ofMillis(100));
        }
    }

    @Test
    void commands_behindAFrozenStore_areBoundedInBytesAndCounted() {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ChatFixture chat = threaded(threads, ChatFixture.LIMITS)) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            MemoryBudget memory = chat.engine().server().memory();
            long before = memory.used();
            chat.faults().hang("messages");
            Map<String, Object> large = fields("room", "java", "filler", "x".repeat(300_000));
            List<CompletableFuture<Map<String, Object>>> waiting = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                waiting.add(alice.ask("getHistory", large));
            }

            alice.refused(ErrorCode.OVERLOADED, "getHistory", large);

            assertThat(memory.used() - before).isBetween(900_000L, ChatConnection.MAX_COMMAND_BYTES);
            assertThat(waiting).noneMatch(CompletableFuture::isDone);
            chat.faults().recover();
            waiting.forEach(answer -> assertThat(TestClient.answer(answer)).containsKey("messages"));
            await().atMost(Duration.ofSeconds(20)).until(() -> memory.used() <= before);
            alice.ok("getHistory", large);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void reads_whileMessagesWaitToBeStored_seeThem() {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ChatFixture chat = threaded(threads, ChatFixture.LIMITS)) {
            TestClient alice = chat.connect("alice");
            TestClient bob = chat.connect("bob");
            alice.join("java");
            bob.join("java");
            chat.faults().hang("append");
            alice.ask("chatMessage", fields("room", "java", "text", "one"));
            alice.ask("chatMessage", fields("room", "java", "text", "two"));
            // Only a connection's own commands have an order: bob may ask once both messages have been taken.
            alice.ok("getRoomUsers", fields("room", "java"));
            List<CompletableFuture<Map<String, Object>>> reads = List.of(
                    bob.ask("getHistory", fields("room", "java")),
                    alice.ask("syncRoom", fields("room", "java", "epoch", "", "after", 0)),
                    alice.ask("markRead", fields("room", "java", "seq", 2)));
            await().atMost(Duration.ofSeconds(20)).until(() -> chat.faults().hanging() > 0);
            assertThat(reads).noneMatch(CompletableFuture::isDone);
            chat.faults().recover();
            assertThat(ChatFixture.each(TestClient.answer(reads.get(0)).get("messages"), "text"))
                    .containsExactly("one", "two");
            assertThat(TestClient.answer(reads.get(1))).containsEntry("head", 2);
            assertThat(TestClient.answer(reads.get(2))).containsEntry("readUpTo", 2);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void reads_beyondTheBound_areOverloaded() {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ChatFixture chat = threaded(threads, ChatFixture.LIMITS.with(Limit.PENDING_READS, 2))) {
            TestClient alice = chat.connect("alice");
            TestClient bob = chat.connect("bob");
            TestClient carol = chat.connect("carol");
            // A greeting counts what is unread by a read of its own.
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> chat.engine().storeLoad().reads() == 0);
            chat.faults().hang("notifications");
            alice.ask("getNotifications");
            bob.ask("getNotifications");
            // Connections have no order among each other: whoever asks last is refused.
            await().atMost(Duration.ofSeconds(20)).until(() -> chat.faults().hanging() == 2);
            assertThat(carol.refused(ErrorCode.OVERLOADED, "getNotifications")).containsEntry("limit", "pendingReads");
        } finally {
            threads.shutdown();
        }
    }

    @Test
    @Defect("D23")
    void joinRoom_whileOthersSend_missesAndDoublesNothing() {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ChatFixture chat = threaded(threads, ChatFixture.LIMITS)) {
            TestClient writer = chat.connect("writer");
            writer.join("java");
            List<TestClient> joiners = new ArrayList<>();
            for (int round = 0; round < 20; round++) {
                for (int i = 0; i < 10; i++) {
                    writer.emit("chatMessage", "m");
                }
                TestClient joiner = chat.connect("joiner" + round);
                joiner.ask("joinRoom", fields("room", "java", "history", 100));
                joiners.add(joiner);
            }
            for (int i = 0; i < 10; i++) {
                writer.emit("chatMessage", "m");
            }
            for (TestClient joiner : joiners) {
                joiner.await("chatHistory");
                long head = ((Number) joiner.events("chatHistory").get(0).get("head")).longValue();
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> joiner.events("message").size() >= 210 - head);
                List<Object> live =
                        joiner.events("message").stream().map(m -> m.get("seq")).toList();
                List<Object> expected = new ArrayList<>();
                for (long seq = head + 1; seq <= 210; seq++) {
                    expected.add((int) seq);
                }
                assertThat(live.equals(expected)).as("%s after %s", live, head).isTrue();
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void joinRoom_bufferOverrun_isRefusedAndCanBeRepeated() {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ChatFixture chat = threaded(threads, ChatFixture.LIMITS.with(Limit.JOIN_BUFFER, 3))) {
            TestClient writer = chat.connect("writer");
            TestClient joiner = chat.connect("joiner");
            writer.join("java");
            chat.advance(RoomTails.FRESH);
            chat.faults().hang("head");
            CompletableFuture<Map<String, Object>> join = joiner.ask("joinRoom", "java");
            await().atMost(Duration.ofSeconds(20)).until(() -> chat.faults().hanging() > 0);
            for (int i = 0; i < 4; i++) {
                writer.say("java", "m" + i);
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> writer.texts().size() == 4);
            chat.faults().recover();
            assertThat(TestClient.answer(join))
                    .containsEntry("code", "OVERLOADED")
                    .containsEntry("limit", "joinBuffer");
            joiner.join("java");
            writer.say("java", "after");
            assertThat(joiner.await("message").get("text")).isEqualTo("after");
        } finally {
            threads.shutdown();
        }
    }

    /** Three messages fit, four do not; what waits for two clients is counted once. */
    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void joinRoom_bufferOfBytes_isAsLargeAsAPageAndCountedOnce(int messages) {
        ExecutorService threads = Executors.newCachedThreadPool();
        ChatLimits limits = ChatFixture.LIMITS.with(Limit.PAGE_BYTES, 16_384);
        try (ChatFixture chat = threaded(threads, limits)) {
            MemoryBudget memory = chat.engine().server().memory();
            TestClient writer = chat.connect("writer");
            List<TestClient> joiners = List.of(chat.connect("joiner"), chat.connect("another"));
            writer.join("java");
            await().atMost(Duration.ofSeconds(20)).until(() -> memory.used() == 0);
            chat.advance(RoomTails.FRESH);
            chat.faults().hang("marker");
            List<CompletableFuture<Map<String, Object>>> joins = joiners.stream()
                    .map(joiner -> joiner.ask("joinRoom", "java"))
                    .toList();
            await().atMost(Duration.ofSeconds(20)).until(() -> chat.faults().hanging() == 2);
            long before = memory.used();
            for (int i = 0; i < messages; i++) {
                writer.say("java", i + "x".repeat(3_999));
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> writer.texts().size() == messages);

            if (messages == 3) {
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(memory.used() - before).isBetween(12_000L, 16_384L));
            } else {
                await().atMost(Duration.ofSeconds(20)).until(() -> memory.used() <= before);
            }
            chat.faults().recover();
            for (CompletableFuture<Map<String, Object>> join : joins) {
                if (messages == 3) {
                    assertThat(TestClient.answer(join)).containsEntry("ok", true);
                } else {
                    assertThat(TestClient.answer(join))
                            .containsEntry("code", "OVERLOADED")
                            .containsEntry("limit", "pageBytes");
                }
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> memory.used() == 0);
            joiners.forEach(joiner -> joiner.join("java"));
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void joinRoom_whileMemoryIsUsedUp_isOverloadedWhenSomethingWouldWait() {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ChatFixture chat = threaded(threads, ChatFixture.LIMITS)) {
            MemoryBudget memory = chat.engine().server().memory();
            TestClient joiner = chat.connect("joiner");
            joiner.join("other");
            chat.faults().hang("head");
            CompletableFuture<Map<String, Object>> join = joiner.ask("joinRoom", "java");
            await().atMost(Duration.ofSeconds(20)).until(() -> chat.faults().hanging() == 1);
            memory.add(memory.limit() + 1);
            chat.engine().room("java").announce("maintenance");
            memory.remove(memory.limit() + 1);
            chat.faults().recover();

            assertThat(TestClient.answer(join)).containsEntry("code", "OVERLOADED");
            joiner.join("java");
            chat.advance(Duration.ofMillis(100));
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void joinRoom_againAndRefused_missesNothingThatCameMeanwhile() {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ChatFixture chat = threaded(threads, ChatFixture.LIMITS)) {
            TestClient writer = chat.connect("writer");
            TestClient reader = chat.connect("reader");
            writer.join("java");
            reader.join("java");
            chat.advance(RoomTails.FRESH);
            chat.faults().hang("head");
            CompletableFuture<Map<String, Object>> again = reader.ask("joinRoom", "java");
            await().atMost(Duration.ofSeconds(20)).until(() -> chat.faults().hanging() > 0);
            writer.say("java", "one");
            await().atMost(Duration.ofSeconds(20)).until(() -> writer.texts().size() == 1);
            chat.advance(Duration.ofSeconds(10));
            assertThat(TestClient.answer(again)).containsEntry("code", "STORE_UNAVAILABLE");
            writer.say("java", "two");
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(reader.texts()).containsExactly("one", "two"));
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void joinRoom_connectionLostMeanwhile_leavesNothingBehind() {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ChatFixture chat = threaded(threads, ChatFixture.LIMITS)) {
            TestClient joiner = chat.connect("joiner");
            chat.faults().hang("head");
            joiner.ask("joinRoom", "java");
            await().atMost(Duration.ofSeconds(20)).until(() -> chat.faults().hanging() > 0);
            joiner.drop();
            chat.faults().recover();
            await().atMost(Duration.ofSeconds(20)).until(() -> chat.engine().liveRooms() == 0);
            chat.advance(Duration.ofSeconds(5));
            assertThat(chat.engine().onlineUsers()).isZero();
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void close_withWaitingMessages_storesThemAndTellsEverybody() {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ChatFixture chat = threaded(threads, ChatFixture.LIMITS)) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            chat.faults().hang("append");
            CompletableFuture<Map<String, Object>> sent = alice.ask("chatMessage", "last words");
            await().atMost(Duration.ofSeconds(20)).until(() -> chat.faults().hanging() > 0);
            CompletableFuture<?> closed = chat.engine().shutdown().toCompletableFuture();
            assertThat(alice.await("serverNotice", notice -> notice.get("kind").equals("shutdown"))
                            .data())
                    .containsKey("reconnectAfterMs");
            alice.refused(ErrorCode.SHUTTING_DOWN, "chatMessage", "too late");
            assertThat(closed).isNotDone();
            chat.faults().recover();
            assertThat(TestClient.answer(sent)).containsEntry("ok", true);
            await().atMost(Duration.ofSeconds(20)).until(closed::isDone);
            assertThat(alice.isClosed()).isTrue();
        } finally {
            threads.shutdown();
        }
    }
}
