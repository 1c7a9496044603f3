package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.parley.chat.cluster.ChatCluster;
import dev.parley.chat.cluster.SharedState;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.RoomDefinition;
import dev.parley.chat.policy.RoomMode;
import dev.parley.testkit.ManualScheduler;
import dev.parley.testkit.cluster.InProcessChatCluster;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The list of rooms, with those that everybody is in through other engines. Everything runs on the calling thread. */
final class ClusterRoomListTest {

    /** How long changes are collected, and how old a list may be. */
    private static final Duration LATE = Duration.ofSeconds(2);

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final ChatNodes nodes = new ChatNodes();
    private final ManualScheduler clock = nodes.clock();
    private final InProcessChatCluster cluster = nodes.cluster();

    @AfterEach
    void closeAll() {
        nodes.close();
    }

    /** The rooms that are listed, with their users. */
    private static Map<Object, Object> listed(TestClient client) {
        Map<Object, Object> rooms = new LinkedHashMap<>();
        for (Object each : (List<?>)
                Objects.requireNonNull(client.ok("listRooms", Map.of()).get("rooms"))) {
            Map<?, ?> info = (Map<?, ?>) each;
            rooms.put(info.get("room"), info.get("users"));
        }
        return rooms;
    }

    @Test
    void rooms_ofOtherEnginesOnly_areListedWithTheirUsers() {
        nodes.settings(builder -> builder.roomMode(RoomMode.MULTI));
        ChatNodes.Node one = nodes.start();
        ChatNodes.Node third = nodes.start();
        TestClient bob = nodes.start().connect("bob:Bob");
        TestClient alice = one.join("alice:Alice");
        one.join("carol:Carol");
        third.join("dave:Dave");
        third.connect("dave:Dave").join("chess");
        clock.advance(LATE);

        assertThat(listed(bob)).containsExactly(entry("chess", 1), entry("java", 3));
        bob.join("java");
        assertThat(listed(bob)).containsExactly(entry("chess", 1), entry("java", 4));
        bob.ok("leaveRoom", Map.of("room", "java"));
        alice.drop();
        clock.advance(GRACE.plus(LATE));
        assertThat(listed(bob)).containsExactly(entry("chess", 1), entry("java", 2));
    }

    @Test
    void rooms_definedAndPrivate_areListedToThoseWhoMayEnter() {
        nodes.settings(builder ->
                builder.freeRooms(false).rooms(RoomDefinition.open("java"), RoomDefinition.closed("board", "alice")));
        ChatNodes.Node one = nodes.start();
        ChatNodes.Node other = nodes.start();
        TestClient alice = one.connect("alice:Alice");
        alice.join("board");
        clock.advance(LATE);

        assertThat(listed(other.connect("alice:Alice"))).containsExactly(entry("board", 1), entry("java", 0));
        assertThat(listed(other.connect("bob:Bob"))).containsExactly(entry("java", 0));
    }

    @Test
    void rooms_whoseUsersAreInvisible_areNotListed() {
        TestClient alice = nodes.start().join("alice:Alice");
        TestClient bob = nodes.start().connect("bob:Bob");
        clock.advance(LATE);
        assertThat(listed(bob)).containsExactly(entry("java", 1));

        alice.ok("setStatus", Map.of("status", "invisible"));
        clock.advance(LATE);

        assertThat(listed(bob)).isEmpty();
    }

    @Test
    void rooms_ofAKilledEngine_areListedUntilItIsKnown() {
        ChatCluster killed = cluster.member();
        nodes.start(killed).join("alice:Alice");
        TestClient bob = nodes.start().connect("bob:Bob");
        clock.advance(LATE.plus(SharedState.LEASE));
        cluster.kill(killed);
        assertThat(listed(bob)).containsExactly(entry("java", 1));

        clock.advance(SharedState.LEASE.plus(GRACE).plus(LATE));

        assertThat(listed(bob)).isEmpty();
    }

    @Test
    void rooms_stateAway_areThoseLastKnown() {
        TestClient alice = nodes.start().join("alice:Alice");
        TestClient bob = nodes.start().connect("bob:Bob");
        clock.advance(LATE);
        cluster.cutState();
        cluster.cut();
        alice.join("chess");
        clock.advance(Duration.ofMinutes(1));
        assertThat(listed(bob)).containsExactly(entry("java", 1));

        cluster.mend();
        cluster.mendState();
        // The leases are new: what was under the ones before counts for as long as others may need to come back.
        clock.advance(SharedState.LEASE.plus(GRACE).plus(LATE));

        assertThat(listed(bob)).containsExactly(entry("chess", 1));
    }

    @Test
    void rooms_beyondTheBound_areCut() {
        nodes.settings(
                builder -> builder.roomMode(RoomMode.MULTI).limits(ChatFixture.LIMITS.with(Limit.ROOMS_LISTED, 3)));
        TestClient alice = nodes.start().connect("alice:Alice");
        TestClient bob = nodes.start().connect("bob:Bob");
        for (String room : List.of("e", "d", "c", "b")) {
            alice.join(room);
        }
        bob.join("bb");
        clock.advance(LATE);

        assertThat(listed(bob)).containsExactly(entry("b", 1), entry("bb", 1), entry("c", 1));
    }
}
