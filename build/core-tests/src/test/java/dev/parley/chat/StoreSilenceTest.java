package dev.parley.chat;

import static dev.parley.chat.ChatFixture.fields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.chat.log.StoreThreads;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.RoomMode;
import dev.parley.store.StoreException;
import dev.parley.store.StoreHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A store that does not answer: one caller finds out, all others are refused at once until it does, and health says so. */
@NullUnmarked
final class StoreSilenceTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Map<String, Object> JAVA = fields("room", "java");

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ChatFixture chat = new ChatFixture(
            builder -> builder.roomMode(RoomMode.MULTI), Runnable::run, new StoreThreads(threads, threads));
    private final TestClient alice = chat.connect("alice");
    private final TestClient bob = chat.connect("bob");

    StoreSilenceTest() {
        alice.join("java");
        bob.join("java");
    }

    @AfterEach
    void close() {
        chat.close();
        threads.shutdown();
    }

    private void awaitHanging(int calls) {
        await().atMost(SOON).until(() -> chat.faults().hanging() == calls);
    }

    /** Lets one read of Alice's find out that the store does not answer. */
    private void freeze(String method) {
        chat.faults().hang(method);
        CompletableFuture<Map<String, Object>> first = alice.ask("getHistory", JAVA);
        awaitHanging(1);
        chat.advance(Duration.ofSeconds(10));
        assertThat(TestClient.answer(first)).containsEntry("code", "STORE_UNAVAILABLE");
    }

    @Test
    void reads_afterOneHasTimedOut_areRefusedAtOnce() {
        chat.faults().hang("messages");
        List<CompletableFuture<Map<String, Object>>> four = IntStream.range(0, 4)
                .mapToObj(i -> alice.ask("getHistory", JAVA))
                .toList();
        awaitHanging(1);
        chat.advance(Duration.ofMillis(9_999));
        assertThat(four).noneMatch(CompletableFuture::isDone);
        chat.advance(Duration.ofMillis(1));
        for (CompletableFuture<Map<String, Object>> answer : four) {
            assertThat(TestClient.answer(answer)).containsEntry("code", "STORE_UNAVAILABLE");
        }
        for (String command : List.of("joinRoom", "getNotifications", "getConversations", "listRooms")) {
            bob.refused(ErrorCode.STORE_UNAVAILABLE, command, JAVA);
        }
        bob.refused(ErrorCode.STORE_UNAVAILABLE, "markRead", fields("room", "java", "seq", 1));
        assertThat(chat.faults().hanging()).isEqualTo(1);
    }

    @Test
    void reads_whenTheCallIsAnsweredAfterAll_workAgain() {
        freeze("messages");
        chat.faults().recover();
        await().atMost(SOON).untilAsserted(() -> bob.ok("getHistory", JAVA));
        alice.ok("getNotifications");
    }

    @Test
    void reads_whenAnAppendIsAnswered_workAgain() {
        freeze("messages");
        bob.say("java", "one");
        chat.faults().recover();
        bob.ok("getHistory", JAVA);
    }

    @Test
    void reads_whoseCallHangsForEver_areTriedAgainAfterTheTimeLimit() {
        freeze("messages");
        chat.advance(Duration.ofSeconds(9));
        bob.refused(ErrorCode.STORE_UNAVAILABLE, "getNotifications");
        chat.advance(Duration.ofSeconds(1));
        await().atMost(SOON).untilAsserted(() -> bob.ok("getNotifications"));
        assertThat(chat.faults().hanging()).isEqualTo(1);
    }

    @Test
    void reads_thatTheStoreItselfTimesOut_areRefusedUntilItIsAskedAgain() {
        chat.faults().breakDown("notifications", StoreException.Category.TIMEOUT);
        chat.faults().breakDown("head", StoreException.Category.TIMEOUT);
        alice.refused(ErrorCode.STORE_UNAVAILABLE, "getNotifications");
        alice.refused(ErrorCode.STORE_UNAVAILABLE, "getNotifications");
        bob.refused(ErrorCode.STORE_UNAVAILABLE, "getHistory", JAVA);
        assertThat(chat.faults().calls("notifications")).isEqualTo(1);
        int heads = chat.faults().calls("head");
        for (int second = 1; second <= 3; second++) {
            int expected = heads + second;
            chat.advance(Duration.ofSeconds(1));
            await().atMost(SOON).until(() -> chat.faults().calls("head") == expected);
        }
        bob.refused(ErrorCode.STORE_UNAVAILABLE, "getNotifications");
        chat.faults().recover();
        chat.advance(Duration.ofSeconds(1));
        await().atMost(SOON).untilAsserted(() -> bob.ok("getNotifications"));
        chat.advance(Duration.ofSeconds(5));
        assertThat(chat.faults().calls("head")).as("nobody asks any more").isEqualTo(heads + 4);
    }

    @Test
    void reads_thatFailAtOnce_areTriedEachTime() {
        chat.faults().breakDown("notifications", StoreException.Category.UNAVAILABLE);
        alice.refused(ErrorCode.STORE_UNAVAILABLE, "getNotifications");
        alice.refused(ErrorCode.STORE_UNAVAILABLE, "getNotifications");
        bob.ok("getHistory", JAVA);
        assertThat(chat.faults().calls("notifications")).isEqualTo(2);
    }

    @Test
    void reads_ofARoomWhoseMessagesAreNotStored_areRefusedAtOnceAndOthersWork() {
        alice.join("python");
        chat.faults().hang("append");
        CompletableFuture<Map<String, Object>> sent = alice.ask("chatMessage", fields("room", "java", "text", "one"));
        awaitHanging(1);
        chat.advance(Duration.ofSeconds(10));
        assertThat(TestClient.answer(sent)).containsEntry("code", "STORE_UNAVAILABLE");
        for (int i = 0; i < 4; i++) {
            bob.refused(ErrorCode.STORE_UNAVAILABLE, "getHistory", JAVA);
        }
        bob.ok("getNotifications");
        chat.faults().recover();
        await().atMost(SOON).untilAsserted(() -> bob.ok("getHistory", JAVA));
    }

    private List<StoreHealth> health(int requests) {
        List<CompletableFuture<StoreHealth>> asked = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            asked.add(chat.engine().health().toCompletableFuture());
        }
        return asked.stream().map(CompletableFuture::join).toList();
    }

    @Test
    void health_askedOften_isAskedOfTheStoreOnceASecond() {
        assertThat(health(300)).allMatch(StoreHealth::up);
        assertThat(chat.faults().calls("health")).isEqualTo(1);
        chat.advance(Duration.ofMillis(999));
        assertThat(health(300)).allMatch(StoreHealth::up);
        assertThat(chat.faults().calls("health")).isEqualTo(1);
        chat.advance(Duration.ofMillis(1));
        assertThat(health(1)).allMatch(StoreHealth::up);
        assertThat(chat.faults().calls("health")).isEqualTo(2);
    }

    @Test
    void health_storeHangs_isKnownWithinASecondAndHoldsUpNobody() {
        chat.faults().hang("health");
        List<CompletableFuture<StoreHealth>> asked = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            asked.add(chat.engine().health().toCompletableFuture());
        }
        awaitHanging(1);
        assertThat(asked).noneMatch(CompletableFuture::isDone);
        chat.advance(Duration.ofSeconds(1));
        assertThat(asked).allSatisfy(answer -> assertThat(answer.join().up()).isFalse());
        chat.advance(Duration.ofSeconds(30));
        assertThat(health(300)).as("at once, as long as it hangs").noneMatch(StoreHealth::up);
        assertThat(chat.faults().calls("health")).isEqualTo(1);
        alice.ok("getHistory", JAVA);
        chat.faults().recover();
        awaitHanging(0);
        await().atMost(SOON).untilAsserted(() -> {
            chat.advance(Duration.ofSeconds(1));
            assertThat(health(1)).allMatch(StoreHealth::up);
        });
    }

    @Test
    void health_storeDoesNotAnswerReads_isDown() {
        freeze("messages");
        assertThat(health(1)).noneMatch(StoreHealth::up);
    }

    @Test
    void health_storeThrows_isDown() {
        chat.faults().breakDown("health", StoreException.Category.INTERNAL);
        assertThat(health(1)).noneMatch(StoreHealth::up);
    }
}
