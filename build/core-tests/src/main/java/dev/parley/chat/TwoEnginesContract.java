package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.policy.ErrorCode;
import dev.parley.model.Entry;
import dev.parley.model.EntryKind;
import dev.parley.model.Message;
import dev.parley.model.RoomName;
import dev.parley.store.MessageStore;
import dev.parley.testkit.LocalTransport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** What two engines over one database must do; implement {@link #open} for a store that several may share. */
@NullUnmarked
public interface TwoEnginesContract {

    /**
     * Opens a store. Every call in a test gives another instance over the same, at first empty, data.
     *
     * @return a store, closed by the engine that gets it
     */
    MessageStore open();

    /** An engine with its clients. */
    final class Node implements AutoCloseable {
        private final ChatEngine engine;
        private final LocalTransport transport;

        Node(MessageStore store) {
            engine = ChatEngine.builder()
                    .store(store)
                    .limits(ChatFixture.LIMITS)
                    .authenticator(handshake -> CompletableFuture.completedFuture(
                            ChatFixture.user(String.valueOf(handshake.auth("token", String.class)))))
                    .build();
            transport = LocalTransport.of(engine);
        }

        TestClient connect(String token) {
            return new TestClient(transport, "/", "", Map.of("token", token, "profile", "canonical")).await();
        }

        @Override
        public void close() {
            engine.shutdown().toCompletableFuture().join();
            transport.close();
        }
    }

    @Test
    default void send_throughBothEnginesAtOnce_liveOrderIsStoredOrderOnBoth() {
        int each = 60;
        try (Node one = new Node(open());
                Node other = new Node(open());
                MessageStore log = open()) {
            TestClient alice = one.connect("alice:Alice");
            TestClient listener = one.connect("carol:Carol");
            TestClient bob = other.connect("bob:Bob");
            for (TestClient client : List.of(alice, listener, bob)) {
                client.join("java");
            }
            List<CompletableFuture<Map<String, Object>>> answers = new ArrayList<>();
            for (int i = 0; i < each; i++) {
                answers.add(alice.ask("chatMessage", Map.of("room", "java", "text", "a" + i, "clientMsgId", "a" + i)));
                answers.add(bob.ask("chatMessage", Map.of("room", "java", "text", "b" + i, "clientMsgId", "b" + i)));
            }
            answers.forEach(answer -> assertThat(TestClient.answer(answer)).containsEntry("ok", true));

            List<Entry> stored = log.entries(RoomName.of("java"), 0, 1_000);
            assertThat(stored.stream().map(Entry::seq))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 2L * each).boxed().toList());
            assertLiveOrder(listener, stored, "alice", each);
            assertLiveOrder(bob, stored, "bob", each);
        }
    }

    @Test
    default void send_retriedThroughTheOtherEngine_returnsTheFirstResult() {
        Map<String, Object> message = Map.of("room", "java", "text", "once", "clientMsgId", "c1");
        try (Node one = new Node(open());
                Node other = new Node(open());
                MessageStore log = open()) {
            TestClient here = one.connect("alice:Alice");
            TestClient there = other.connect("alice:Alice");
            here.join("java");
            there.join("java");

            Map<String, Object> first = here.ok("chatMessage", message);
            Map<String, Object> again = there.ok("chatMessage", message);

            assertThat(again).containsEntry("duplicate", true);
            for (String field : List.of("id", "seq", "epoch", "timestamp")) {
                assertThat(again.get(field)).as(field).isEqualTo(first.get(field));
            }
            there.refused(
                    ErrorCode.IDEMPOTENCY_CONFLICT,
                    "chatMessage",
                    Map.of("room", "java", "text", "something else", "clientMsgId", "c1"));
            assertThat(log.head(RoomName.of("java")).lastSeq()).isEqualTo(1);
        }
    }

    @Test
    default void editMessage_versionsThroughBothEnginesAtOnce_oneOkForEachVersion() {
        int rounds = 10;
        int each = 10;
        try (Node one = new Node(open());
                Node other = new Node(open());
                MessageStore log = open()) {
            List<TestClient> clients = List.of(one.connect("alice:Alice"), other.connect("alice:Alice"));
            clients.forEach(client -> client.join("java"));
            Object id = clients.get(0)
                    .ok("chatMessage", Map.of("room", "java", "text", "first"))
                    .get("id");
            for (int version = 1; version <= rounds; version++) {
                List<CompletableFuture<Map<String, Object>>> answers = new ArrayList<>();
                for (int i = 0; i < each; i++) {
                    for (TestClient client : clients) {
                        answers.add(client.ask("editMessage", edit(id, version + "/" + answers.size(), version)));
                    }
                }
                List<Map<String, Object>> refused =
                        new ArrayList<>(answers.stream().map(TestClient::answer).toList());
                refused.removeIf(answer -> Boolean.TRUE.equals(answer.get("ok")));
                assertThat(refused)
                        .as("all but one of version " + version)
                        .hasSize(2 * each - 1)
                        .allSatisfy(
                                answer -> assertThat(answer).containsEntry("code", ErrorCode.VERSION_CONFLICT.name()));
                Message now = log.messagesAt(RoomName.of("java"), List.of(1L)).get(0);
                assertThat(now.version()).isEqualTo(version + 1);
                assertThat(now.text()).startsWith(version + "/");
            }
            assertThat(log.head(RoomName.of("java")).lastSeq()).isEqualTo(1 + rounds);
            // An engine that writes to a room looks for what others have written before.
            clients.forEach(client -> client.ok("chatMessage", Map.of("room", "java", "text", "last")));
            clients.forEach(
                    client -> client.await("message", event -> event.get("text").equals("last")));
            clients.forEach(client -> assertThat(client.events("messageUpdated"))
                    .as("every edit, also those of the other engine, once and in order")
                    .extracting(event -> ((Number) event.get("seq")).longValue())
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(2, 1 + rounds).boxed().toList()));
        }
    }

    @Test
    default void reactMessage_ofOneUserThroughBothEnginesAtOnce_isThereOnce() {
        int messages = 30;
        try (Node one = new Node(open());
                Node other = new Node(open());
                MessageStore log = open()) {
            List<TestClient> clients = List.of(one.connect("alice:Alice"), other.connect("alice:Alice"));
            clients.forEach(client -> client.join("java"));
            for (int i = 0; i < messages; i++) {
                Object id = clients.get(0)
                        .ok("chatMessage", Map.of("room", "java", "text", "m" + i))
                        .get("id");
                List<CompletableFuture<Map<String, Object>>> answers = clients.stream()
                        .map(client -> client.ask("reactMessage", Map.of("room", "java", "id", id, "emoji", "👍")))
                        .toList();
                assertThat(answers.stream().map(TestClient::answer).toList())
                        .allSatisfy(answer ->
                                assertThat(answer).containsEntry("ok", true).containsEntry("added", true))
                        .filteredOn(answer -> Boolean.TRUE.equals(answer.get("duplicate")))
                        .hasSize(1);
            }
            List<Entry> stored = log.entries(RoomName.of("java"), 0, 1_000);
            assertThat(stored)
                    .filteredOn(entry -> entry.kind() == EntryKind.REACTION)
                    .hasSize(messages);
            assertThat(stored).hasSize(2 * messages);
        }
    }

    private static Map<String, Object> edit(Object id, String text, int version) {
        return Map.of("room", "java", "id", id, "text", text, "version", version);
    }

    /** Every message of a sender on the same engine came live, in the order and under the numbers of the log. */
    private static void assertLiveOrder(TestClient client, List<Entry> stored, String sender, int count) {
        client.await("message", event -> client.texts().containsAll(textsOf(stored, sender)));
        List<TestClient.Received> live = client.events("message");
        assertThat(live).hasSizeGreaterThanOrEqualTo(count);
        assertThat(live)
                .extracting(event -> ((Number) event.get("seq")).longValue())
                .isSortedAccordingTo(Comparator.naturalOrder());
        live.forEach(event -> assertThat(event.get("text"))
                .isEqualTo(stored.get(((Number) event.get("seq")).intValue() - 1)
                        .content()
                        .text()));
    }

    private static List<String> textsOf(List<Entry> stored, String sender) {
        return stored.stream()
                .filter(entry -> entry.sender().id().value().equals(sender))
                .map(entry -> entry.content().text())
                .toList();
    }
}
