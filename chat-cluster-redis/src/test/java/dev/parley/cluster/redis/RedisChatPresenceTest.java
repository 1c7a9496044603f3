package dev.parley.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEngine;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.PresenceStatus;
import dev.parley.cluster.redis.chat.RedisChatCluster;
import dev.parley.cluster.redis.chat.ShortLeases;
import dev.parley.model.User;
import dev.parley.socketio.Adapter;
import dev.parley.socketio.event.Event;
import dev.parley.store.ForwardingMessageStore;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.testkit.LocalClient;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.fault.CuttableProxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Presence and lists of people of engines that share them over Redis; each engine reaches it by a proxy. */
@Tag("any-jdk")
final class RedisChatPresenceTest {

    private static final ChatLimits LIMITS = ChatLimits.defaults().with(Limit.PRESENCE_GRACE, Duration.ofMillis(500));

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final InMemoryMessageStore store = InMemoryMessageStore.create();
    private RedisServer redis;

    @BeforeEach
    void start() throws Exception {
        redis = RedisServer.start();
        opened.add(redis);
    }

    @AfterEach
    void stop() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private static ConditionFactory eventually() {
        return Awaitility.await().pollInterval(Duration.ofMillis(10)).atMost(Duration.ofSeconds(60));
    }

    private Node node() {
        CuttableProxy proxy = new CuttableProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), redis.port()));
        opened.add(proxy);
        RedisChatCluster cluster =
                ShortLeases.connect("redis://127.0.0.1:" + proxy.port(), "chat", Duration.ofSeconds(5));
        ChatEngine chat = ChatEngine.builder()
                .store(new ForwardingMessageStore(store) {
                    @Override
                    public void close() {
                        // The others still use it.
                    }
                })
                .cluster(cluster)
                .limits(LIMITS)
                .authenticator(handshake -> {
                    String user = String.valueOf(handshake.auth("token", String.class));
                    return CompletableFuture.completedFuture(User.of(user, user));
                })
                .build();
        opened.add(chat);
        LocalTransport transport = LocalTransport.of(chat);
        opened.add(transport);
        Node node = new Node(chat, cluster, transport, proxy);
        eventually().until(() -> cluster.health().link() == Adapter.Link.CONNECTED && chat.presenceIsCertain());
        return node;
    }

    private record Node(ChatEngine chat, RedisChatCluster cluster, LocalTransport transport, CuttableProxy proxy) {

        LocalClient join(String user) {
            LocalClient client = LocalClient.connect(
                    transport, LocalClient.Settings.defaults().withAuth(Map.of("token", user, "profile", "canonical")));
            ask(client, "joinRoom", Map.of("room", "java", "history", 0));
            return client;
        }

        PresenceStatus seen(String user) {
            return chat.user(user).presence().status();
        }

        List<String> listed() {
            return chat.room("java").users().stream()
                    .map(user -> user.id().value())
                    .sorted()
                    .toList();
        }
    }

    private static void ask(LocalClient client, String command, Map<String, ?> payload) {
        Map<?, ?> answer = client.ask(command, payload).demand(0, Map.class);
        assertThat(answer.get("ok")).as("%s: %s", command, answer).isEqualTo(true);
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
        Node one = node();
        Node two = node();
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
        Node one = node();
        Node two = node();
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

        one.proxy().cut();

        eventually().until(() -> two.seen("alice") == PresenceStatus.OFFLINE);
        eventually().until(() -> two.listed().equals(List.of("bob", "carol")));
        assertThat(two.seen("carol")).isEqualTo(PresenceStatus.ONLINE);
        assertThat(offline(bob)).allSatisfy(text -> assertThat(text).contains("alice"));
        // For itself nothing has changed: it has what it knew.
        assertThat(one.seen("bob")).isEqualTo(PresenceStatus.ONLINE);
        assertThat(one.chat().presenceIsCertain()).isFalse();

        one.proxy().mend();

        eventually().until(() -> two.seen("alice") == PresenceStatus.ONLINE);
        eventually().until(() -> two.listed().equals(List.of("alice", "bob", "carol")));
    }

    @Test
    void redis_killedAndBackEmpty_nobodyIsGoneAndMessagesGoOn() throws Exception {
        Node one = node();
        Node two = node();
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
