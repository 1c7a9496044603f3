package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.model.Notification;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.store.StoreException;
import dev.parley.testkit.ManualScheduler;
import dev.parley.testkit.cluster.InProcessChatCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Markers, receipts, notifications, typing and private messages through one engine, as clients of another one see them. */
final class ClusterMomentsTest {

    private static final Duration DIGEST = Duration.ofSeconds(2);

    private final ChatNodes nodes = new ChatNodes();
    private final ManualScheduler clock = nodes.clock();
    private final InProcessChatCluster cluster = nodes.cluster();
    private final ChatNodes.Node one = nodes.start();
    private final ChatNodes.Node other = nodes.start();

    @AfterEach
    void closeAll() {
        nodes.close();
    }

    private void loseHints() {
        cluster.faults(1, 0, Duration.ZERO);
    }

    private void carryHints() {
        cluster.faults(0, 0, Duration.ZERO);
    }

    private static void add(ChatNodes.Node node, String user, String title) {
        node.engine()
                .user(user)
                .notify(Notification.of("info", title))
                .toCompletableFuture()
                .join();
    }

    private static List<Object> titles(TestClient client) {
        return client.events("notification").stream()
                .map(event -> event.get("message"))
                .toList();
    }

    private static List<Object> privateTexts(TestClient client) {
        return client.events("privateMessage").stream()
                .map(event -> event.get("text"))
                .toList();
    }

    @Test
    void markRead_throughAnotherEngine_ownDevicesSeeMarkerAndUnreadOthersTheReceipt() {
        TestClient phone = one.join("bob:Bob");
        TestClient tablet = other.join("bob:Bob");
        TestClient alice = other.join("alice:Alice");
        alice.say("java", "first");
        alice.say("java", "second");

        phone.ok("markRead", Map.of("room", "java", "seq", 1));

        assertThat(tablet.events("unread"))
                .singleElement()
                .satisfies(event -> assertThat(event.data())
                        .containsEntry("readUpTo", 1)
                        .containsEntry("head", 2)
                        .containsEntry("unread", 1));
        assertThat(alice.events("receipt"))
                .singleElement()
                .satisfies(event -> assertThat(event.get("seq")).isEqualTo(1));
        assertThat(alice.events("unread")).isEmpty();
        assertThat(tablet.events("receipt")).isEmpty();
        phone.ok("markRead", Map.of("room", "java", "seq", 1));
        assertThat(alice.events("receipt")).as("nothing moved").hasSize(1);
    }

    @Test
    void markRead_inAConversation_peerOnAnotherEngineGetsTheReceipt() {
        TestClient bob = one.connect("bob:Bob");
        TestClient alice = other.connect("alice:Alice");
        String room = RoomName.direct(UserId.of("alice"), UserId.of("bob")).key();
        alice.ok("privateMessage", Map.of("to", "bob", "text", "hello"));

        bob.ok("markRead", Map.of("room", room, "seq", 1));

        assertThat(alice.events("receipt"))
                .singleElement()
                .satisfies(event -> assertThat(event.get("seq")).isEqualTo(1));
    }

    @Test
    void notification_throughAnotherEngine_reachesTheUserAtOnceWithTheCount() {
        TestClient bob = other.connect("bob:Bob");

        add(one, "bob", "a");
        add(other, "bob", "b");
        add(one, "bob", "c");

        assertThat(titles(bob)).containsExactly("a", "b", "c");
        assertThat(bob.events("unread"))
                .extracting(event -> event.get("notifications"))
                .containsExactly(1, 2, 3);
    }

    @Test
    void notification_hintLost_isFoundByTheDigest() {
        TestClient bob = other.connect("bob:Bob");
        loseHints();
        add(one, "bob", "lost");
        carryHints();
        assertThat(titles(bob)).isEmpty();

        clock.advance(DIGEST);

        assertThat(titles(bob)).containsExactly("lost");
        clock.advance(Duration.ofSeconds(20));
        assertThat(titles(bob)).hasSize(1);
    }

    @Test
    void notification_storeFailsOnReading_isFoundByTheNextDigest() {
        TestClient bob = other.connect("bob:Bob");
        other.calls().failNext("notifications", StoreException.Category.UNAVAILABLE);
        add(one, "bob", "a");
        assertThat(titles(bob)).isEmpty();

        clock.advance(DIGEST);

        assertThat(titles(bob)).containsExactly("a");
    }

    @Test
    void notifications_carrierAwayForLongerThanTheyAreRepeated_areFoundWhenItIsBack() {
        TestClient bob = other.connect("bob:Bob");
        TestClient carol = other.connect("carol:Carol");
        cluster.cut();
        IntStream.range(0, 45).forEach(i -> add(one, "bob", "n" + i));
        add(one, "carol", "hers");
        clock.advance(Duration.ofSeconds(30));
        assertThat(titles(bob)).isEmpty();

        cluster.mend();

        assertThat(titles(bob))
                .containsExactlyElementsOf(
                        IntStream.range(0, 45).mapToObj(i -> "n" + i).toList());
        assertThat(titles(carol)).containsExactly("hers");
        assertThat(bob.events("unread"))
                .last()
                .satisfies(event -> assertThat(event.get("notifications")).isEqualTo(45));
    }

    @Test
    void notification_beforeTheUserConnected_isNotSentAgain() {
        add(one, "bob", "old");
        TestClient bob = other.connect("bob:Bob");

        clock.advance(Duration.ofSeconds(20));

        assertThat(titles(bob)).isEmpty();
        assertThat(bob.events("unread")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void notifications_hintsLostDoubledAndLate_eachOnceInOrder(long seed) {
        TestClient bob = other.connect("bob:Bob");
        TestClient second = one.connect("bob:Bob");
        Random random = new Random(seed);
        cluster.faults(0.3, 0.3, Duration.ofMillis(400));
        List<Object> added = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            add(random.nextBoolean() ? one : other, "bob", "n" + i);
            added.add("n" + i);
            clock.advance(Duration.ofMillis(random.nextInt(300)));
        }
        clock.advance(Duration.ofSeconds(10));

        assertThat(titles(bob)).as("seed " + seed).containsExactlyElementsOf(added);
        assertThat(titles(second)).as("seed " + seed).containsExactlyElementsOf(added);
    }

    @Test
    void ackNotification_throughAnotherEngine_otherDevicesSeeTheCount() {
        TestClient phone = one.connect("bob:Bob");
        TestClient tablet = other.connect("bob:Bob");
        add(one, "bob", "a");
        tablet.clear();

        phone.ok("ackNotification", Map.of("all", true));

        assertThat(tablet.events("unread"))
                .extracting(event -> event.get("notifications"))
                .containsExactly(0);
    }

    @Test
    void typing_throughAnotherEngine_isShownUntilItStops() {
        TestClient bob = one.join("bob:Bob");
        TestClient alice = other.join("alice:Alice");

        bob.ok("typing", Map.of("room", "java"));
        assertThat(alice.events("typing")).hasSize(1);
        TestClient late = other.join("carol:Carol");
        assertThat(late.events("typing")).as("who joins later").hasSize(1);
        bob.ok("stopTyping", Map.of("room", "java"));

        assertThat(alice.events("stopTyping")).hasSize(1);
        assertThat(bob.events("typing")).isEmpty();
    }

    @Test
    void typing_nodeOfTheUserIsGone_endsAfterSixSeconds() {
        TestClient bob = one.join("bob:Bob");
        TestClient alice = other.join("alice:Alice");
        bob.ok("typing", Map.of("room", "java"));
        cluster.cut();

        clock.advance(Duration.ofMillis(5_999));
        assertThat(alice.events("stopTyping")).isEmpty();
        clock.advance(Duration.ofMillis(1));

        assertThat(alice.events("stopTyping")).hasSize(1);
    }

    @Test
    void typing_goesOn_isShownAllTheTimeForFewHints() {
        TestClient bob = one.join("bob:Bob");
        TestClient alice = other.join("alice:Alice");
        // By then the engines have told each other how many are in the room.
        clock.advance(Duration.ofSeconds(1));
        long before = cluster.delivered();
        for (int second = 0; second < 30; second++) {
            bob.ok("typing", Map.of("room", "java"));
            clock.advance(Duration.ofSeconds(1));
        }

        assertThat(alice.events("typing")).hasSize(1);
        assertThat(alice.events("stopTyping")).isEmpty();
        assertThat(cluster.delivered() - before).isEqualTo(10);
    }

    @Test
    void typing_onBothEngines_endsWhereItIsWrittenWhenThatStops() {
        TestClient there = one.join("bob:Bob");
        TestClient here = other.join("bob:Bob");
        TestClient alice = other.join("alice:Alice");
        here.ok("typing", Map.of("room", "java"));
        there.ok("typing", Map.of("room", "java"));
        there.ok("stopTyping", Map.of("room", "java"));
        assertThat(alice.events("stopTyping")).as("still typing here").isEmpty();

        here.ok("stopTyping", Map.of("room", "java"));

        assertThat(alice.events("typing")).hasSize(1);
        assertThat(alice.events("stopTyping")).hasSize(1);
    }

    @Test
    void typing_inAConversation_reachesThePeerOnAnotherEngineAlone() {
        TestClient bob = one.connect("bob:Bob");
        TestClient alice = other.connect("alice:Alice");
        TestClient carol = other.connect("carol:Carol");
        String room = RoomName.direct(UserId.of("alice"), UserId.of("bob")).key();

        bob.ok("typing", Map.of("room", room));
        bob.ok("privateMessage", Map.of("to", "alice", "text", "hello"));

        assertThat(alice.events("typing")).hasSize(1);
        assertThat(alice.events("stopTyping")).as("a message ends it").hasSize(1);
        assertThat(carol.events("typing")).isEmpty();
    }

    @Test
    void typing_mutedThroughAnotherEngine_ends() {
        TestClient bob = one.join("bob:Bob");
        TestClient alice = other.join("alice:Alice");
        bob.ok("typing", Map.of("room", "java"));

        other.engine()
                .room("java")
                .moderate(dev.parley.chat.policy.ModerationAction.MUTE, UserId.of("bob"), null, "")
                .toCompletableFuture()
                .join();

        assertThat(alice.events("stopTyping")).hasSize(1);
    }

    @Test
    void privateMessage_firstOfItsConversationAndItsHintLost_isFoundByTheDigest() {
        TestClient bob = one.connect("bob:Bob");
        TestClient alice = other.connect("alice:Alice");
        loseHints();
        bob.ok("privateMessage", Map.of("to", "alice", "text", "first"));
        bob.ok("privateMessage", Map.of("to", "alice", "text", "second"));
        carryHints();
        assertThat(alice.events("privateMessage")).isEmpty();

        clock.advance(DIGEST);

        assertThat(privateTexts(alice)).containsExactly("first", "second");
        bob.ok("privateMessage", Map.of("to", "alice", "text", "third"));
        clock.advance(Duration.ofSeconds(20));
        assertThat(privateTexts(alice)).containsExactly("first", "second", "third");
    }

    @Test
    void privateMessage_afterAnotherUserOfTheConversationCame_isNotSentAgain() {
        TestClient bob = one.connect("bob:Bob");
        TestClient alice = other.connect("alice:Alice");
        bob.ok("privateMessage", Map.of("to", "alice", "text", "first"));
        TestClient here = other.connect("bob:Bob");

        clock.advance(Duration.ofSeconds(20));

        assertThat(privateTexts(alice)).containsExactly("first");
        assertThat(privateTexts(here)).isEmpty();
    }

    @Test
    void privateMessages_longConversation_digestDoesNotBeginFarBack() {
        TestClient bob = one.connect("bob:Bob");
        for (int i = 0; i < 60; i++) {
            bob.ok("privateMessage", Map.of("to", "alice", "text", "m" + i));
            clock.advance(Duration.ofSeconds(1));
        }
        TestClient alice = other.connect("alice:Alice");
        clock.advance(DIGEST);

        assertThat(privateTexts(alice)).hasSizeLessThanOrEqualTo(20);
    }
}
