package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.ModerationAction;
import dev.parley.chat.policy.RoomRole;
import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import dev.parley.model.UserId;
import dev.parley.store.StoreException;
import dev.parley.testkit.ManualScheduler;
import dev.parley.testkit.cluster.InProcessChatCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Moderation and the end of users through one engine, as those on another one see it. Everything runs on the calling thread. */
final class ClusterModerationTest {

    private static final Duration AT_WORST = Duration.ofSeconds(5);

    private final ChatNodes nodes = new ChatNodes();
    private final ManualScheduler clock = nodes.clock();
    private final InProcessChatCluster cluster = nodes.cluster();

    @AfterEach
    void closeAll() {
        nodes.close();
    }

    private static void take(ChatNodes.Node node, ModerationAction action, @Nullable String user) {
        UserId whom = user == null ? null : UserId.of(user);
        node.engine()
                .room("java")
                .moderate(action, whom, null, "")
                .toCompletableFuture()
                .join();
    }

    private static Map<String, Object> message(String text) {
        return Map.of("room", "java", "text", text);
    }

    @Test
    void mute_throughAnotherEngine_holdsAtOnce() {
        ChatNodes.Node one = nodes.start();
        TestClient bob = nodes.start().join("bob:Bob");

        take(one, ModerationAction.MUTE, "bob");

        bob.refused(ErrorCode.MUTED, "chatMessage", message("hello"));
        assertThat(bob.events("moderation"))
                .singleElement()
                .satisfies(event -> assertThat(event.get("action")).isEqualTo("mute"));
        take(one, ModerationAction.UNMUTE, "bob");
        bob.say("java", "again");
    }

    @Test
    void mute_recordCannotBeRead_holdsAtOnceAllTheSame() {
        ChatNodes.Node one = nodes.start();
        ChatNodes.Node other = nodes.start();
        TestClient bob = other.join("bob:Bob");
        other.calls().breakDown("versionedRecordsIn", StoreException.Category.UNAVAILABLE);

        take(one, ModerationAction.MUTE, "bob");

        bob.refused(ErrorCode.MUTED, "chatMessage", message("hello"));
    }

    @Test
    void mute_everyHintLost_holdsWithinFiveSeconds() {
        ChatNodes.Node one = nodes.start();
        TestClient bob = nodes.start().join("bob:Bob");
        cluster.cut();
        long before = cluster.delivered();
        take(one, ModerationAction.MUTE, "bob");
        bob.say("java", "not yet");

        clock.advance(AT_WORST);

        bob.refused(ErrorCode.MUTED, "chatMessage", message("hello"));
        assertThat(cluster.delivered()).isEqualTo(before);
    }

    /** Found by the simulation, seed 42: the circuit breaker refused the reading of the records. */
    @Test
    void mute_everyHintLostWhileTheBreakerIsOpen_holdsWithinFiveSeconds() {
        ChatNodes.Node one = nodes.start();
        ChatNodes.Node other = nodes.start();
        TestClient bob = other.join("bob:Bob");
        cluster.cut();
        clock.advance(AT_WORST.minusMillis(500));
        take(one, ModerationAction.MUTE, "bob");
        other.calls().loseNextAnswer("messages");
        bob.refused(ErrorCode.STORE_UNAVAILABLE, "getHistory", Map.of("room", "java"));
        bob.refused(ErrorCode.STORE_UNAVAILABLE, "getHistory", Map.of("room", "java"));

        clock.advance(Duration.ofMillis(500));

        bob.refused(ErrorCode.MUTED, "chatMessage", message("hello"));
    }

    @Test
    void mute_ofSomeDuration_endsOnEveryEngine() {
        ChatNodes.Node one = nodes.start();
        TestClient bob = nodes.start().join("bob:Bob");
        one.engine()
                .room("java")
                .moderate(ModerationAction.MUTE, UserId.of("bob"), Duration.ofMinutes(1), "")
                .toCompletableFuture()
                .join();
        clock.advance(Duration.ofSeconds(59));
        bob.refused(ErrorCode.MUTED, "chatMessage", message("hello"));

        clock.advance(Duration.ofSeconds(2));

        bob.say("java", "hello");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ban_throughAnotherEngine_takesTheUserOut(boolean hints) {
        ChatNodes.Node one = nodes.start();
        ChatNodes.Node other = nodes.start();
        TestClient carol = other.join("carol:Carol");
        TestClient bob = other.join("bob:Bob");
        if (!hints) {
            cluster.cut();
        }

        take(one, ModerationAction.BAN, "bob");
        clock.advance(hints ? Duration.ZERO : AT_WORST);

        assertThat(carol.events("userLeft"))
                .singleElement()
                .satisfies(event -> assertThat(event.get("reason")).isEqualTo("banned"));
        bob.refused(ErrorCode.BANNED, "joinRoom", "java");
        assertThat(other.engine().room("java").users()).hasSize(1);
    }

    @Test
    void kick_throughAnotherEngine_takesTheUserOutOnceHoweverOftenItIsHeard() {
        ChatNodes.Node one = nodes.start();
        TestClient bob = nodes.start().join("bob:Bob");
        cluster.faults(0, 1, Duration.ofMillis(500));

        take(one, ModerationAction.KICK, "bob");
        clock.advance(Duration.ofSeconds(1));
        bob.refused(ErrorCode.NOT_IN_ROOM, "chatMessage", message("hello"));
        bob.join("java");
        clock.advance(Duration.ofSeconds(20));

        bob.say("java", "back");
        assertThat(bob.events("moderation")).hasSize(1);
    }

    @Test
    void kick_firstHintLost_isRepeated() {
        ChatNodes.Node one = nodes.start();
        TestClient bob = nodes.start().join("bob:Bob");
        cluster.faults(1, 0, Duration.ZERO);
        take(one, ModerationAction.KICK, "bob");
        bob.say("java", "still here");
        cluster.faults(0, 0, Duration.ZERO);

        clock.advance(Duration.ofSeconds(2));

        bob.refused(ErrorCode.NOT_IN_ROOM, "chatMessage", message("hello"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void role_throughAnotherEngine_holds(boolean hints) {
        ChatNodes.Node one = nodes.start();
        ChatNodes.Node other = nodes.start();
        TestClient bob = other.join("bob:Bob");
        TestClient carol = other.join("carol:Carol");
        Map<String, Object> mute = Map.of("room", "java", "action", "mute", "user", "carol");
        bob.refused(ErrorCode.FORBIDDEN, "moderate", mute);
        if (!hints) {
            cluster.cut();
        }

        one.engine()
                .room("java")
                .role(UserId.of("bob"), RoomRole.MODERATOR)
                .toCompletableFuture()
                .join();
        clock.advance(hints ? Duration.ZERO : AT_WORST);

        bob.ok("moderate", mute);
        carol.refused(ErrorCode.MUTED, "chatMessage", message("hello"));
    }

    @Test
    void freezeAndSlowMode_throughAnotherEngine_hold() {
        ChatNodes.Node one = nodes.start();
        TestClient bob = nodes.start().join("bob:Bob");
        take(one, ModerationAction.FREEZE, null);
        bob.refused(ErrorCode.ROOM_FROZEN, "chatMessage", message("hello"));
        take(one, ModerationAction.UNFREEZE, null);
        one.engine()
                .room("java")
                .moderate(ModerationAction.SLOW_MODE, null, Duration.ofSeconds(30), "")
                .toCompletableFuture()
                .join();

        bob.say("java", "first");
        take(one, ModerationAction.MUTE, "carol");

        bob.refused(ErrorCode.SLOW_MODE, "chatMessage", message("at once"));
    }

    @Test
    void muteAndUnmute_heardInTheOtherOrder_endUnmuted() {
        ChatNodes.Node one = nodes.start();
        TestClient bob = nodes.start().join("bob:Bob");
        cluster.faults(0, 0, Duration.ofSeconds(1));
        for (int i = 0; i < 20; i++) {
            take(one, ModerationAction.MUTE, "bob");
            take(one, ModerationAction.UNMUTE, "bob");
        }

        clock.advance(Duration.ofSeconds(1));

        bob.say("java", "hello");
    }

    @Test
    void records_changedByTheApplication_holdWithinFiveSeconds() {
        TestClient bob = nodes.start().join("bob:Bob");
        nodes.store().putRecord(new RoomRecord(RoomName.of("java"), "mute", "bob", ""));

        clock.advance(AT_WORST);

        bob.refused(ErrorCode.MUTED, "chatMessage", message("hello"));
    }

    @Test
    void disconnect_throughAnotherEngine_endsTheConnectionsOnceHoweverOftenItIsHeard() {
        ChatNodes.Node one = nodes.start();
        ChatNodes.Node other = nodes.start();
        TestClient bob = other.connect("bob:Bob");
        cluster.faults(0, 1, Duration.ofMillis(500));

        one.engine().user("bob").disconnect("the token was revoked");
        clock.advance(Duration.ofSeconds(1));

        assertThat(bob.events("serverNotice"))
                .singleElement()
                .satisfies(event -> assertThat(event.get("text")).isEqualTo("the token was revoked"));
        TestClient back = other.join("bob:Bob");
        clock.advance(Duration.ofSeconds(20));
        back.say("java", "back");
    }

    @Test
    void disconnect_firstHintLost_isRepeated() {
        ChatNodes.Node one = nodes.start();
        TestClient bob = nodes.start().connect("bob:Bob");
        cluster.faults(1, 0, Duration.ZERO);
        one.engine().user("bob").disconnect("the token was revoked");
        cluster.faults(0, 0, Duration.ZERO);

        clock.advance(Duration.ofSeconds(2));

        assertThat(bob.events("serverNotice")).hasSize(1);
    }

    @Test
    void erase_throughAnotherEngine_endsTheConnectionsAndReloadsTheRoom() {
        ChatNodes.Node one = nodes.start();
        ChatNodes.Node other = nodes.start();
        TestClient alice = other.join("alice:Alice");
        TestClient bob = other.join("bob:Bob");
        bob.say("java", "to be erased");

        one.engine().erase("bob").toCompletableFuture().join();

        assertThat(bob.events("serverNotice"))
                .extracting(event -> event.get("text"))
                .contains("the user was erased");
        assertThat(alice.events("roomReset")).hasSize(1);
    }

    @Test
    void clear_throughAnotherEngine_reloadsTheRoomAtOnce() {
        ChatNodes.Node one = nodes.start();
        TestClient alice = nodes.start().join("alice:Alice");
        alice.say("java", "old");

        one.engine().room("java").clear().toCompletableFuture().join();

        assertThat(alice.events("roomReset")).hasSize(1);
    }

    /** The promise as a whole: whoever moderates where, and whatever is lost, all engines obey the store five seconds later. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void actions_hintsLostDoubledAndLate_holdEverywhereWithinFiveSeconds(long seed) {
        Random random = new Random(seed);
        InProcessChatCluster bad = new InProcessChatCluster(clock, seed);
        bad.faults(seed % 3 == 0 ? 1 : 0.3, 0.3, Duration.ofMillis(400));
        List<ChatNodes.Node> three =
                Stream.generate(() -> nodes.start(bad.member())).limit(3).toList();
        List<TestClient> writers =
                three.stream().map(node -> node.join("bob:Bob")).toList();
        boolean muted = false;
        for (int i = 0; i < 60; i++) {
            muted = random.nextBoolean();
            take(three.get(random.nextInt(3)), muted ? ModerationAction.MUTE : ModerationAction.UNMUTE, "bob");
            if (random.nextInt(5) == 0) {
                three.get(random.nextInt(3))
                        .calls()
                        .failNext("versionedRecordsIn", StoreException.Category.UNAVAILABLE);
            }
            clock.advance(Duration.ofMillis(random.nextInt(300)));
        }
        three.forEach(node -> node.calls().recover());

        clock.advance(AT_WORST);

        for (TestClient writer : writers) {
            if (muted) {
                writer.refused(ErrorCode.MUTED, "chatMessage", message("seed " + seed));
            } else {
                writer.say("java", "seed " + seed);
            }
        }
    }
}
