package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.cluster.ChatCluster;
import dev.parley.chat.cluster.SharedState;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.testkit.ManualScheduler;
import dev.parley.testkit.cluster.InProcessChatCluster;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is let in, over several engines: unique names, and connections per user. Everything runs on the calling thread. */
final class ClusterNamesTest {

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final ChatNodes nodes = new ChatNodes();
    private final ManualScheduler clock = nodes.clock();
    private final InProcessChatCluster cluster = nodes.cluster();

    @BeforeEach
    void settings() {
        nodes.settings(builder ->
                builder.uniqueNames(true).guests(true).limits(ChatFixture.LIMITS.with(Limit.CONNECTIONS_PER_USER, 3)));
    }

    @AfterEach
    void closeAll() {
        nodes.close();
    }

    private static TestClient client(ChatNodes.Node node, Map<String, Object> auth) {
        return new TestClient(node.transport(), "/", "", auth);
    }

    private static void refused(ChatNodes.Node node, String token) {
        Map<String, Object> refusal =
                client(node, Map.of("token", token, "profile", "canonical")).refusal();
        assertThat(refusal.get("data")).asString().contains("code=" + ErrorCode.NAME_TAKEN);
    }

    private static TestClient guest(ChatNodes.Node node, String name) {
        return client(node, Map.of("username", name, "profile", "canonical")).await();
    }

    @Test
    void name_ofAUserOfAnotherEngine_isRefusedUntilTheUserHasLeftAll() {
        ChatNodes.Node one = nodes.start();
        ChatNodes.Node other = nodes.start();
        TestClient first = one.connect("alice:Bob");
        TestClient second = other.connect("alice:Bob");

        refused(one, "carol:bob");
        refused(nodes.start(), "carol:B0B");
        first.leave();
        refused(one, "carol:Bob");
        second.drop();
        clock.advance(GRACE.minusMillis(1));
        refused(one, "carol:Bob");
        clock.advance(Duration.ofMillis(1));

        one.connect("carol:Bob");
        refused(other, "alice:Bob");
    }

    @Test
    void name_changed_freesTheOneBefore() {
        ChatNodes.Node one = nodes.start();
        ChatNodes.Node other = nodes.start();
        one.connect("bob:Bob");
        TestClient guest = guest(other, "Carol");

        guest.refused(ErrorCode.NAME_TAKEN, "joinRoom", Map.of("room", "java", "username", "Bob"));
        refused(one, "dave:Carol");
        guest.ok("joinRoom", Map.of("room", "java", "username", "Dora"));

        refused(one, "dave:Dora");
        one.connect("dave:Carol");
    }

    /** A user's other connections follow a new name; what they had is free, too. */
    @Test
    void name_changedThroughOneEngine_isFreedByAll() {
        ChatNodes.Node one = nodes.start();
        ChatNodes.Node other = nodes.start();
        one.connect("alice:Ann");
        other.connect("alice:Ann").ok("renewToken", Map.of("token", "alice:Zoe"));

        one.connect("carol:Ann");
        refused(one, "dave:Zoe");
    }

    @Test
    void name_ofAKilledEngine_isFreeWithItsLease() {
        ChatCluster killed = cluster.member();
        ChatNodes.Node one = nodes.start(killed);
        ChatNodes.Node other = nodes.start();
        one.connect("alice:Bob");
        // Renewed with the lease.
        clock.advance(Duration.ofMinutes(1));
        refused(other, "carol:Bob");

        cluster.kill(killed);
        clock.advance(SharedState.LEASE);

        other.connect("carol:Bob");
    }

    @Test
    void name_stateAway_isUniqueOnEachEngine_andOverAllAfterwards() {
        ChatNodes.Node one = nodes.start();
        ChatNodes.Node other = nodes.start();
        ChatNodes.Node third = nodes.start();
        cluster.cutState();

        one.connect("alice:Bob");
        refused(one, "carol:Bob");
        other.join("carol:Bob").say("java", "still works");
        cluster.mendState();

        refused(third, "dave:Bob");
        assertThat(other.engine().user("carol").presence().name()).isEqualTo("Bob");
    }

    @Test
    void connections_throughSeveralEngines_areAtMostTheLimit() {
        ChatNodes.Node one = nodes.start();
        ChatNodes.Node other = nodes.start();
        one.connect("alice:Alice");
        TestClient second = one.connect("alice:Alice");
        other.connect("alice:Alice");

        TestClient fourth = other.connect("alice:Alice");

        assertThat(fourth.isClosed()).isTrue();
        assertThat(fourth.events("serverNotice"))
                .extracting(event -> event.get("code"))
                .containsExactly(ErrorCode.TOO_MANY_CONNECTIONS.name());
        second.drop();
        assertThat(other.connect("alice:Alice").isClosed()).isFalse();
        assertThat(one.connect("alice:Alice").isClosed()).isTrue();
        assertThat(one.connect("carol:Carol").isClosed()).isFalse();
    }

    @Test
    void connections_ofAnEngineStoppedAndBack_areCountedAgain() {
        ChatCluster stopped = cluster.member();
        ChatNodes.Node one = nodes.start(stopped);
        ChatNodes.Node other = nodes.start();
        one.connect("alice:Alice");
        one.connect("alice:Alice");
        cluster.suspend(stopped);
        clock.advance(SharedState.LEASE);
        assertThat(other.connect("alice:Alice").isClosed()).isFalse();
        assertThat(other.connect("alice:Alice").isClosed()).isFalse();

        cluster.resume(stopped);

        assertThat(other.connect("alice:Alice").isClosed()).isTrue();
    }

    @Test
    void connections_stateAway_areLimitedOnEachEngine() {
        ChatNodes.Node one = nodes.start();
        ChatNodes.Node other = nodes.start();
        cluster.cutState();
        for (int i = 0; i < 3; i++) {
            assertThat(one.connect("alice:Alice").isClosed()).isFalse();
            assertThat(other.connect("alice:Alice").isClosed()).isFalse();
        }
        assertThat(one.connect("alice:Alice").isClosed()).isTrue();

        cluster.mendState();

        assertThat(nodes.start().connect("alice:Alice").isClosed()).isTrue();
    }

    /** The answer comes too late: the client has gone, and what was reserved for it lapses. */
    @Test
    void client_goneBeforeItIsLetIn_takesNothing() {
        ChatNodes.Node one = nodes.start();
        ChatNodes.Node other = nodes.start();
        cluster.slowState(Duration.ofMillis(100));
        for (int i = 0; i < 3; i++) {
            client(one, Map.of("token", "alice:Bob", "profile", "canonical")).drop();
        }
        clock.advance(Duration.ofMillis(100));
        cluster.slowState(Duration.ZERO);
        refused(other, "carol:Bob");

        clock.advance(Duration.ofSeconds(30));

        other.connect("carol:Bob");
        assertThat(other.connect("alice:Alice").isClosed()).isFalse();
    }
}
