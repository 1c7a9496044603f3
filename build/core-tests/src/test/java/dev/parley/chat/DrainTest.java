package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.chat.log.StoreThreads;
import dev.parley.chat.policy.Limit;
import dev.parley.testkit.LocalResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An engine that goes out of service: what its clients, new clients and load balancers see. On a clock that stands still. */
final class DrainTest {

    private static final Duration WINDOW = Duration.ofSeconds(8);

    private static List<TestClient> four(ChatFixture chat) {
        return IntStream.range(0, 4)
                .mapToObj(i -> {
                    TestClient client = chat.connect("user" + i);
                    client.join("java");
                    return client;
                })
                .toList();
    }

    private static long closed(List<TestClient> clients) {
        return clients.stream().filter(TestClient::isClosed).count();
    }

    @Test
    void drain_beginning_refusesNewClientsAndServesThoseThatAreThere() {
        try (ChatFixture chat = ChatFixture.start()) {
            List<TestClient> clients = four(chat);
            assertThat(chat.engine().isEnding()).isFalse();

            chat.engine().drain(WINDOW);

            assertThat(chat.engine().isEnding()).as("for the readiness check").isTrue();
            LocalResponse refused = chat.transport()
                    .get("/socket.io/?EIO=4&transport=polling")
                    .response()
                    .join();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.headers().first("Retry-After")).isEqualTo("1");
            clients.get(0).say("java", "still here");
            assertThat(clients.get(1).texts()).containsExactly("still here");
        }
    }

    @Test
    void drain_beginning_tellsEachClientWhenItMoves() {
        try (ChatFixture chat = ChatFixture.start()) {
            List<TestClient> clients = four(chat);

            chat.engine().drain(WINDOW);

            assertThat(clients)
                    .extracting(client -> client.await("serverNotice", notice -> "shutdown".equals(notice.get("kind")))
                            .get("reconnectAfterMs"))
                    .containsExactlyInAnyOrder(3_500, 5_000, 6_500, 8_000);
        }
    }

    @Test
    void drain_window_movesClientsOneAfterTheOtherAndCloses() {
        try (ChatFixture chat = ChatFixture.start()) {
            List<TestClient> clients = four(chat);

            CompletableFuture<Void> ended = chat.engine().drain(WINDOW).toCompletableFuture();

            for (long moved : new long[] {0, 1, 2, 3}) {
                chat.advance(Duration.ofMillis(moved == 0 ? 3_400 : 1_500));
                assertThat(closed(clients)).isEqualTo(moved);
            }
            assertThat(ended).isNotDone();
            chat.advance(Duration.ofMillis(200));
            assertThat(closed(clients)).isEqualTo(4);
            assertThat(ended).isCompleted();
            assertThat(chat.faults().calls("close")).isOne();
        }
    }

    @Test
    void drain_windowOfZero_movesAllAtOnce() {
        try (ChatFixture chat = ChatFixture.start()) {
            List<TestClient> clients = four(chat);

            assertThat(chat.engine().drain(Duration.ZERO).toCompletableFuture()).isCompleted();

            assertThat(closed(clients)).isEqualTo(4);
        }
    }

    @Test
    void drain_negativeWindow_isRefused() {
        try (ChatFixture chat = ChatFixture.start()) {
            assertThatThrownBy(() -> chat.engine().drain(Duration.ofMillis(-1)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(chat.engine().isEnding()).isFalse();
        }
    }

    /** The client would not know whether its message was stored. */
    @Test
    void drain_messageThatIsBeingStored_isAcknowledgedBeforeItsSenderMoves() {
        Queue<Runnable> appends = new ArrayDeque<>();
        try (ChatFixture chat =
                new ChatFixture(builder -> builder, Runnable::run, new StoreThreads(appends::add, Runnable::run))) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            CompletableFuture<Map<String, Object>> sent =
                    alice.ask("chatMessage", Map.of("room", "java", "text", "in flight"));

            chat.engine().drain(WINDOW);
            chat.advance(WINDOW);
            assertThat(alice.isClosed()).as("before it is answered").isFalse();
            alice.emit("chatMessage", Map.of("room", "java", "text", "too late"));
            Objects.requireNonNull(appends.poll()).run();

            assertThat(TestClient.answer(sent)).containsEntry("ok", true);
            assertThat(alice.isClosed()).as("once it is answered").isTrue();
            assertThat(appends).as("messages after its turn had come").isEmpty();
        }
    }

    @Test
    void drain_commandThatIsNeverAnswered_holdsUpItsClientForTenSeconds() {
        Queue<Runnable> appends = new ArrayDeque<>();
        try (ChatFixture chat =
                new ChatFixture(builder -> builder, Runnable::run, new StoreThreads(appends::add, Runnable::run))) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            alice.ask("chatMessage", Map.of("room", "java", "text", "in flight"));

            chat.engine().drain(Duration.ZERO);

            assertThat(alice.isClosed()).isFalse();
            chat.advance(Duration.ofSeconds(10));
            assertThat(alice.isClosed()).isTrue();
        }
    }

    @Test
    void drain_clientsThatMove_areNeitherOfflineNorOutOfTheRoomForTheOthers() {
        try (ChatFixture chat = ChatFixture.start()) {
            List<TestClient> clients = four(chat);
            Duration window = Duration.ofMinutes(2);

            chat.engine().drain(window);
            chat.advance(window.minusSeconds(1));

            assertThat(closed(clients)).isEqualTo(3);
            TestClient last = clients.stream()
                    .filter(client -> !client.isClosed())
                    .findFirst()
                    .orElseThrow();
            assertThat(last.events("userLeft")).isEmpty();
            assertThat(last.events("presence"))
                    .extracting(event -> event.get("status"))
                    .doesNotContain("offline");
        }
    }

    @Test
    void drain_userWhoSignsOffMeanwhile_hasLeft() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            TestClient bob = chat.connect("bob");
            alice.join("java");
            bob.join("java");

            chat.engine().drain(WINDOW);
            alice.leave();

            assertThat(bob.events("userLeft")).hasSize(1);
        }
    }

    @Test
    void shutdown_whileDraining_endsAtOnce() {
        try (ChatFixture chat = ChatFixture.start()) {
            List<TestClient> clients = four(chat);
            CompletableFuture<Void> drained = chat.engine().drain(WINDOW).toCompletableFuture();

            CompletableFuture<Void> ended = chat.engine().shutdown().toCompletableFuture();

            assertThat(ended).isCompleted();
            assertThat(drained).isCompleted();
            assertThat(closed(clients)).isEqualTo(4);
            assertThat(chat.clock().pending()).isZero();
        }
    }

    @Test
    void drain_engineAlone_shutsDownAtOnce() {
        try (ChatFixture chat = ChatFixture.start()) {
            List<TestClient> clients = four(chat);

            assertThat(chat.engine().drain().toCompletableFuture()).isCompleted();

            assertThat(closed(clients)).isEqualTo(4);
        }
    }

    @Test
    void drain_engineOfACluster_takesTheWindowOfItsLimit() {
        try (ChatNodes nodes = new ChatNodes()) {
            ChatNodes.Node node = nodes.start();
            TestClient alice = node.join("alice:Alice");
            Duration window = node.engine().limits().time(Limit.DRAIN_WINDOW);

            node.engine().drain();

            nodes.clock().advance(window.minusMillis(1));
            assertThat(alice.isClosed()).isFalse();
            nodes.clock().advance(Duration.ofMillis(30));
            assertThat(alice.isClosed()).isTrue();
        }
    }
}
