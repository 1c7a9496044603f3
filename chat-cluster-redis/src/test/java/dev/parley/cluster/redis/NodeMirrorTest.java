package dev.parley.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.ChatEngine;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.Limit;
import dev.parley.clients.NodeMembers;
import dev.parley.cluster.Clustering;
import dev.parley.cluster.redis.chat.RedisChatCluster;
import dev.parley.cluster.redis.pubsub.PubSubMode;
import dev.parley.cluster.redis.pubsub.RedisPubSub;
import dev.parley.cluster.redis.pubsub.RedisPubSubOptions;
import dev.parley.cluster.redis.server.RedisServers;
import dev.parley.model.User;
import dev.parley.socketio.SocketServer;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.testkit.LocalClient;
import dev.parley.testkit.LocalTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten clients of two servers of Node are in a room of a chat that runs on two servers of Parley. */
@Tag("any-jdk")
final class NodeMirrorTest {

    private static final String NAME = "mirror";
    private static final int CLIENTS = 10;
    private static final int MESSAGES = 30;
    /** The messages, and a reply, an edit, a reaction and a deletion. */
    private static final int ENTRIES = MESSAGES + 4;

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

    private LocalTransport server(boolean streams) throws Exception {
        RedisServers servers = RedisServers.at(redis.url()).build();
        SocketServer io = SocketServer.builder()
                .adapter(streams ? overStreams(servers) : overChannels(servers))
                .build();
        ChatEngine chat = ChatEngine.builder()
                .store(store)
                .server(io)
                .cluster(RedisChatCluster.connect(servers, "chat"))
                .mirrorToNode(true)
                .limits(ChatLimits.defaults().with(Limit.MESSAGE_BURST, 10_000).with(Limit.COMMAND_BURST, 10_000))
                .authenticator(handshake -> {
                    String user = String.valueOf(handshake.auth("token", String.class));
                    return CompletableFuture.completedFuture(User.of(user, user));
                })
                .build();
        opened.add(chat);
        LocalTransport transport = LocalTransport.of(chat);
        opened.add(transport);
        io.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
        return transport;
    }

    private Clustering overStreams(RedisServers servers) {
        RedisStreams bus = RedisStreams.connect(RedisStreamsOptions.builder()
                .servers(servers)
                .streamName(NAME)
                .channelPrefix(NAME)
                .build());
        opened.add(bus);
        return Clustering.over(bus);
    }

    private Clustering overChannels(RedisServers servers) {
        RedisPubSub bus = RedisPubSub.connect(RedisPubSubOptions.builder()
                .servers(servers)
                .mode(PubSubMode.CLASSIC)
                .channelPrefix(NAME)
                .build());
        opened.add(bus);
        return Clustering.over(bus);
    }

    private static LocalClient join(LocalTransport server, String user) {
        LocalClient client = LocalClient.connect(
                server, LocalClient.Settings.defaults().withAuth(Map.of("token", user, "profile", "canonical")));
        ask(client, "joinRoom", Map.of("room", "java", "history", 0));
        return client;
    }

    private static Map<?, ?> ask(LocalClient client, String command, Map<String, ?> payload) {
        Map<?, ?> answer = client.ask(command, payload).demand(0, Map.class);
        assertThat(answer.get("ok")).as("%s: %s", command, answer).isEqualTo(true);
        return answer;
    }

    private static Object say(LocalClient client, String text) {
        return Objects.requireNonNull(
                ask(client, "chatMessage", Map.of("room", "java", "text", text)).get("id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"adapter-0.3.1", "classic"})
    void entries_throughEitherEngine_reachEveryClientOfNodeOnceAndThoseOfParleyToo(String adapter) throws Exception {
        boolean streams = !adapter.equals("classic");
        NodeMembers node = NodeMembers.start(adapter, String.valueOf(redis.port()), NAME);
        opened.add(node);
        LocalTransport one = server(streams);
        LocalTransport two = server(streams);
        for (int i = 0; i < CLIENTS; i++) {
            String id = node.run(i % 2, "connect", "name", "c" + i).asText();
            node.run(i % 2, "join", "socket", id, "rooms", List.of("room:java"));
        }
        LocalClient alice = join(one, "alice");
        LocalClient bob = join(two, "bob");

        Object first = say(alice, "0");
        for (int i = 1; i < MESSAGES; i++) {
            say(i % 2 == 0 ? alice : bob, String.valueOf(i));
        }
        ask(bob, "chatMessage", Map.of("room", "java", "text", "reply", "replyTo", first));
        ask(alice, "editMessage", Map.of("id", first, "text", "edited"));
        ask(bob, "reactMessage", Map.of("id", first, "emoji", "👍"));
        ask(alice, "deleteMessage", Map.of("id", first));
        node.run(0, "emit", "to", List.of("room:java"), "except", List.of(), "event", NodeMember.json("[\"last\"]"));

        Map<Long, String> expected = new TreeMap<>();
        for (long seq = 1; seq <= MESSAGES + 1; seq++) {
            expected.put(seq, "message");
        }
        expected.put(MESSAGES + 2L, "messageUpdated");
        expected.put(MESSAGES + 3L, "reaction");
        expected.put(MESSAGES + 4L, "messageDeleted");
        for (int i = 0; i < CLIENTS; i++) {
            assertThat(entries(node, i)).as("client %s", i).isEqualTo(expected);
        }
        for (LocalClient client : List.of(alice, bob)) {
            for (int i = 1; i <= MESSAGES; i++) {
                assertThat(client.next("message").args().demand(0, Map.class).get("seq"))
                        .isEqualTo(i);
            }
            assertThat(client.next("message").args().demand(0, Map.class).get("text"))
                    .isEqualTo("reply");
            client.next("messageDeleted");
            assertThat(client.unread()).noneMatch(event -> event.name().equals("message"));
        }
    }

    /** What a client got up to the event that was sent last; each entry once. */
    private static Map<Long, String> entries(NodeMembers node, int client) throws Exception {
        Map<Long, String> found = new TreeMap<>();
        while (found.size() < ENTRIES) {
            JsonNode event = node.run(client % 2, "next", "name", "c" + client);
            if (!event.get(0).asText().equals("last")) {
                long seq = event.get(1).get("seq").asLong();
                assertThat(found.put(seq, event.get(0).asText()))
                        .as("entry %s again", seq)
                        .isNull();
            }
        }
        return found;
    }
}
