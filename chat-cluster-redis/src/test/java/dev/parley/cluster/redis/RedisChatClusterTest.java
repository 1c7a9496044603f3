package dev.parley.cluster.redis;

import static dev.parley.cluster.redis.ChatNode.answer;
import static dev.parley.cluster.redis.ChatNode.ask;
import static dev.parley.cluster.redis.ChatNode.eventually;
import static dev.parley.cluster.redis.ChatNode.next;
import static dev.parley.cluster.redis.ChatNode.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.parley.chat.cluster.ChatPeer;
import dev.parley.chat.cluster.Hint;
import dev.parley.chat.policy.ModerationAction;
import dev.parley.cluster.redis.chat.RedisChatCluster;
import dev.parley.cluster.redis.server.RedisServers;
import dev.parley.model.UserId;
import dev.parley.socketio.Adapter;
import dev.parley.testkit.LocalClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;

/** Chat engines over one store, with their hints over Redis. */
@Tag("any-jdk")
final class RedisChatClusterTest {

    @RegisterExtension
    static final ChatNodes NODES = new ChatNodes();

    private RedisServer redis;

    @BeforeEach
    void findRedis() throws Exception {
        redis = NODES.redis();
    }

    private static ChatNode node() throws Exception {
        return NODES.start();
    }

    @Test
    void messageChangeAndMute_throughOneEngine_reachTheOtherByHints() throws Exception {
        ChatNode one = node();
        ChatNode two = node();
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
    void disconnect_throughOneEngine_reachesTheOther() throws Exception {
        ChatNode one = node();
        LocalClient bob = node().join("bob");
        assertThat(next(bob, "serverNotice", "kind")).isEqualTo("welcome");

        one.chat().user("bob").disconnect("the token was revoked");

        assertThat(next(bob, "serverNotice", "text")).isEqualTo("the token was revoked");
        eventually().until(() -> !bob.connected());
    }

    @Test
    void redis_killedAndBack_missedMessagesAreReadAndHintsGoOn() throws Exception {
        ChatNode one = node();
        ChatNode two = node();
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
        ChatNode one = node();
        ChatNode two = node();
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
        ChatNode one = node();
        ChatNode two = node();
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
    void chats_withOtherNames_doNotHearEachOther() throws Exception {
        ChatNode one = node();
        ChatNode other = NODES.start(
                RedisChatCluster.connect(RedisServers.at(redis.url()).build(), "other"));
        ChatNode two = node();
        LocalClient alice = one.join("alice");
        LocalClient bob = two.join("bob");

        say(alice, "hello");

        next(bob, "message", "text");
        assertThat(other.cluster().stats().received()).isZero();
    }

    @Test
    void publish_withoutRedis_keepsTenThousandAndDropsTheRest() throws Exception {
        RedisChatCluster cluster = RedisChatCluster.connect("redis://127.0.0.1:" + RedisServer.freePort());
        NODES.opened(cluster::close);
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
        NODES.opened(cluster::close);
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
        NODES.opened(cluster::close);
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
