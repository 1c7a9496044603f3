package dev.parley.chat;

import static dev.parley.chat.ChatFixture.each;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.cluster.ChatCluster;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.ModerationAction;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.testkit.ManualScheduler;
import dev.parley.testkit.cluster.InProcessChatCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is in a room, through whichever engine, as members of all engines see it. Everything runs on the calling thread. */
@NullUnmarked
final class ClusterMembersTest {

    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration COMPARED = Duration.ofSeconds(2);

    private final ChatNodes nodes = new ChatNodes();
    private final ManualScheduler clock = nodes.clock();
    private final InProcessChatCluster cluster = nodes.cluster();

    @AfterEach
    void closeAll() {
        nodes.close();
    }

    private static List<Object> listed(TestClient client) {
        return each(client.ok("getRoomUsers", "java").get("users"), "id");
    }

    /** The last list that a client was sent. */
    private static List<Object> sent(TestClient client) {
        List<TestClient.Received> lists = client.events("roomUsers");
        return each(lists.get(lists.size() - 1).get("users"), "id");
    }

    private static List<String> notices(TestClient client, String user) {
        List<String> notices = new ArrayList<>();
        for (TestClient.Received event : client.all()) {
            if (event.event().equals("userJoined") && about(event, user)) {
                notices.add("joined");
            } else if (event.event().equals("userLeft") && about(event, user)) {
                notices.add(String.valueOf(event.get("reason")));
            }
        }
        return notices;
    }

    private static boolean about(TestClient.Received event, String user) {
        return event.get("user") instanceof Map<?, ?> who && user.equals(who.get("id"));
    }

    @Test
    void joinAndLeave_throughOneEngine_areNoticedOnceOnTheOther() {
        TestClient bob = nodes.start().join("bob:Bob");
        ChatNodes.Node other = nodes.start();
        TestClient alice = other.join("alice:Alice");

        assertThat(sent(bob)).containsExactly("bob", "alice");
        assertThat(sent(alice)).containsExactly("alice", "bob");
        assertThat(bob.events("roomUsers").get(1).get("count")).isEqualTo(2);
        assertThat(bob.events("userJoined")).last().satisfies(event -> {
            assertThat(event.get("username")).isEqualTo("Alice");
            assertThat(event.get("count")).isEqualTo(2);
        });
        assertThat(notices(alice, "bob")).isEmpty();
        assertThat(other.engine().room("java").users()).extracting(User::name).containsExactly("Alice", "Bob");
        alice.ok("leaveRoom", "java");

        assertThat(notices(bob, "alice")).containsExactly("joined", "left");
        assertThat(listed(bob)).containsExactly("bob");
    }

    @Test
    void userOnTwoEngines_joinsAndLeavesOnce() {
        TestClient bob = nodes.start().join("bob:Bob");
        TestClient carol = nodes.start().join("carol:Carol");
        ChatNodes.Node one = nodes.start();
        ChatNodes.Node other = nodes.start();
        TestClient first = one.join("alice:Alice");
        TestClient second = other.join("alice:Alice");
        assertThat(listed(bob)).containsExactlyInAnyOrder("alice", "bob", "carol");
        assertThat(listed(second)).containsExactlyInAnyOrder("alice", "bob", "carol");

        first.ok("leaveRoom", "java");
        assertThat(listed(bob)).containsExactlyInAnyOrder("alice", "bob", "carol");
        second.ok("leaveRoom", "java");

        assertThat(notices(bob, "alice")).containsExactly("joined", "left");
        assertThat(notices(carol, "alice")).containsExactly("joined", "left");
    }

    @Test
    void user_movingBetweenEnginesWithinGrace_neverLeaves() {
        ChatNodes.Node one = nodes.start();
        ChatNodes.Node other = nodes.start();
        TestClient bob = one.join("bob:Bob");
        TestClient carol = other.join("carol:Carol");
        TestClient alice = one.join("alice:Alice");

        // Between two comparisons: nothing else would find it in time.
        clock.advance(Duration.ofMillis(2_500));
        alice.drop();
        clock.advance(GRACE.minusMillis(100));
        cluster.cut();
        other.join("alice:Alice");
        clock.advance(Duration.ofMillis(200));
        assertThat(notices(bob, "alice")).containsExactly("joined");
        clock.advance(Duration.ofMinutes(1));

        assertThat(notices(bob, "alice")).containsExactly("joined");
        assertThat(notices(carol, "alice")).containsExactly("joined");
        assertThat(listed(bob)).containsExactlyInAnyOrder("alice", "bob", "carol");
    }

    @Test
    void everyHintLost_listIsExactWithinTwoSeconds() {
        TestClient bob = nodes.start().join("bob:Bob");
        ChatNodes.Node other = nodes.start();
        cluster.cut();
        TestClient alice = other.join("alice:Alice");

        clock.advance(COMPARED);
        assertThat(sent(bob)).containsExactly("bob", "alice");
        alice.ok("leaveRoom", "java");
        clock.advance(COMPARED);

        assertThat(sent(bob)).containsExactly("bob");
        assertThat(notices(bob, "alice")).containsExactly("joined", "disconnected");
    }

    @Test
    void kick_throughAnotherEngine_tellsTheReason() {
        ChatNodes.Node one = nodes.start();
        TestClient bob = nodes.start().join("bob:Bob");
        TestClient alice = nodes.start().join("alice:Alice");

        one.engine()
                .room("java")
                .moderate(ModerationAction.KICK, UserId.of("alice"), null, "")
                .toCompletableFuture()
                .join();

        alice.refused(ErrorCode.NOT_IN_ROOM, "chatMessage", Map.of("room", "java", "text", "hello"));
        assertThat(notices(bob, "alice")).containsExactly("joined", "kicked");
    }

    @Test
    void engine_killed_itsMembersLeaveWithinLeaseAndGrace() {
        ChatCluster killed = cluster.member();
        ChatNodes.Node one = nodes.start(killed);
        ChatNodes.Node other = nodes.start();
        TestClient bob = other.join("bob:Bob");
        one.join("alice:Alice");
        one.join("carol:Carol");
        clock.advance(Duration.ofSeconds(7));

        cluster.kill(killed);
        clock.advance(Duration.ofSeconds(10));
        other.join("carol:Carol");
        clock.advance(Duration.ofSeconds(10));

        assertThat(notices(bob, "alice")).containsExactly("joined", "disconnected");
        assertThat(notices(bob, "carol")).containsExactly("joined");
        assertThat(sent(bob)).containsExactlyInAnyOrder("bob", "carol");
    }

    @Test
    void stateAway_listsStayAndOwnMembersComeAndGo() {
        ChatNodes.Node one = nodes.start();
        ChatNodes.Node other = nodes.start();
        TestClient bob = other.join("bob:Bob");
        one.join("alice:Alice");
        cluster.cutState();
        cluster.cut();
        clock.advance(Duration.ofMinutes(1));

        TestClient carol = other.join("carol:Carol");
        assertThat(sent(bob)).containsExactlyInAnyOrder("alice", "bob", "carol");
        carol.ok("leaveRoom", "java");
        assertThat(sent(bob)).containsExactlyInAnyOrder("alice", "bob");
        bob.say("java", "works");
        cluster.mend();
        cluster.mendState();
        clock.advance(Duration.ofMinutes(1));

        assertThat(notices(bob, "alice")).containsExactly("joined");
        assertThat(notices(bob, "carol")).containsExactly("joined", "left");
        assertThat(listed(bob)).containsExactlyInAnyOrder("alice", "bob");
    }

    @Test
    void invisibleUser_isListedNowhere() {
        ChatNodes.Node one = nodes.start();
        TestClient bob = nodes.start().join("bob:Bob");
        TestClient alice = one.join("alice:Alice");
        alice.ok("setStatus", Map.of("status", "invisible"));
        assertThat(sent(bob)).containsExactly("bob");
        alice.ok("setStatus", Map.of("status", "busy"));

        assertThat(sent(bob)).containsExactly("bob", "alice");
        assertThat(notices(bob, "alice")).containsExactly("joined", "disconnected", "joined");
        assertThat(each(bob.ok("getRoomUsers", "java").get("users"), "status")).containsExactly("online", "busy");
    }

    @Test
    void statusAndName_changedThroughAnotherEngine_areListed() {
        TestClient bob = nodes.start().join("bob:Bob");
        TestClient alice = nodes.start().join("alice:Alice");

        alice.ok("setStatus", Map.of("status", "away"));

        assertThat(each(bob.ok("getRoomUsers", "java").get("users"), "status")).containsExactly("online", "away");
        assertThat(bob.events("presence")).hasSize(1);
    }

    @Test
    void room_joinedAgainLater_hasItsListFromTheStart() {
        ChatNodes.Node one = nodes.start();
        one.join("alice:Alice");
        one.join("carol:Carol");
        ChatNodes.Node other = nodes.start();
        TestClient bob = other.join("bob:Bob");

        assertThat(bob.events("roomUsers").get(0).get("count")).isEqualTo(3);
        assertThat(bob.events("userJoined"))
                .allSatisfy(event -> assertThat(about(event, "bob")).isTrue());
        bob.leave();
        clock.advance(Duration.ofMinutes(1));
        one.join("dave:Dave");
        TestClient back = other.join("bob:Bob");

        assertThat(sent(back)).containsExactlyInAnyOrder("alice", "bob", "carol", "dave");
    }

    /** The promise as a whole: in the end all lists are what is true, and coming and going were noticed in turn. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void members_hintsLostDoubledAndLate_areListedAlikeInTheEnd(long seed) {
        Random random = new Random(seed);
        InProcessChatCluster bad = new InProcessChatCluster(clock, seed);
        bad.faults(0.3, 0.3, Duration.ofMillis(400));
        List<ChatNodes.Node> three =
                Stream.generate(() -> nodes.start(bad.member())).limit(3).toList();
        List<TestClient> watchers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            watchers.add(three.get(i).join("w" + i + ":W" + i));
        }
        Map<String, TestClient> in = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            String user = "u" + random.nextInt(6);
            TestClient before = in.remove(user);
            if (before == null) {
                in.put(user, three.get(random.nextInt(3)).join(user + ":" + user));
            } else if (random.nextBoolean()) {
                before.drop();
            } else {
                before.ok("leaveRoom", "java");
                before.leave();
            }
            if (random.nextInt(40) == 0) {
                bad.slowState(Duration.ofMillis(random.nextInt(300)));
            }
            clock.advance(Duration.ofMillis(random.nextInt(1_000)));
        }
        bad.slowState(Duration.ZERO);
        clock.advance(GRACE.plus(COMPARED).plusSeconds(1));

        TreeSet<Object> expected = new TreeSet<>(in.keySet());
        expected.addAll(List.of("w0", "w1", "w2"));
        for (TestClient watcher : watchers) {
            assertThat(new TreeSet<>(listed(watcher))).as("seed %s", seed).isEqualTo(expected);
            assertThat(new TreeSet<>(sent(watcher))).as("seed %s", seed).isEqualTo(expected);
            for (int u = 0; u < 6; u++) {
                List<String> notices = notices(watcher, "u" + u);
                for (int i = 0; i < notices.size(); i++) {
                    assertThat(notices.get(i).equals("joined"))
                            .as("seed %s: u%s %s", seed, u, notices)
                            .isEqualTo(i % 2 == 0);
                }
                assertThat(notices.size() % 2 == 1).as("seed %s: u%s", seed, u).isEqualTo(in.containsKey("u" + u));
            }
        }
    }
}
