package dev.parley.cluster.redis;

import static dev.parley.cluster.redis.ChatNode.ask;
import static dev.parley.cluster.redis.ChatNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.policy.PresenceStatus;
import dev.parley.cluster.redis.chat.ShortLeases;
import dev.parley.socketio.event.Event;
import dev.parley.testkit.LocalClient;
import dev.parley.testkit.fault.CuttableProxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Presence and lists of people of engines that share them over Redis; each engine reaches it by a proxy. */
@Tag("any-jdk")
final class RedisChatPresenceTest {

    @RegisterExtension
    static final ChatNodes NODES = new ChatNodes();

    private RedisServer redis;

    @BeforeEach
    void findRedis() throws Exception {
        redis = NODES.redis();
    }

    private CuttableProxy proxy() {
        return NODES.opened(new CuttableProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), redis.port())));
    }

    private static ChatNode node(CuttableProxy proxy) {
        return NODES.start(ShortLeases.connect("redis://127.0.0.1:" + proxy.port(), "chat", Duration.ofSeconds(5)));
    }

    private static List<String> offline(LocalClient client) {
        return client.unread().stream()
                .filter(event -> event.name().equals("presence") || event.name().equals("userLeft"))
                .map(Event::args)
                .map(args -> args.demand(0, Map.class).toString())
                .filter(text -> text.contains("status=offline") || text.contains("reason="))
                .toList();
    }

    @Test
    void comingStatusAndGoing_throughOneEngine_areSeenOnTheOther() {
        ChatNode one = node(proxy());
        ChatNode two = node(proxy());
        LocalClient bob = two.join("bob");
        ask(bob, "getPresence", Map.of("users", List.of("alice"), "watch", true));

        LocalClient alice = one.join("alice");

        eventually().until(() -> two.seen("alice") == PresenceStatus.ONLINE);
        eventually().until(() -> two.listed().equals(List.of("alice", "bob")));
        ask(alice, "setStatus", Map.of("status", "busy", "text", "☕"));
        eventually().until(() -> two.seen("alice") == PresenceStatus.BUSY);
        alice.drop();
        eventually().until(() -> two.seen("alice") == PresenceStatus.OFFLINE);
        eventually().until(() -> two.listed().equals(List.of("bob")));
        assertThat(offline(bob)).hasSize(2);
    }

    @Test
    void engine_cutOffForGood_itsUsersAreGone() {
        CuttableProxy proxy = proxy();
        ChatNode one = node(proxy);
        ChatNode two = node(proxy());
        LocalClient bob = two.join("bob");
        one.join("alice");
        one.join("carol");
        two.join("carol");
        eventually().until(() -> two.listed().equals(List.of("alice", "bob", "carol")));
        // Each has to know of the others before it hears nothing any more.
        eventually()
                .until(() -> two.seen("alice") == PresenceStatus.ONLINE
                        && one.seen("bob") == PresenceStatus.ONLINE
                        && one.listed().equals(List.of("alice", "bob", "carol")));

        proxy.cut();

        eventually().until(() -> two.seen("alice") == PresenceStatus.OFFLINE);
        eventually().until(() -> two.listed().equals(List.of("bob", "carol")));
        assertThat(two.seen("carol")).isEqualTo(PresenceStatus.ONLINE);
        assertThat(offline(bob)).allSatisfy(text -> assertThat(text).contains("alice"));
        // For itself nothing has changed: it has what it knew.
        assertThat(one.seen("bob")).isEqualTo(PresenceStatus.ONLINE);
        assertThat(one.chat().presenceIsCertain()).isFalse();

        proxy.mend();

        eventually().until(() -> two.seen("alice") == PresenceStatus.ONLINE);
        eventually().until(() -> two.listed().equals(List.of("alice", "bob", "carol")));
    }

    /** What a client was told about a user, but for the first of its events. */
    private static List<String> sightings(LocalClient client, String user, int skipped) {
        return client.unread().stream()
                .skip(skipped)
                .filter(event -> List.of("presence", "userJoined", "userLeft").contains(event.name()))
                .filter(event -> event.args().demand(0, Map.class).get("user") instanceof Map<?, ?> about
                        && user.equals(about.get("id")))
                .map(Event::name)
                .sorted()
                .toList();
    }

    /** A client in the room that watches two others. */
    private static LocalClient watcher(ChatNode node, String user) {
        LocalClient client = node.join(user);
        ask(client, "getPresence", Map.of("users", List.of("alice", "carol"), "watch", true));
        return client;
    }

    @Test
    void engine_drained_itsUsersAreThereUntilTheyReturnOrItsLeaseIsOver() throws Exception {
        // Longer than a busy machine needs to start an engine.
        Duration lease = Duration.ofSeconds(5);
        ChatNode old = NODES.start(ShortLeases.connect(redis.url(), "chat", lease, Duration.ofSeconds(5)));
        ChatNode two = node(proxy());
        old.join("alice");
        old.join("carol");
        LocalClient bob = watcher(two, "bob");
        eventually().until(() -> two.listed().equals(List.of("alice", "bob", "carol")));
        int before = bob.unread().size();

        old.chat().drain(Duration.ZERO).toCompletableFuture().get(20, TimeUnit.SECONDS);
        ChatNode fresh = node(proxy());
        LocalClient dave = watcher(fresh, "dave");

        assertThat(fresh.listed()).isEqualTo(List.of("alice", "bob", "carol", "dave"));
        assertThat(fresh.seen("alice")).isEqualTo(PresenceStatus.ONLINE);
        fresh.join("alice");
        eventually().until(() -> two.seen("carol") == PresenceStatus.OFFLINE);
        eventually().until(() -> two.listed().equals(List.of("alice", "bob", "dave")));
        eventually().until(() -> fresh.listed().equals(List.of("alice", "bob", "dave")));
        eventually().until(() -> fresh.seen("carol") == PresenceStatus.OFFLINE);
        assertThat(sightings(bob, "alice", before)).isEmpty();
        assertThat(sightings(dave, "alice", 0)).isEmpty();
        for (LocalClient client : List.of(bob, dave)) {
            eventually()
                    .untilAsserted(() -> assertThat(sightings(client, "carol", client == bob ? before : 0))
                            .containsExactly("presence", "userLeft"));
        }
    }

    @Test
    void redis_killedAndBackEmpty_nobodyIsGoneAndMessagesGoOn() throws Exception {
        ChatNode one = node(proxy());
        ChatNode two = node(proxy());
        LocalClient bob = two.join("bob");
        LocalClient alice = one.join("alice");
        eventually().until(() -> two.listed().equals(List.of("alice", "bob")));

        redis.kill();
        eventually().until(() -> !two.chat().presenceIsCertain());
        ask(alice, "chatMessage", Map.of("room", "java", "text", "away"));
        eventually().during(ShortLeases.LEASE.multipliedBy(2)).until(() -> two.seen("alice") == PresenceStatus.ONLINE);
        redis.restartEmpty();
        eventually().until(() -> two.chat().presenceIsCertain() && one.chat().presenceIsCertain());
        eventually()
                .during(ShortLeases.LEASE.multipliedBy(2))
                .until(() -> two.seen("alice") == PresenceStatus.ONLINE
                        && two.listed().equals(List.of("alice", "bob")));

        assertThat(offline(bob)).isEmpty();
        alice.drop();
        eventually().until(() -> two.seen("alice") == PresenceStatus.OFFLINE);
    }
}
