package dev.parley.chat;

import static dev.parley.chat.ChatFixture.fields;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.log.RoomTail;
import dev.parley.chat.policy.Limit;
import dev.parley.model.Entry;
import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.store.MessageStore;
import dev.parley.store.StoreException;
import dev.parley.testkit.ManualScheduler;
import dev.parley.testkit.cluster.InProcessChatCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of several engines over one store, with hints that arrive, or not. Everything runs on the calling thread. */
final class ClusterDeliveryTest {

    private static final RoomName JAVA = RoomName.of("java");

    private final ChatNodes nodes = new ChatNodes();
    private final ManualScheduler clock = nodes.clock();
    private final InProcessChatCluster cluster = nodes.cluster();
    private final MessageStore store = nodes.store();

    @AfterEach
    void closeAll() {
        nodes.close();
    }

    @Test
    void chatMessage_throughOneEngine_reachesClientsOfTheOtherWithoutReadingTheStore() {
        TestClient alice = nodes.start().join("alice:Alice");
        ChatNodes.Node other = nodes.start();
        TestClient bob = other.join("bob:Bob");
        int before = reads(other);

        for (int i = 0; i < 10; i++) {
            alice.say("java", "m" + i);
        }

        assertThat(seqs(bob)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(bob.texts()).containsExactlyElementsOf(alice.texts());
        assertThat(reads(other)).as("reads of the store for them").isEqualTo(before);
    }

    @Test
    void change_throughOneEngine_reachesClientsOfTheOther() {
        TestClient alice = nodes.start().join("alice:Alice");
        TestClient bob = nodes.start().join("bob:Bob");
        Object id = alice.say("java", "first").get("id");

        bob.ok("reactMessage", Map.of("id", id, "emoji", "👍"));
        alice.ok("editMessage", Map.of("id", id, "text", "second"));
        alice.ok("deleteMessage", Map.of("id", id));

        for (TestClient client : List.of(alice, bob)) {
            assertThat(seqs(client)).containsExactly(1L, 2L, 3L, 4L);
        }
    }

    @Test
    void privateMessage_throughAnotherEngine_reachesTheUser() {
        TestClient alice = nodes.start().connect("alice:Alice");
        TestClient bob = nodes.start().connect("bob:Bob");

        alice.ok("privateMessage", Map.of("to", "bob", "text", "one"));
        alice.ok("privateMessage", Map.of("to", "bob", "text", "two"));

        assertThat(bob.events("privateMessage"))
                .extracting(event -> event.get("text"))
                .containsExactly("one", "two");
    }

    @Test
    void privateMessages_seenThroughAnotherEngine_areNotSentAgain() {
        ChatNodes.Node one = nodes.start();
        ChatNodes.Node two = nodes.start();
        TestClient bob = two.connect("bob:Bob");
        TestClient alice = one.connect("alice:Alice");
        bob.ok("privateMessage", Map.of("to", "alice", "text", "one"));
        alice.leave();
        clock.advance(Duration.ofMinutes(1));
        TestClient elsewhere = two.connect("alice:Alice");
        bob.ok("privateMessage", Map.of("to", "alice", "text", "two"));
        elsewhere.leave();
        clock.advance(Duration.ofMinutes(1));
        TestClient back = one.connect("alice:Alice");
        bob.ok("privateMessage", Map.of("to", "alice", "text", "three"));

        assertThat(elsewhere.events("privateMessage"))
                .extracting(event -> event.get("text"))
                .containsExactly("two");
        assertThat(back.events("privateMessage"))
                .extracting(event -> event.get("text"))
                .containsExactly("three");
    }

    @Test
    void room_joinedAgainAfterManyMessagesElsewhere_beginsAtItsHistory() {
        TestClient alice = nodes.start().join("alice:Alice");
        ChatNodes.Node other = nodes.start();
        TestClient bob = other.join("bob:Bob");
        alice.say("java", "seen");
        bob.leave();
        clock.advance(Duration.ofMinutes(1));
        for (int i = 0; i < 700; i++) {
            alice.say("java", "m" + i);
        }

        TestClient back = other.join("bob:Bob");
        clock.advance(Duration.ofSeconds(10));
        alice.say("java", "next");

        assertThat(seqs(back)).containsExactly(702L);
        assertThat(other.calls().calls("changesSince"))
                .as("readings of what nobody waits for")
                .isZero();
    }

    @Test
    void join_historyReadBeforeThatOfAnotherWhoJoinsFaster_isReadAgain() {
        nodes.settings(builder -> builder.limits(ChatFixture.LIMITS.with(Limit.HISTORY_PAGE, 500)));
        TestClient alice = nodes.start().join("alice:Alice");
        ChatNodes.Node other = nodes.start();
        alice.say("java", "first");
        cluster.cut();
        Map<String, Object> much = fields("room", "java", "history", RoomTail.MESSAGES + 1);
        other.afterHead(() -> {
            alice.say("java", "second");
            other.connect("carol:Carol").ok("joinRoom", much);
        });

        TestClient bob = other.connect("bob:Bob");
        Map<String, Object> joined = bob.ok("joinRoom", much);
        cluster.mend();
        alice.say("java", "third");

        assertThat(joined).containsEntry("head", 2);
        assertThat(seqs(bob)).containsExactly(3L);
    }

    /** Who has got a message through one engine finds it on the next, though that has the room in memory and was told nothing. */
    @Test
    void join_afterAMessageThroughAnotherEngineWhoseHintIsLost_hasIt() {
        TestClient alice = nodes.start().join("alice:Alice");
        ChatNodes.Node other = nodes.start();
        TestClient bob = other.join("bob:Bob");
        cluster.cut();
        alice.say("java", "first");
        store.mark(new ReadMarker(RoomName.of("java"), UserId.of("carol"), 1, Instant.EPOCH));
        int messages = other.calls().calls("messages");

        TestClient carol = other.connect("carol:Carol");
        assertThat(carol.join("java")).containsEntry("head", 1).containsEntry("readUpTo", 1);
        assertThat(other.calls().calls("messages")).as("from memory").isEqualTo(messages);
        assertThat(seqs(bob)).as("read for those who are there too").containsExactly(1L);
        assertThat(seqs(carol)).isEmpty();
        nodes.store().purge(RoomName.of("java"), 1);
        TestClient dave = other.connect("dave:Dave");
        dave.join("java");
        assertThat((List<?>) dave.events("chatHistory").get(0).get("messages")).isEmpty();
    }

    @Test
    void hint_overtakenByTheNext_waitsForItAndThenReads() {
        TestClient alice = nodes.start().join("alice:Alice");
        TestClient bob = nodes.start().join("bob:Bob");
        cluster.faults(1, 0, Duration.ZERO);
        alice.say("java", "lost");
        cluster.faults(0, 0, Duration.ZERO);
        alice.say("java", "next");

        assertThat(seqs(bob)).isEmpty();
        clock.advance(Duration.ofMillis(49));
        assertThat(seqs(bob)).isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThat(seqs(bob)).containsExactly(1L, 2L);
    }

    @Test
    void hintOfTheLastMessage_lost_isMadeGoodByTheDigest() {
        TestClient alice = nodes.start().join("alice:Alice");
        TestClient bob = nodes.start().join("bob:Bob");
        cluster.faults(1, 0, Duration.ZERO);
        alice.say("java", "lost");
        cluster.faults(0, 0, Duration.ZERO);

        clock.advance(Duration.ofSeconds(2));

        assertThat(seqs(bob)).containsExactly(1L);
    }

    @Test
    void everyHintLost_heads_bringAllWithinFiveSeconds() {
        TestClient alice = nodes.start().join("alice:Alice");
        TestClient bob = nodes.start().join("bob:Bob");
        cluster.cut();
        long before = cluster.delivered();
        for (int i = 0; i < 700; i++) {
            alice.say("java", "m" + i);
        }

        clock.advance(Duration.ofSeconds(5));

        assertThat(seqs(bob)).hasSize(700).isSorted().doesNotHaveDuplicates();
        assertThat(cluster.delivered()).isEqualTo(before);
    }

    @Test
    void busConnectedAnew_roomsAreComparedAtOnce() {
        TestClient alice = nodes.start().join("alice:Alice");
        TestClient bob = nodes.start().join("bob:Bob");
        cluster.cut();
        alice.say("java", "lost");

        cluster.mend();

        assertThat(seqs(bob)).containsExactly(1L);
    }

    @Test
    void clear_throughAnotherEngine_reloadsClients() {
        ChatNodes.Node one = nodes.start();
        TestClient alice = one.join("alice:Alice");
        TestClient bob = nodes.start().join("bob:Bob");
        alice.say("java", "old");
        store.resetRoom(JAVA);

        alice.say("java", "new");
        clock.advance(Duration.ofSeconds(5));

        assertThat(bob.events("roomReset")).isNotEmpty();
    }

    @Test
    void storeFailsWhileComparing_isRepeated() {
        TestClient alice = nodes.start().join("alice:Alice");
        ChatNodes.Node other = nodes.start();
        TestClient bob = other.join("bob:Bob");
        cluster.cut();
        alice.say("java", "lost");
        other.calls().failNext("heads", StoreException.Category.UNAVAILABLE);

        clock.advance(Duration.ofSeconds(5));
        assertThat(seqs(bob)).isEmpty();
        clock.advance(Duration.ofSeconds(5));
        assertThat(seqs(bob)).containsExactly(1L);
    }

    /** The promise as a whole: what a client receives is the log from where it joined, whatever becomes of the hints. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void clients_hintsLostDoubledAndLate_receiveTheLogInOrderEachOnce(long seed) {
        Random random = new Random(seed);
        InProcessChatCluster bad = new InProcessChatCluster(clock, seed);
        bad.faults(0.3, 0.3, Duration.ofMillis(400));
        List<ChatNodes.Node> three =
                Stream.generate(() -> nodes.start(bad.member())).limit(3).toList();
        List<TestClient> clients = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            clients.add(three.get(i % 3).join("user" + i + ":User" + i));
        }
        List<Object> ids = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            TestClient client = clients.get(random.nextInt(clients.size()));
            if (i < 10 || random.nextInt(3) > 0) {
                ids.add(client.say("java", "m" + i).get("id"));
            } else {
                Object id = ids.get(random.nextInt(ids.size()));
                client.ok("reactMessage", Map.of("id", id, "emoji", "👍", "remove", random.nextInt(4) == 0));
            }
            if (random.nextInt(10) == 0) {
                three.get(random.nextInt(3)).calls().failNext("changesSince", StoreException.Category.UNAVAILABLE);
            }
            clock.advance(Duration.ofMillis(random.nextInt(60)));
        }
        three.forEach(node -> node.calls().recover());
        clock.advance(Duration.ofSeconds(6));

        List<Entry> log = store.entries(JAVA, 0, 1_000);
        assertThat(log).hasSizeGreaterThan(100);
        for (TestClient client : clients) {
            assertThat(seqs(client))
                    .as("seed %s", seed)
                    .containsExactlyElementsOf(log.stream().map(Entry::seq).toList());
        }
    }

    /** The same for clients that move between engines: from the end of the history that they got, until they left. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void clients_movingBetweenEngines_receiveTheLogAfterTheirHistory(long seed) {
        Random random = new Random(seed);
        InProcessChatCluster bad = new InProcessChatCluster(clock, seed);
        bad.faults(0.3, 0.3, Duration.ofMillis(400));
        List<ChatNodes.Node> three =
                Stream.generate(() -> nodes.start(bad.member())).limit(3).toList();
        TestClient writer = three.get(0).join("writer:Writer");
        List<Visit> here = new ArrayList<>();
        List<Visit> gone = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            writer.say("java", "m" + i);
            if (random.nextInt(4) == 0) {
                String user = "user" + random.nextInt(4);
                List<Visit> ended =
                        here.stream().filter(visit -> visit.user.equals(user)).toList();
                ended.forEach(visit -> visit.client.leave());
                gone.addAll(ended);
                here.removeAll(ended);
                if (random.nextBoolean()) {
                    TestClient client = three.get(random.nextInt(3)).connect(user + ":" + user);
                    here.add(new Visit(user, client, number(client.join("java").get("head"))));
                }
            }
            clock.advance(Duration.ofMillis(random.nextInt(1_000)));
        }
        clock.advance(Duration.ofSeconds(6));

        assertThat(gone).hasSizeGreaterThan(10);
        for (Visit visit : gone) {
            List<Long> got = seqs(visit.client);
            assertThat(got).as("seed %s", seed).isEqualTo(range(visit.head + 1, visit.head + got.size()));
        }
        for (Visit visit : here) {
            assertThat(seqs(visit.client)).as("seed %s", seed).isEqualTo(range(visit.head + 1, 300));
        }
    }

    private record Visit(String user, TestClient client, long head) {}

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : -1;
    }

    private static List<Long> range(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    private int reads(ChatNodes.Node node) {
        return Stream.of("changesSince", "messagesAt", "entries", "messages", "head", "heads")
                .mapToInt(node.calls()::calls)
                .sum();
    }

    /** The numbers of all entries of the room, as they arrived. */
    private static List<Long> seqs(TestClient client) {
        return client.all().stream()
                .filter(event -> List.of("message", "messageUpdated", "messageDeleted", "reaction")
                        .contains(event.event()))
                .map(event -> number(event.get("seq")))
                .toList();
    }
}
