package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.RoomMode;
import dev.parley.testkit.ManualScheduler;
import dev.parley.testkit.cluster.InProcessChatCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How often and where users may send, over several engines. Everything runs on the calling thread. */
final class ClusterLimitsTest {

    private static final int BURST = 20;
    private static final int LOT = 5;
    private static final Map<String, Object> MESSAGE = Map.of("room", "java", "text", "hello");

    private final ChatNodes nodes = new ChatNodes();
    private final ManualScheduler clock = nodes.clock();
    private final InProcessChatCluster cluster = nodes.cluster();

    @AfterEach
    void closeAll() {
        nodes.close();
    }

    private void rates() {
        nodes.settings(builder -> builder.limits(ChatFixture.LIMITS.with(Limit.MESSAGE_BURST, BURST)));
    }

    private static boolean sends(TestClient client) {
        return Boolean.TRUE.equals(client.call("chatMessage", MESSAGE).get("ok"));
    }

    private static int sent(List<TestClient> clients, int each) {
        int sent = 0;
        for (int i = 0; i < each; i++) {
            for (TestClient client : clients) {
                sent += sends(client) ? 1 : 0;
            }
        }
        return sent;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void messages_throughSeveralEnginesAtOnce_areOneBurstAndTheRate(int engines) {
        rates();
        List<TestClient> clients = new ArrayList<>();
        for (int i = 0; i < engines; i++) {
            clients.add(nodes.start().join("alice:Alice"));
        }

        int sent = sent(clients, 60);
        assertThat(sent).isBetween(BURST, BURST + LOT * (engines - 1));
        for (int second = 1; second <= 10; second++) {
            for (int i = 0; i < 20; i++) {
                clock.advance(Duration.ofMillis(50));
                sent += sent(clients, 1);
            }
            assertThat(sent).isBetween(BURST + 4 * second, BURST + LOT * (engines - 1) + 5 * second);
        }
        clients.get(0).refused(ErrorCode.RATE_LIMITED, "chatMessage", MESSAGE);
    }

    /** What was sent before the user came to another engine counts there, too. */
    @Test
    void messages_sentBeforeComingToAnotherEngine_count() {
        rates();
        TestClient here = nodes.start().join("alice:Alice");
        ChatNodes.Node other = nodes.start();
        assertThat(sent(List.of(here), BURST)).isEqualTo(BURST);

        TestClient there = other.join("alice:Alice");

        assertThat(sends(there)).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(sent(List.of(here, there), 10)).isEqualTo(5);
    }

    /** Going and coming through other engines makes no new burst. */
    @Test
    void messages_afterLeavingTheOtherEngine_areStillThoseOfAll() {
        rates();
        ChatNodes.Node one = nodes.start();
        TestClient here = one.join("alice:Alice");
        TestClient there = nodes.start().join("alice:Alice");
        assertThat(sent(List.of(there), BURST)).isEqualTo(BURST);

        there.leave();

        assertThat(sends(here)).isFalse();
        clock.advance(Duration.ofSeconds(4));
        assertThat(sent(List.of(here), 30)).isEqualTo(BURST);
        clock.advance(Duration.ofMinutes(1));
        cluster.cutState();
        assertThat(sent(List.of(here), 30)).isEqualTo(BURST);
    }

    /** What a lot leaves over is not good for ever. */
    @Test
    void messages_leftOfALot_lapse() {
        rates();
        TestClient here = nodes.start().join("alice:Alice");
        TestClient there = nodes.start().join("alice:Alice");
        assertThat(sends(here)).isTrue();
        clock.advance(Duration.ofSeconds(10));

        assertThat(sent(List.of(there), 30)).isEqualTo(BURST);
        assertThat(sends(here)).isFalse();
    }

    @Test
    void messages_stateAway_goOnAtTheRateOfEachEngine() {
        rates();
        List<TestClient> clients =
                List.of(nodes.start().join("alice:Alice"), nodes.start().join("alice:Alice"));

        cluster.cutState();

        assertThat(sent(clients, 30)).isEqualTo(2 * BURST);
        clock.advance(Duration.ofSeconds(1));
        assertThat(sent(clients, 30)).isEqualTo(10);
        cluster.mendState();
        clock.advance(Duration.ofSeconds(4));
        assertThat(sent(clients, 30)).isBetween(BURST, BURST + LOT);
    }

    /** A message waits for the shared state at most as long as that may take, and then goes on without it. */
    @Test
    void messages_stateHangs_waitAtMostItsTime() {
        rates();
        TestClient here = nodes.start().join("alice:Alice");
        nodes.start().join("alice:Alice");
        cluster.slowState(Duration.ofSeconds(10));

        CompletableFuture<Map<String, Object>> first = here.ask("chatMessage", MESSAGE);
        CompletableFuture<Map<String, Object>> second = here.ask("chatMessage", MESSAGE);
        clock.advance(Duration.ofMillis(249));
        assertThat(first).isNotDone();
        clock.advance(Duration.ofMillis(1));
        assertThat(first).isCompletedWithValueMatching(answer -> Boolean.TRUE.equals(answer.get("ok")));
        clock.advance(Duration.ofMillis(250));

        assertThat(second).isCompletedWithValueMatching(answer -> Boolean.TRUE.equals(answer.get("ok")));
    }

    /** Waiting does not change the order of a connection's messages. */
    @Test
    void messages_answersLate_keepTheirOrder() {
        rates();
        TestClient here = nodes.start().join("alice:Alice");
        nodes.start().join("alice:Alice");
        cluster.slowState(Duration.ofMillis(100));
        for (int i = 0; i < 12; i++) {
            here.ask("chatMessage", Map.of("room", "java", "text", "m" + i));
        }
        clock.advance(Duration.ofSeconds(3));

        assertThat(here.texts())
                .containsExactly("m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9", "m10", "m11");
    }

    @Test
    void edits_throughSeveralEngines_countToo() {
        rates();
        TestClient here = nodes.start().join("alice:Alice");
        TestClient there = nodes.start().join("alice:Alice");
        Object id = here.say("java", "hello").get("id");
        assertThat(sent(List.of(here), 30)).isEqualTo(BURST - 1);

        there.refused(ErrorCode.RATE_LIMITED, "editMessage", Map.of("room", "java", "id", id, "text", "hi"));
        there.refused(ErrorCode.RATE_LIMITED, "deleteMessage", Map.of("room", "java", "id", id));
    }

    private List<TestClient> slow(int engines) {
        nodes.settings(builder -> builder.roomMode(RoomMode.MULTI));
        List<TestClient> clients = new ArrayList<>();
        for (int i = 0; i < engines; i++) {
            clients.add(nodes.start().join("alice:Alice"));
        }
        TestClient owner = nodes.start().join("owner:Owner:admin");
        owner.ok("moderate", Map.of("room", "java", "action", "slowMode", "intervalMs", 10_000));
        return clients;
    }

    @Test
    void slowMode_throughSeveralEngines_isOneMessagePerInterval() {
        List<TestClient> clients = slow(3);

        assertThat(sent(clients, 2)).isEqualTo(1);
        clock.advance(Duration.ofSeconds(4));
        assertThat(clients.get(2).refused(ErrorCode.SLOW_MODE, "chatMessage", MESSAGE))
                .containsEntry("retryAfterMs", 6_000);
        clock.advance(Duration.ofMillis(5_999));
        assertThat(sent(clients, 2)).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(sends(clients.get(2))).isTrue();
        assertThat(sent(clients, 2)).isZero();
    }

    @Test
    void slowMode_turnOfAMessageThatIsNotStored_isFreeElsewhere() {
        List<TestClient> clients = slow(2);
        Map<String, Object> once = Map.of("room", "java", "text", "hello", "clientMsgId", "1");
        clients.get(0).ok("chatMessage", once);
        clock.advance(Duration.ofSeconds(10));

        assertThat(clients.get(0).ok("chatMessage", once)).containsEntry("duplicate", true);

        assertThat(sends(clients.get(1))).isTrue();
    }

    @Test
    void slowMode_stateAway_isPerEngine() {
        List<TestClient> clients = slow(2);

        cluster.cutState();

        assertThat(sent(clients, 3)).isEqualTo(2);
        cluster.mendState();
        clock.advance(Duration.ofSeconds(10));
        assertThat(sent(clients, 3)).isEqualTo(1);
    }

    /** A turn that was refused elsewhere does not begin a new one here. */
    @Test
    void slowMode_changed_beginsAnew() {
        List<TestClient> clients = slow(2);
        assertThat(sends(clients.get(0))).isTrue();

        TestClient owner = nodes.start().join("owner:Owner:admin");
        owner.ok("moderate", Map.of("room", "java", "action", "slowMode", "intervalMs", 5_000));

        assertThat(sent(clients, 2)).isEqualTo(1);
    }

    @Test
    void usersPerRoom_countThoseOfOtherEngines() {
        nodes.settings(builder -> builder.limits(ChatFixture.LIMITS.with(Limit.USERS_PER_ROOM, 3)));
        ChatNodes.Node one = nodes.start();
        ChatNodes.Node other = nodes.start();
        one.join("alice:Alice");
        one.join("bob:Bob");
        other.join("bob:Bob");
        other.join("carol:Carol");

        one.connect("dave:Dave").refused(ErrorCode.ROOM_FULL, "joinRoom", Map.of("room", "java"));
        other.connect("dave:Dave").refused(ErrorCode.ROOM_FULL, "joinRoom", Map.of("room", "java"));
        one.join("carol:Carol");
    }
}
