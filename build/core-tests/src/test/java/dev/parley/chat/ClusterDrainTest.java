package dev.parley.chat;

import static dev.parley.chat.ChatFixture.each;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.cluster.SharedState;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.testkit.ManualScheduler;
import dev.parley.testkit.cluster.InProcessChatCluster;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others see of users whose engine goes out of service. Everything runs on the calling thread. */
@NullUnmarked
final class ClusterDrainTest {

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final ChatNodes nodes = new ChatNodes();
    private final ManualScheduler clock = nodes.clock();
    private final InProcessChatCluster cluster = nodes.cluster();

    @AfterEach
    void closeAll() {
        nodes.close();
    }

    /** A client in the room, who watches others. */
    private static TestClient watching(ChatNodes.Node node, String token, String... others) {
        TestClient client = node.join(token);
        client.ok("getPresence", Map.of("users", List.of(others), "watch", true));
        client.clear();
        return client;
    }

    /** What a client was sent about a user's presence. */
    private static List<String> sightings(TestClient client, String user) {
        return client.all().stream()
                .filter(event -> event.get("user") instanceof Map<?, ?> about && user.equals(about.get("id")))
                .map(event -> event.event().equals("presence") ? String.valueOf(event.get("status")) : event.event())
                .toList();
    }

    private static List<Object> listed(TestClient client) {
        return each(client.ok("getRoomUsers", "java").get("users"), "id");
    }

    private static void drainAtOnce(ChatNodes.Node node) {
        assertThat(node.engine().drain(Duration.ZERO).toCompletableFuture()).isCompleted();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void member_betweenTwoEngines_isThereAllAlongAlsoForAnEngineThatStartsMeanwhile(boolean returnsToFresh) {
        ChatNodes.Node old = nodes.start();
        ChatNodes.Node other = nodes.start();
        TestClient alice = old.join("alice:Alice");
        TestClient bob = watching(other, "bob:Bob", "alice");

        drainAtOnce(old);
        assertThat(alice.isClosed()).isTrue();
        ChatNodes.Node fresh = nodes.start();
        TestClient carol = watching(fresh, "carol:Carol", "alice");
        assertThat(listed(carol)).containsExactlyInAnyOrder("alice", "bob", "carol");
        clock.advance(SharedState.LEASE.minusSeconds(1));
        TestClient back = (returnsToFresh ? fresh : other).join("alice:Alice");
        clock.advance(Duration.ofMinutes(1));

        assertThat(sightings(bob, "alice")).isEmpty();
        assertThat(sightings(carol, "alice")).isEmpty();
        assertThat(listed(carol)).containsExactlyInAnyOrder("alice", "bob", "carol");
        back.leave();
        assertThat(sightings(bob, "alice")).containsExactlyInAnyOrder("userLeft", "offline");
        assertThat(sightings(carol, "alice")).containsExactlyInAnyOrder("userLeft", "offline");
    }

    @Test
    void member_whoDoesNotReturn_isGoneOnceAfterLeaseAndGrace() {
        ChatNodes.Node old = nodes.start();
        ChatNodes.Node other = nodes.start();
        old.join("alice:Alice");
        TestClient bob = watching(other, "bob:Bob", "alice");
        clock.advance(Duration.ofSeconds(3));

        drainAtOnce(old);
        TestClient carol = watching(nodes.start(), "carol:Carol", "alice");
        clock.advance(SharedState.LEASE.plus(GRACE));
        assertThat(sightings(bob, "alice")).isEmpty();
        assertThat(sightings(carol, "alice")).isEmpty();
        clock.advance(Duration.ofSeconds(1));

        for (TestClient client : List.of(bob, carol)) {
            assertThat(sightings(client, "alice")).containsExactlyInAnyOrder("userLeft", "offline");
            assertThat(listed(client)).containsExactlyInAnyOrder("bob", "carol");
        }
        clock.advance(Duration.ofMinutes(1));
        assertThat(sightings(bob, "alice")).hasSize(2);
        assertThat(sightings(carol, "alice")).hasSize(2);
    }

    @Test
    void member_whoLeavesTheEngineMovedTo_isGoneAtOnceThoughTheOtherStillDrains() {
        ChatNodes.Node old = nodes.start();
        ChatNodes.Node other = nodes.start();
        TestClient alice = old.join("alice:Alice");
        TestClient dave = old.join("dave:Dave");
        TestClient bob = watching(other, "bob:Bob", "alice", "dave");
        old.engine().drain(Duration.ofSeconds(20));
        clock.advance(Duration.ofSeconds(13));
        assertThat(alice.isClosed()).isNotEqualTo(dave.isClosed());
        String moved = alice.isClosed() ? "alice" : "dave";
        TestClient stays = alice.isClosed() ? dave : alice;
        stays.clear();

        TestClient back = other.join(moved + ":" + (alice.isClosed() ? "Alice" : "Dave"));
        clock.advance(Duration.ofMillis(1_500));
        assertThat(sightings(bob, moved)).isEmpty();
        assertThat(sightings(stays, moved)).isEmpty();
        back.leave();

        assertThat(sightings(bob, moved)).containsExactlyInAnyOrder("userLeft", "offline");
        assertThat(sightings(stays, moved)).containsExactly("userLeft");
    }

    @Test
    void member_whoReturnsAfterTheEnd_isThatOfTheOtherEngineAlone() {
        ChatNodes.Node old = nodes.start();
        ChatNodes.Node other = nodes.start();
        old.join("alice:Alice");
        TestClient bob = watching(other, "bob:Bob", "alice");
        TestClient carol = watching(nodes.start(), "carol:Carol", "alice");
        drainAtOnce(old);
        TestClient back = other.join("alice:Alice");

        back.ok("setStatus", Map.of("status", "invisible"));
        TestClient dave = watching(nodes.start(), "dave:Dave", "alice");
        for (TestClient client : List.of(bob, carol, dave)) {
            assertThat(listed(client)).doesNotContain("alice");
        }
        back.ok("setStatus", Map.of("status", "online"));
        back.leave();

        for (TestClient client : List.of(bob, carol)) {
            assertThat(sightings(client, "alice").stream().filter(what -> what.startsWith("user")))
                    .containsExactly("userLeft", "userJoined", "userLeft");
            assertThat(sightings(client, "alice")).endsWith("offline").contains("online");
        }
        clock.advance(Duration.ofMinutes(1));
        assertThat(sightings(bob, "alice")).hasSize(6);
        assertThat(sightings(carol, "alice")).hasSize(6);
    }

    @Test
    void member_whoSignsOffWhileItsEngineDrains_isGoneAtOnce() {
        ChatNodes.Node old = nodes.start();
        TestClient alice = old.join("alice:Alice");
        TestClient bob = watching(nodes.start(), "bob:Bob", "alice");
        old.engine().drain(Duration.ofSeconds(20));

        alice.leave();

        assertThat(sightings(bob, "alice")).containsExactlyInAnyOrder("userLeft", "offline");
    }

    @Test
    void name_ofAUserBetweenTwoEngines_isKept() {
        nodes.settings(builder -> builder.uniqueNames(true));
        ChatNodes.Node old = nodes.start();
        ChatNodes.Node other = nodes.start();
        old.connect("alice:Alice");
        drainAtOnce(old);

        refusedName(other);
        other.connect("alice:Alice").leave();
        refusedName(nodes.start());
        clock.advance(SharedState.LEASE.plusSeconds(1));
        other.connect("mallory:Alice");
    }

    private static void refusedName(ChatNodes.Node node) {
        TestClient mallory =
                new TestClient(node.transport(), "/", "", Map.of("token", "mallory:Alice", "profile", "canonical"));
        assertThat(mallory.refusal().get("data")).asString().contains("code=" + ErrorCode.NAME_TAKEN);
    }

    @Test
    void shutdown_withoutDraining_endsTheLeaseAtOnce() {
        ChatNodes.Node old = nodes.start();
        old.join("alice:Alice");
        TestClient bob = watching(nodes.start(), "bob:Bob", "alice");
        clock.advance(SharedState.LEASE);

        old.engine().shutdown();
        clock.advance(GRACE.plus(SharedState.RENEWAL).plusSeconds(1));

        assertThat(sightings(bob, "alice")).containsExactlyInAnyOrder("userLeft", "offline");
    }

    /** An engine's threads get to what was read in any order. */
    @Test
    void list_takenOverLate_saysOfNobodyThatItJoins() {
        ChatNodes.Node one = nodes.start();
        one.join("alice:Alice");
        one.join("dave:Dave");
        Deque<Runnable> held = new ArrayDeque<>();
        AtomicBoolean holding = new AtomicBoolean();
        ChatNodes.Node other = nodes.start();
        nodes.settings(builder -> builder.executor(task -> {
            if (holding.get()) {
                held.push(task);
            } else {
                task.run();
            }
        }));
        ChatNodes.Node fresh = nodes.start();
        TestClient carol = fresh.connect("carol:Carol");
        cluster.slowState(Duration.ofMillis(50));
        CompletableFuture<Map<String, Object>> joined = carol.ask("joinRoom", Map.of("room", "java"));
        holding.set(true);
        clock.advance(Duration.ofMillis(50));
        holding.set(false);
        cluster.slowState(Duration.ZERO);
        // The join goes on before the list is taken over.
        held.pop().run();
        assertThat(TestClient.answer(joined)).containsEntry("ok", true);
        assertThat(held).isNotEmpty();

        fresh.join("alice:Alice");
        other.join("dave:Dave");
        while (!held.isEmpty()) {
            held.pop().run();
        }

        assertThat(carol.events("userJoined"))
                .extracting(event -> event.get("username"))
                .doesNotContain("Alice", "Dave");
        assertThat(listed(carol)).containsExactlyInAnyOrder("alice", "carol", "dave");
        assertThat(carol.ok("getRoomUsers", "java")).containsEntry("count", 3);
    }

    /** Asks to join the room, which does not wait for the list of who is in it for longer than for an answer. */
    private TestClient joinUnanswered(ChatNodes.Node node, String token) {
        TestClient client = node.connect(token);
        CompletableFuture<Map<String, Object>> joined = client.ask("joinRoom", Map.of("room", "java"));
        clock.advance(SharedState.ANSWER);
        assertThat(TestClient.answer(joined)).containsEntry("ok", true);
        return client;
    }

    @Test
    void engine_thatStartsWithoutAnAnswer_letsNobodyInBeforeItKnowsWhoIsOnline() {
        ChatNodes.Node old = nodes.start();
        old.join("alice:Alice");
        drainAtOnce(old);
        cluster.slowState(SharedState.ANSWER);
        ChatNodes.Node fresh = nodes.start();
        TestClient carol =
                new TestClient(fresh.transport(), "/", "", Map.of("token", "carol:Carol", "profile", "canonical"));
        clock.advance(Duration.ofMillis(3_900));
        assertThat(carol.isDecided()).isFalse();

        cluster.slowState(Duration.ZERO);
        clock.advance(Duration.ofMillis(500));
        assertThat(carol.isDecided()).isTrue();
        carol.join("java");
        carol.ok("getPresence", Map.of("users", List.of("alice"), "watch", true));
        carol.clear();
        fresh.join("alice:Alice");
        clock.advance(Duration.ofMinutes(1));

        assertThat(sightings(carol, "alice")).isEmpty();
    }

    @Test
    void engine_thatStartsWithoutTheSharedState_letsEverybodyInAfterFiveSeconds() {
        cluster.cutState();
        ChatNodes.Node fresh = nodes.start();
        TestClient carol =
                new TestClient(fresh.transport(), "/", "", Map.of("token", "carol:Carol", "profile", "canonical"));
        clock.advance(Duration.ofMillis(4_999));
        assertThat(carol.isDecided()).isFalse();

        clock.advance(Duration.ofMillis(1));

        assertThat(carol.isDecided()).isTrue();
        carol.join("java");
    }

    @Test
    void list_notAnswered_membersWhoWereThereAreNotSaidToJoinAndOthersAreSaidOnce() {
        ChatNodes.Node old = nodes.start();
        ChatNodes.Node other = nodes.start();
        old.join("alice:Alice");
        other.join("bob:Bob");
        ChatNodes.Node fresh = nodes.start();
        drainAtOnce(old);
        cluster.slowState(SharedState.ANSWER);
        TestClient carol = joinUnanswered(fresh, "carol:Carol");
        fresh.join("alice:Alice");
        fresh.join("dave:Dave");
        fresh.join("erin:Erin").leave();
        assertThat(carol.events("userJoined"))
                .extracting(event -> event.get("username"))
                .containsExactly("Erin");

        cluster.slowState(Duration.ZERO);
        clock.advance(Duration.ofMillis(2_100));

        assertThat(carol.events("userJoined"))
                .extracting(event -> event.get("username"))
                .containsExactly("Erin", "Dave");
        assertThat(carol.events("userLeft"))
                .extracting(event -> event.get("username"))
                .containsExactly("Erin");
        assertThat(listed(carol)).containsExactlyInAnyOrder("alice", "bob", "carol", "dave");
        assertThat(carol.ok("getRoomUsers", "java")).containsEntry("count", 4);
        clock.advance(Duration.ofMinutes(1));
        assertThat(carol.events("userJoined")).hasSize(2);
    }

    @Test
    void list_notAnsweredForFiveSeconds_isWaitedForNoLonger() {
        ChatNodes.Node fresh = nodes.start();
        cluster.cutState();
        TestClient carol = fresh.join("carol:Carol");
        fresh.join("dave:Dave");
        clock.advance(Duration.ofMillis(4_999));
        assertThat(carol.events("userJoined")).isEmpty();

        clock.advance(Duration.ofMillis(1));
        assertThat(carol.events("userJoined"))
                .extracting(event -> event.get("username"))
                .containsExactly("Dave");
        fresh.join("erin:Erin");

        assertThat(carol.events("userJoined"))
                .extracting(event -> event.get("username"))
                .containsExactly("Dave", "Erin");
        cluster.mendState();
        clock.advance(Duration.ofMinutes(1));
        assertThat(carol.events("userJoined")).hasSize(2);
    }
}
