package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.ModerationAction;
import dev.parley.model.Entry;
import dev.parley.model.EntryKind;
import dev.parley.model.Message;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.store.MessageStore;
import dev.parley.testkit.LocalTransport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
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
            this(store, false);
        }

        Node(MessageStore store, boolean strict) {
            engine = ChatEngine.builder()
                    .store(store)
                    .strictModeration(strict)
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

    /**
     * Whether the store decides about conditions within the append, so that nothing it was writing when records changed comes
     * after them. False for a store without transactions.
     */
    default boolean decidesWithinAppend() {
        return true;
    }

    /** The engines do not hear of each other: the store alone enforces the ban. */
    @Test
    default void ban_strictThroughOneEngineWhileTheUserSendsThroughTheOther_nothingIsStoredAfterIt() throws Exception {
        RoomName java = RoomName.of("java");
        try (Node one = new Node(open(), true);
                Node other = new Node(open(), true);
                MessageStore log = open()) {
            TestClient bob = other.connect("bob:Bob");
            TestClient carol = other.connect("carol:Carol");
            bob.join("java");
            carol.join("java");
            AtomicBoolean banned = new AtomicBoolean();
            CompletableFuture<Sent> sending = CompletableFuture.supplyAsync(() -> send(bob, banned));
            bob.await("message", event -> bob.texts().size() >= 50);

            one.engine
                    .room("java")
                    .moderate(ModerationAction.BAN, UserId.of("bob"), null, "")
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            long head = log.head(java).lastSeq();
            banned.set(true);

            Sent sent = sending.get(30, TimeUnit.SECONDS);
            assertThat(sent.before.size()).isGreaterThanOrEqualTo(50);
            assertThat(sent.after)
                    .hasSize(50)
                    .allSatisfy(answer -> assertThat(answer).containsEntry("ok", false));
            assertThat(sent.before.subList(0, 50))
                    .allSatisfy(answer -> assertThat(answer).containsEntry("ok", true));
            carol.say("java", "last");
            List<Entry> stored = log.entries(java, 0, 10_000);
            assertThat(stored.stream().map(entry -> entry.content().text()).filter(text -> text.startsWith("m")))
                    .as("what was acknowledged is stored, in the order in which it was sent")
                    .containsExactlyElementsOf(sent.acknowledged());
            if (decidesWithinAppend()) {
                assertThat(stored)
                        .filteredOn(entry -> entry.seq() > head)
                        .extracting(entry -> entry.sender().id().value())
                        .containsExactly("carol");
            }
        }
    }

    /** The answers of what was asked before a ban had returned, and after it; the texts are numbered. */
    record Sent(List<Map<String, Object>> before, List<Map<String, Object>> after) {

        List<String> acknowledged() {
            return IntStream.range(0, before.size())
                    .filter(i -> Boolean.TRUE.equals(before.get(i).get("ok")))
                    .mapToObj(i -> "m" + i)
                    .toList();
        }
    }

    /** Sends up to 500 messages a second until the ban, and then 50. */
    private static Sent send(TestClient client, AtomicBoolean banned) {
        List<CompletableFuture<Map<String, Object>>> before = new ArrayList<>();
        List<CompletableFuture<Map<String, Object>>> after = new ArrayList<>();
        for (int i = 0; i < 10_000 && after.size() < 50; i++) {
            LockSupport.parkNanos(2_000_000);
            boolean isAfter = banned.get();
            Map<String, Object> message = Map.of("room", "java", "text", "m" + i);
            (isAfter ? after : before).add(client.ask("chatMessage", message));
        }
        return new Sent(
                before.stream().map(TestClient::answer).toList(),
                after.stream().map(TestClient::answer).toList());
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
