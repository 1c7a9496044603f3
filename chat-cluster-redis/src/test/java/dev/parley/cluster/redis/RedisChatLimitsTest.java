package dev.parley.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEngine;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.ModerationAction;
import dev.parley.cluster.redis.chat.RedisChatCluster;
import dev.parley.cluster.redis.chat.ShortLeases;
import dev.parley.model.User;
import dev.parley.socketio.Adapter;
import dev.parley.socketio.handshake.ConnectError;
import dev.parley.store.ForwardingMessageStore;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.testkit.LocalClient;
import dev.parley.testkit.LocalTransport;
import dev.parley.time.SystemScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Names, connections and limits of two engines that share them over Redis. */
@Tag("any-jdk")
final class RedisChatLimitsTest {

    private static final Map<String, Object> MESSAGE = Map.of("room", "java", "text", "hello");
    private static final int BURST = 20;
    private static final int LOT = 5;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final InMemoryMessageStore store = InMemoryMessageStore.create();
    private final SystemScheduler clock = new SystemScheduler("limits");
    private RedisServer redis;
    private Node one;
    private Node two;

    private record Node(ChatEngine chat, LocalTransport transport) {

        /** A client of a user, whose token is {@code id:name}. */
        LocalClient connect(String token) {
            return LocalClient.connect(
                    transport,
                    LocalClient.Settings.defaults().withAuth(Map.of("token", token, "profile", "canonical")));
        }

        LocalClient join(String token) {
            LocalClient client = connect(token);
            assertThat(isOk(client, "joinRoom", Map.of("room", "java", "history", 0)))
                    .isTrue();
            return client;
        }
    }

    @BeforeEach
    void start() throws Exception {
        opened.add(clock);
        redis = RedisServer.start();
        opened.add(redis);
        one = node();
        two = node();
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
        RedisChatCluster cluster =
                ShortLeases.connect("redis://127.0.0.1:" + redis.port(), "chat", Duration.ofSeconds(5));
        ChatEngine chat = ChatEngine.builder()
                .store(new ForwardingMessageStore(store) {
                    @Override
                    public void close() {
                        // The other one still uses it.
                    }
                })
                .cluster(cluster)
                .uniqueNames(true)
                .limits(ChatLimits.defaults().with(Limit.PRESENCE_GRACE, Duration.ofMillis(200)))
                .authenticator(handshake -> {
                    String[] user = String.valueOf(handshake.auth("token", String.class))
                            .split(":");
                    return CompletableFuture.completedFuture(User.of(user[0], user[1]));
                })
                .build();
        opened.add(chat);
        LocalTransport transport = LocalTransport.of(chat);
        opened.add(transport);
        eventually().until(() -> cluster.health().link() == Adapter.Link.CONNECTED && chat.presenceIsCertain());
        return new Node(chat, transport);
    }

    private static boolean isOk(LocalClient client, String command, Map<String, ?> payload) {
        return Boolean.TRUE.equals(
                client.ask(command, payload).demand(0, Map.class).get("ok"));
    }

    private static boolean isFree(Node node, String token) {
        try {
            node.connect(token);
            return true;
        } catch (ConnectError refused) {
            assertThat(String.valueOf(refused.data())).contains("NAME_TAKEN");
            return false;
        }
    }

    @Test
    void namesAndConnections_throughBothEngines_areThoseOfOne() {
        LocalClient alice = one.connect("alice:Bob");
        assertThat(isFree(two, "carol:B0B")).isFalse();
        alice.drop();
        eventually().until(() -> isFree(two, "carol:Bob"));

        List<LocalClient> twenty = Stream.iterate(0, i -> i + 1)
                .limit(20)
                .map(i -> (i % 2 == 0 ? one : two).connect("dave:Dave"))
                .toList();
        LocalClient more = two.connect("dave:Dave");
        assertThat(more.next("serverNotice").args().demand(0, Map.class).get("code"))
                .isEqualTo("TOO_MANY_CONNECTIONS");
        assertThat(twenty).allMatch(LocalClient::connected);
        twenty.get(0).drop();
        eventually().until(() -> {
            LocalClient next = two.connect("dave:Dave");
            next.next("session");
            return next.connected();
        });
    }

    /** What two engines let through at once, while both are asked for as much as possible. */
    @Test
    void messages_throughBothEnginesAtOnce_areOneBurstAndTheRate() {
        List<LocalClient> clients = List.of(one.join("alice:Alice"), two.join("alice:Alice"));
        eventually().until(() -> one.chat().room("java").users().size() == 1);
        long begun = clock.nanoTime();
        int sent =
                clients.parallelStream().mapToInt(client -> sent(client, begun)).sum();
        double seconds = (clock.nanoTime() - begun) / 1e9;

        assertThat((double) sent).isBetween(BURST + 4.0, BURST + LOT + 5 * seconds);
    }

    private int sent(LocalClient client, long begun) {
        int sent = 0;
        while (clock.nanoTime() - begun < Duration.ofSeconds(2).toNanos()) {
            sent += isOk(client, "chatMessage", MESSAGE) ? 1 : 0;
        }
        return sent;
    }

    @Test
    void slowMode_throughBothEnginesAtOnce_isOneMessage_andRedisGone_onePerEngine() throws Exception {
        List<LocalClient> clients = List.of(one.join("alice:Alice"), two.join("alice:Alice"));
        one.chat()
                .room("java")
                .moderate(ModerationAction.SLOW_MODE, null, Duration.ofMinutes(1), "")
                .toCompletableFuture()
                .join();
        clients.forEach(client -> client.next("moderation"));

        assertThat(clients.parallelStream()
                        .filter(client -> isOk(client, "chatMessage", MESSAGE))
                        .count())
                .isEqualTo(1);

        redis.kill();
        eventually().until(() -> !one.chat().presenceIsCertain() && !two.chat().presenceIsCertain());
        List<LocalClient> others = List.of(one.join("carol:Carol"), two.join("carol:Carol"));
        assertThat(others).allMatch(client -> isOk(client, "chatMessage", MESSAGE));
        assertThat(others).noneMatch(client -> isOk(client, "chatMessage", MESSAGE));
    }
}
