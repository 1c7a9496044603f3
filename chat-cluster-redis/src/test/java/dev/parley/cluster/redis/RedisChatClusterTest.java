package dev.parley.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.parley.chat.ChatEngine;
import dev.parley.chat.cluster.ChatPeer;
import dev.parley.chat.cluster.Hint;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.ModerationAction;
import dev.parley.cluster.redis.chat.RedisChatCluster;
import dev.parley.cluster.redis.server.RedisServers;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.socketio.Adapter;
import dev.parley.socketio.event.Event;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.testkit.LocalClient;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.fault.FaultInjector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;

/** Chat engines over one store, with their hints over Redis. */
@Tag("any-jdk")
final class RedisChatClusterTest {

    private static final ChatLimits LIMITS =
            ChatLimits.defaults().with(Limit.MESSAGE_BURST, 10_000).with(Limit.COMMAND_BURST, 10_000);

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
        return Awaitility.await().pollInterval(Duration.ofMillis(10)).atMost(Duration.ofSeconds(30));
    }

    private Node node() {
        return node("chat");
    }

    private Node node(String name) {
        RedisChatCluster cluster =
                RedisChatCluster.connect(RedisServers.at(redis.url()).build(), name);
        FaultInjector calls = FaultInjector.around(store);
        ChatEngine chat = ChatEngine.builder()
                .store(calls.store())
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
        Node node = new Node(chat, cluster, calls, transport);
        node.awaitRedis();
        return node;
    }

    private record Node(ChatEngine chat, RedisChatCluster cluster, FaultInjector calls, LocalTransport transport) {

        /** The first comparison with the store is over, too: what comes then comes by hints. */
        void awaitRedis() {
            eventually().until(() -> cluster.health().link() == Adapter.Link.CONNECTED);
        }

        LocalClient join(String user) {
            LocalClient client = LocalClient.connect(
                    transport, LocalClient.Settings.defaults().withAuth(Map.of("token", user, "profile", "canonical")));
            ask(client, "joinRoom", Map.of("room", "java", "history", 0));
            return client;
        }
    }

    private static Map<?, ?> answer(LocalClient client, String command, Map<String, ?> payload) {
        return client.ask(command, payload).demand(0, Map.class);
    }

    private static Map<?, ?> ask(LocalClient client, String command, Map<String, ?> payload) {
        Map<?, ?> answer = answer(client, command, payload);
        assertThat(answer.get("ok")).as("%s: %s", command, answer).isEqualTo(true);
        return answer;
    }

    private static Object say(LocalClient client, String text) {
        return Objects.requireNonNull(
                ask(client, "chatMessage", Map.of("room", "java", "text", text)).get("id"));
    }

    private static Object next(LocalClient client, String event, String field) {
        Event found = client.next(event);
        return Objects.requireNonNull(found.args().demand(0, Map.class).get(field), field);
    }

    @Test
    void messageChangeAndMute_throughOneEngine_reachTheOtherByHints() {
        Node one = node();
        Node two = node();
        LocalClient alice = one.join("alice");
        LocalClient bob = two.join("bob");
        int read = two.calls().calls("changesSince");

        Object id = say(alice, "hello ☕");

        assertThat(next(bob, "message", "text")).isEqualTo("hello ☕");
        assertThat(two.calls().calls("changesSince")).as("readings of the log").isEqualTo(read);
        ask(alice, "editMessage", Map.of("id", id, "text", "hello again"));
        assertThat(next(bob, "messageUpdated", "seq")).isEqualTo(2);
        one.chat()
                .room("java")
                .moderate(ModerationAction.MUTE, UserId.of("bob"), null, "loud")
                .toCompletableFuture()
                .join();
        assertThat(next(bob, "moderation", "reason")).isEqualTo("loud");
        assertThat(answer(bob, "chatMessage", Map.of("room", "java", "text", "no"))
                        .toString())
                .contains("MUTED");
        assertThat(one.cluster().stats().published()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void disconnect_throughOneEngine_reachesTheOther() {
        Node one = node();
        LocalClient bob = node().join("bob");
        assertThat(next(bob, "serverNotice", "kind")).isEqualTo("welcome");

        one.chat().user("bob").disconnect("the token was revoked");

        assertThat(next(bob, "serverNotice", "text")).isEqualTo("the token was revoked");
        eventually().until(() -> !bob.connected());
    }

    @Test
    void redis_killedAndBack_missedMessagesAreReadAndHintsGoOn() throws Exception {
        Node one = node();
        Node two = node();
        LocalClient alice = one.join("alice");
        LocalClient bob = two.join("bob");
        List<Object> said = new ArrayList<>();
        redis.kill();
        for (int i = 0; i < 20; i++) {
            said.add(say(alice, "away " + i));
        }
        List<Object> heard = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            heard.add(next(bob, "message", "id"));
        }

        redis.restart();
        one.awaitRedis();
        two.awaitRedis();
        for (int i = 0; i < 20; i++) {
            said.add(say(alice, "back " + i));
            heard.add(next(bob, "message", "id"));
        }

        assertThat(heard).isEqualTo(said);
        assertThat(two.cluster().stats().reconnects()).isPositive();
        assertThat(two.cluster().stats().received()).isPositive();
    }

    @Test
    void connections_killedWhileMessagesFlow_eachArrivesOnceInOrder() throws Exception {
        Node one = node();
        Node two = node();
        LocalClient alice = one.join("alice");
        LocalClient bob = two.join("bob");
        List<Object> said = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            said.add(say(alice, "m" + i));
            if (i % 50 == 25) {
                try (Jedis jedis = redis.jedis()) {
                    jedis.sendCommand(Protocol.Command.CLIENT, "KILL", "TYPE", "pubsub");
                    jedis.sendCommand(Protocol.Command.CLIENT, "KILL", "TYPE", "normal");
                }
            }
        }

        List<Object> heard = new ArrayList<>();
        for (int i = 0; i < said.size(); i++) {
            heard.add(next(bob, "message", "id"));
        }

        assertThat(heard).isEqualTo(said);
        assertThat(bob.unread()).noneMatch(event -> event.name().equals("message"));
    }

    @Test
    void nonsense_onTheChannel_isCountedAndSkipped() throws Exception {
        Node one = node();
        Node two = node();
        LocalClient alice = one.join("alice");
        LocalClient bob = two.join("bob");
        try (Jedis jedis = redis.jedis()) {
            for (String each : List.of("garbage", "{}", "x".repeat(600 * 1024))) {
                assertThat(jedis.publish("parley:chat:hints", each)).isEqualTo(2);
            }
        }
        eventually().until(() -> two.cluster().stats().unreadable() == 3);

        say(alice, "hello");

        assertThat(next(bob, "message", "text")).isEqualTo("hello");
    }

    @Test
    void chats_withOtherNames_doNotHearEachOther() {
        Node one = node();
        Node other = node("other");
        Node two = node();
        LocalClient alice = one.join("alice");
        LocalClient bob = two.join("bob");

        say(alice, "hello");

        next(bob, "message", "text");
        assertThat(other.cluster().stats().received()).isZero();
    }

    @Test
    void publish_withoutRedis_keepsTenThousandAndDropsTheRest() throws Exception {
        RedisChatCluster cluster = RedisChatCluster.connect("redis://127.0.0.1:" + RedisServer.freePort());
        opened.add(cluster::close);
        cluster.start(new Silent());
        for (int i = 0; i < 10_003; i++) {
            cluster.publish(new Hint.Digest(Map.of()));
        }
        assertThat(cluster.stats().waiting()).isLessThanOrEqualTo(10_000);
        assertThat(cluster.stats().dropped()).isGreaterThanOrEqualTo(3);

        eventually().until(() -> cluster.stats().waiting() == 0);
        assertThat(cluster.stats().dropped()).isEqualTo(10_003);
    }

    @Test
    void redis_connectedAnew_peerLearnsThatHintsWereLost() throws Exception {
        RedisChatCluster cluster = RedisChatCluster.connect(redis.url());
        opened.add(cluster::close);
        Silent peer = new Silent();
        cluster.start(peer);
        eventually().until(() -> peer.gaps.get() == 1);
        redis.kill();
        eventually().until(() -> cluster.health().link() == Adapter.Link.DISCONNECTED);
        assertThat(peer.gaps).hasValue(1);

        redis.restart();

        eventually().until(() -> peer.gaps.get() == 2);
    }

    @Test
    void start_twice_isRefused() {
        RedisChatCluster cluster = RedisChatCluster.connect(redis.url());
        opened.add(cluster::close);
        cluster.start(new Silent());

        assertThatIllegalStateException().isThrownBy(() -> cluster.start(new Silent()));
    }

    private static final class Silent implements ChatPeer {
        private final AtomicInteger gaps = new AtomicInteger();

        @Override
        public void onHint(Hint hint) {
            // Not of interest.
        }

        @Override
        public void onGap() {
            gaps.incrementAndGet();
        }
    }
}
