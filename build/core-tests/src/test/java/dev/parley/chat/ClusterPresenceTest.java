package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.cluster.ChatCluster;
import dev.parley.chat.cluster.SharedState;
import dev.parley.chat.policy.PresenceStatus;
import dev.parley.testkit.ManualScheduler;
import dev.parley.testkit.cluster.InProcessChatCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is online, through whichever engine, as clients of all engines see it. Everything runs on the calling thread. */
final class ClusterPresenceTest {

    private static final Duration GRACE = Duration.ofSeconds(5);
    /** How long hints that are lost may be missed. */
    private static final Duration COMPARED = Duration.ofSeconds(2);

    private final ChatNodes nodes = new ChatNodes();
    private final ManualScheduler clock = nodes.clock();
    private final InProcessChatCluster cluster = nodes.cluster();

    @AfterEach
    void closeAll() {
        nodes.close();
    }

    private static TestClient watching(ChatNodes.Node node, String... users) {
        TestClient client = node.connect("watcher:Watcher");
        client.ok("getPresence", Map.of("users", List.of(users), "watch", true));
        return client;
    }

    /** The statuses of a user, as a client has received them. */
    private static List<Object> statuses(TestClient client, String user) {
        return client.events("presence").stream()
                .filter(event -> event.get("user") instanceof Map<?, ?> about && user.equals(about.get("id")))
                .map(event -> event.get("status"))
                .toList();
    }

    private static PresenceStatus seen(ChatNodes.Node node, String user) {
        return node.engine().user(user).presence().status();
    }

    @Test
    void user_comingAndGoing_isAnnouncedOnceOnEveryEngine() {
        ChatNodes.Node one = nodes.start();
        ChatNodes.Node other = nodes.start();
        TestClient bob = watching(other, "alice");

        TestClient alice = one.connect("alice:Alice");
        assertThat(statuses(bob, "alice")).containsExactly("online");
        assertThat(other.engine().user("alice").presence().name()).isEqualTo("Alice");
        alice.drop();
        clock.advance(GRACE.minusMillis(1));
        assertThat(statuses(bob, "alice")).containsExactly("online");
        clock.advance(Duration.ofMillis(1));

        assertThat(statuses(bob, "alice")).containsExactly("online", "offline");
        assertThat(other.engine().user("alice").presence().lastSeen()).isEqualTo(clock.now());
    }

    @Test
    void engine_startedLater_knowsWhoIsOnline() {
        nodes.start().connect("alice:Alice").ok("setStatus", Map.of("status", "busy", "text", "at lunch"));

        ChatNodes.Node later = nodes.start();

        assertThat(seen(later, "alice")).isEqualTo(PresenceStatus.BUSY);
        assertThat(later.engine().user("alice").presence().text()).isEqualTo("at lunch");
    }

    @Test
    void users_movingBetweenEngines_areNeverOffline() {
        ChatNodes.Node one = nodes.start();
        ChatNodes.Node other = nodes.start();
        String[] users =
                Stream.iterate(0, i -> i + 1).limit(50).map(i -> "user" + i).toArray(String[]::new);
        TestClient here = watching(one, users);
        TestClient there = watching(other, users);
        List<TestClient> clients = new ArrayList<>();
        for (String user : users) {
            clients.add(one.connect(user + ":" + user));
        }

        for (int i = 0; i < users.length; i++) {
            clients.get(i).drop();
            clock.advance(Duration.ofMillis(40));
            other.connect(users[i] + ":" + users[i]);
        }
        clock.advance(Duration.ofMinutes(1));

        for (String user : users) {
            assertThat(statuses(here, user)).containsExactly("online");
            assertThat(statuses(there, user)).containsExactly("online");
        }
    }

    /** The check before anybody hears of it: the engine that the user left does not know yet where the user went. */
    @Test
    void user_movedWithoutHints_isNotAnnouncedOffline() {
        ChatNodes.Node one = nodes.start();
        ChatNodes.Node other = nodes.start();
        TestClient here = watching(one, "alice");
        TestClient alice = one.connect("alice:Alice");
        // Between two comparisons: nothing else would find it in time.
        clock.advance(Duration.ofMillis(2_500));
        alice.drop();
        clock.advance(GRACE.minusMillis(100));
        cluster.cut();
        other.connect("alice:Alice");

        clock.advance(Duration.ofMillis(200));

        assertThat(statuses(here, "alice")).containsExactly("online");
        clock.advance(Duration.ofMinutes(1));
        assertThat(statuses(here, "alice")).containsExactly("online");
        assertThat(seen(one, "alice")).isEqualTo(PresenceStatus.ONLINE);
    }

    @Test
    void everyHintLost_isFoundByComparing() {
        ChatNodes.Node one = nodes.start();
        ChatNodes.Node other = nodes.start();
        TestClient bob = watching(other, "alice");
        cluster.cut();

        TestClient alice = one.connect("alice:Alice");
        clock.advance(COMPARED);
        assertThat(statuses(bob, "alice")).containsExactly("online");
        alice.ok("setStatus", Map.of("status", "away"));
        clock.advance(COMPARED);
        assertThat(statuses(bob, "alice")).containsExactly("online", "away");
        alice.drop();
        clock.advance(GRACE.plus(COMPARED));
        assertThat(statuses(bob, "alice")).containsExactly("online", "away", "offline");
    }

    @Test
    void engine_killed_itsUsersAreOfflineWithinLeaseAndGrace() {
        ChatCluster killed = cluster.member();
        ChatNodes.Node one = nodes.start(killed);
        ChatNodes.Node other = nodes.start();
        TestClient bob = watching(other, "alice", "carol");
        one.connect("alice:Alice");
        one.connect("carol:Carol");
        other.connect("carol:Carol");
        clock.advance(Duration.ofSeconds(7));

        cluster.kill(killed);
        clock.advance(GRACE);
        assertThat(statuses(bob, "alice")).containsExactly("online");
        clock.advance(Duration.ofSeconds(20).minus(GRACE));

        assertThat(statuses(bob, "alice")).containsExactly("online", "offline");
        assertThat(statuses(bob, "carol")).containsExactly("online");
        clock.advance(Duration.ofMinutes(2));
        assertThat(statuses(bob, "alice")).containsExactly("online", "offline");
    }

    /** As on one engine: who has gone has left the room before. */
    @Test
    void user_goneWithItsEngineOrByItself_hasLeftTheRoomAndIsOfflineForThoseWhoWatch() {
        ChatCluster killed = cluster.member();
        ChatNodes.Node one = nodes.start(killed);
        ChatNodes.Node other = nodes.start();
        TestClient watcher = watching(other, "alice", "carol");
        TestClient mate = other.join("bob:Bob");
        one.join("alice:Alice");
        TestClient carol = one.join("carol:Carol");
        mate.clear();

        carol.drop();
        clock.advance(GRACE);
        assertThat(mate.events("userLeft")).hasSize(1);
        cluster.kill(killed);
        clock.advance(Duration.ofSeconds(20));

        assertThat(mate.events("userLeft")).hasSize(2);
        assertThat(mate.events("presence")).isEmpty();
        assertThat(statuses(watcher, "alice")).containsExactly("online", "offline");
        assertThat(statuses(watcher, "carol")).containsExactly("online", "offline");
    }

    @Test
    void engine_killed_usersWhoReturnElsewhereInTimeAreNeverOffline() {
        ChatCluster killed = cluster.member();
        ChatNodes.Node one = nodes.start(killed);
        ChatNodes.Node other = nodes.start();
        TestClient bob = watching(other, "alice");
        one.connect("alice:Alice");

        cluster.kill(killed);
        clock.advance(SharedState.LEASE.plus(GRACE).minusSeconds(1));
        other.connect("alice:Alice");
        clock.advance(Duration.ofMinutes(1));

        assertThat(statuses(bob, "alice")).containsExactly("online");
    }

    /** An engine that stood still for longer than its lease has a new one, and all of its users, in it. */
    @Test
    void engine_stoppedForLongerThanItsLease_comesBackWithItsUsers() {
        ChatCluster stopped = cluster.member();
        ChatNodes.Node one = nodes.start(stopped);
        ChatNodes.Node other = nodes.start();
        TestClient bob = watching(other, "alice");
        one.connect("alice:Alice");
        cluster.suspend(stopped);
        clock.advance(Duration.ofSeconds(30));
        assertThat(statuses(bob, "alice")).containsExactly("online", "offline");

        cluster.resume(stopped);
        clock.advance(COMPARED);

        assertThat(statuses(bob, "alice")).containsExactly("online", "offline", "online");
        clock.advance(Duration.ofMinutes(2));
        assertThat(statuses(bob, "alice")).containsExactly("online", "offline", "online");
    }

    @Test
    void stateAway_nobodyIsAnnouncedOffline_andAfterwardsOnlyWhoIs() {
        ChatNodes.Node one = nodes.start();
        ChatNodes.Node other = nodes.start();
        TestClient bob = watching(other, "alice", "carol", "dave");
        one.connect("alice:Alice");
        TestClient carol = one.connect("carol:Carol");
        clock.advance(Duration.ofSeconds(3));

        cluster.cutState();
        cluster.cut();
        clock.advance(Duration.ofSeconds(10));
        assertThat(other.engine().presenceIsCertain()).isFalse();
        carol.drop();
        one.connect("dave:Dave");
        bob.join("java");
        bob.say("java", "still works");
        clock.advance(Duration.ofMinutes(1));
        assertThat(statuses(bob, "alice")).containsExactly("online");
        assertThat(statuses(bob, "carol")).containsExactly("online");

        cluster.mend();
        cluster.mendState();
        clock.advance(Duration.ofSeconds(60));

        assertThat(other.engine().presenceIsCertain()).isTrue();
        assertThat(statuses(bob, "alice")).containsExactly("online");
        assertThat(statuses(bob, "carol")).containsExactly("online", "offline");
        assertThat(statuses(bob, "dave")).containsExactly("online");
    }

    /** After an outage the leases of all are over; those of some begin anew later than that of the engine that looks. */
    @Test
    void stateBack_engineThatReturnsLater_isNotTakenForDead() {
        ChatCluster late = cluster.member();
        ChatNodes.Node one = nodes.start(late);
        TestClient bob = watching(nodes.start(), "alice");
        one.connect("alice:Alice");
        cluster.cutState();
        clock.advance(Duration.ofMinutes(1));
        cluster.suspend(late);
        cluster.mendState();
        clock.advance(Duration.ofSeconds(12));
        cluster.resume(late);
        clock.advance(Duration.ofMinutes(1));

        assertThat(statuses(bob, "alice")).containsExactly("online");
    }

    @Test
    void stateLost_nobodyIsAnnouncedOffline() {
        ChatNodes.Node one = nodes.start();
        ChatNodes.Node other = nodes.start();
        TestClient bob = watching(other, "alice");
        one.connect("alice:Alice");

        cluster.loseState();
        clock.advance(Duration.ofMinutes(1));

        assertThat(statuses(bob, "alice")).containsExactly("online");
        assertThat(seen(other, "alice")).isEqualTo(PresenceStatus.ONLINE);
    }

    @Test
    void status_setThroughOneEngine_isTheUsersOnAllEngines() {
        ChatNodes.Node one = nodes.start();
        ChatNodes.Node other = nodes.start();
        TestClient bob = watching(nodes.start(), "alice");
        TestClient first = one.connect("alice:Alice");
        TestClient second = other.connect("alice:Alice");

        first.ok("setStatus", Map.of("status", "busy", "text", "in a meeting"));
        assertThat(statuses(bob, "alice")).containsExactly("online", "busy");
        assertThat(statuses(second, "alice")).containsExactly("busy");
        second.ok("setStatus", Map.of("status", "away"));
        first.drop();
        clock.advance(Duration.ofMinutes(1));

        assertThat(statuses(bob, "alice")).containsExactly("online", "busy", "away");
        assertThat(other.connect("alice:Alice").events("session").get(0).get("status"))
                .isEqualTo("away");
    }

    @Test
    void invisibleThroughOneEngine_isOfflineForOthersOnAll() {
        ChatNodes.Node one = nodes.start();
        ChatNodes.Node other = nodes.start();
        TestClient bob = watching(other, "alice");
        TestClient first = one.connect("alice:Alice");
        other.connect("alice:Alice");

        first.ok("setStatus", Map.of("status", "invisible"));

        assertThat(statuses(bob, "alice")).containsExactly("online", "offline");
        assertThat(seen(one, "alice")).isEqualTo(PresenceStatus.OFFLINE);
        assertThat(seen(other, "alice")).isEqualTo(PresenceStatus.OFFLINE);
        first.ok("setStatus", Map.of("status", "online"));
        assertThat(statuses(bob, "alice")).containsExactly("online", "offline", "online");
    }

    /** The promise as a whole: users come, move and go, engines are stopped, hints are lost, doubled and late; in the end all agree. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void users_hintsLostDoubledAndLate_areSeenAlikeInTheEnd(long seed) {
        Random random = new Random(seed);
        InProcessChatCluster bad = new InProcessChatCluster(clock, seed);
        bad.faults(0.3, 0.3, Duration.ofMillis(400));
        List<ChatCluster> members = Stream.generate(bad::member).limit(3).toList();
        List<ChatNodes.Node> three = members.stream().map(nodes::start).toList();
        String[] users = {"u0", "u1", "u2", "u3", "u4", "u5", "steady"};
        List<TestClient> watchers =
                three.stream().map(node -> watching(node, users)).toList();
        Map<String, TestClient> online = new HashMap<>();
        three.get(0).connect("steady:Steady");
        for (int i = 0; i < 200; i++) {
            String user = "u" + random.nextInt(6);
            TestClient before = online.remove(user);
            if (before != null && random.nextInt(4) == 0) {
                before.ok("setStatus", Map.of("status", random.nextBoolean() ? "busy" : "away"));
                online.put(user, before);
            } else if (before != null) {
                before.drop();
            } else {
                online.put(user, three.get(random.nextInt(3)).connect(user + ":" + user));
            }
            if (random.nextInt(40) == 0) {
                bad.slowState(Duration.ofMillis(random.nextInt(300)));
            }
            if (random.nextInt(60) == 0) {
                ChatCluster stopped = members.get(1 + random.nextInt(2));
                bad.suspend(stopped);
                clock.advance(Duration.ofSeconds(random.nextInt(12)));
                bad.resume(stopped);
            }
            clock.advance(Duration.ofMillis(random.nextInt(2_000)));
        }
        bad.slowState(Duration.ZERO);
        clock.advance(Duration.ofSeconds(30));

        for (int i = 0; i < 3; i++) {
            for (String user : users) {
                PresenceStatus seen = seen(three.get(i), user);
                boolean there = user.equals("steady") || online.containsKey(user);
                assertThat(seen != PresenceStatus.OFFLINE)
                        .as("seed %s: %s at %s", seed, user, i)
                        .isEqualTo(there);
                assertThat(seen).as("seed %s", seed).isEqualTo(seen(three.get(0), user));
                List<Object> heard = statuses(watchers.get(i), user);
                if (!heard.isEmpty()) {
                    assertThat(heard.get(heard.size() - 1))
                            .as("seed %s: %s at %s", seed, user, i)
                            .isEqualTo(seen.wireName());
                }
            }
            assertThat(statuses(watchers.get(i), "steady")).as("seed %s", seed).doesNotContain("offline");
        }
    }
}
