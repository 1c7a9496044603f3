package dev.parley.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.chat.ChatEngine;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.Limit;
import dev.parley.cluster.Clustering;
import dev.parley.model.User;
import dev.parley.socketio.SocketServer;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.LocalWebSocket;
import dev.parley.transport.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/**
 * Chats on two servers of a cluster that recover connections: each works as on one server, whether middleware run for clients that return
 * or not, and a client that returns to the other server goes on there.
 */
@Tag("any-jdk")
final class ChatRecoveryTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int EACH = 100;

    @RegisterExtension
    static final ChatNodes NODES = new ChatNodes();

    private RedisServer redis;

    @BeforeEach
    void findRedis() throws Exception {
        redis = NODES.redis();
    }

    private Server server(boolean runMiddleware) throws Exception {
        RedisStreams bus = NODES.opened(RedisStreams.connect(redis.url()));
        SocketServer io = SocketServer.builder()
                .adapter(Clustering.over(bus).recoverWithin(Duration.ofSeconds(20)))
                .recovery(Duration.ofMinutes(2), runMiddleware)
                .build();
        ChatEngine chat = NODES.opened(ChatEngine.builder()
                .store(NODES.store())
                .server(io)
                .limits(ChatLimits.defaults().with(Limit.MESSAGE_BURST, 10_000).with(Limit.COMMAND_BURST, 10_000))
                .authenticator(handshake -> {
                    String name = String.valueOf(handshake.auth("token", String.class));
                    return CompletableFuture.completedFuture(User.of(name, name));
                })
                .build());
        LocalTransport transport = NODES.opened(LocalTransport.of(chat));
        io.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
        return new Server(chat, transport);
    }

    private record Server(ChatEngine chat, LocalTransport transport) {

        Client connect(String user) throws Exception {
            return new Client(this, user, null);
        }
    }

    /** Somebody who chats, by hand: reads when something is expected. */
    private static final class Client {

        private final String user;
        private final LocalWebSocket connection;
        private final List<JsonNode> events = new ArrayList<>();
        private final Map<Integer, JsonNode> answers = new HashMap<>();
        private @Nullable JsonNode welcome;
        private @Nullable String offset;
        private int last;
        private int pings;

        /** Returns as another one if there is one. */
        Client(Server server, String user, @Nullable Client lost) throws Exception {
            this.user = user;
            this.connection = server.transport.webSocket("/socket.io/?EIO=4&transport=websocket");
            Map<String, String> auth = new HashMap<>(Map.of("token", user));
            if (lost != null) {
                offset = lost.offset;
                auth.put("pid", lost.pid());
                auth.put("offset", Objects.requireNonNull(offset, "nothing was received"));
            }
            read(frame -> frame.startsWith("0"));
            connection.send("40" + JSON.writeValueAsString(auth));
            read(frame -> frame.startsWith("40") || frame.startsWith("44"));
            await("session");
        }

        String id() {
            return Objects.requireNonNull(welcome, "refused").get("sid").asText();
        }

        String pid() {
            return Objects.requireNonNull(welcome, "refused").get("pid").asText();
        }

        private void read(Predicate<String> until) throws Exception {
            while (true) {
                Frame frame = connection.next(Duration.ofSeconds(30));
                if (frame == null) {
                    throw new AssertionError(
                            user + " gets no more, close code " + connection.closeCode() + ", has " + events);
                }
                String text = frame.text();
                if (text.equals("2")) {
                    if (++pings > 1) {
                        throw new AssertionError(user + " waits in vain, has " + events + " and " + answers);
                    }
                    connection.send("3");
                } else if (text.startsWith("42")) {
                    note(JSON.readTree(text.substring(2)));
                } else if (text.startsWith("43")) {
                    int body = text.indexOf('[');
                    answers.put(
                            Integer.parseInt(text.substring(2, body)),
                            JSON.readTree(text.substring(body)).get(0));
                } else if (text.startsWith("40")) {
                    welcome = JSON.readTree(text.substring(2));
                }
                if (until.test(text)) {
                    return;
                }
            }
        }

        /** As clients do: a text behind the arguments of an event is its offset. */
        private void note(JsonNode event) {
            events.add(event);
            JsonNode end = event.get(event.size() - 1);
            offset = event.size() > 1 && end.isTextual() ? end.asText() : offset;
        }

        /** Waits for an event, unless it was read before. */
        JsonNode await(String event) throws Exception {
            while (named(event).isEmpty()) {
                read(frame -> true);
            }
            return named(event).get(0);
        }

        List<JsonNode> named(String event) {
            return events.stream()
                    .filter(each -> each.get(0).asText().equals(event))
                    .toList();
        }

        JsonNode ask(String command, Map<String, ?> payload) throws Exception {
            int id = last++;
            connection.send("42" + id + JSON.writeValueAsString(List.of(command, payload)));
            while (!answers.containsKey(id)) {
                read(frame -> true);
            }
            JsonNode answer = answers.get(id);
            assertThat(answer.path("ok").asBoolean())
                    .as("%s: %s", command, answer)
                    .isTrue();
            return answer;
        }

        long say(String text) throws Exception {
            return ask("chatMessage", Map.of("room", "java", "text", text))
                    .get("seq")
                    .asLong();
        }

        /** The messages of others and its own ones, as they came. */
        List<JsonNode> messages() {
            return named("message").stream().map(each -> each.get(1)).toList();
        }

        void awaitMessage(String text) throws Exception {
            while (messages().stream()
                    .noneMatch(each -> each.get("text").asText().equals(text))) {
                read(frame -> true);
            }
        }
    }

    private static List<String> texts(String sender) {
        return IntStream.range(0, EACH).mapToObj(i -> sender + ' ' + i).toList();
    }

    /** Of the other server's chat they hear when their own reads the store. */
    private static void expectInOrder(Client client, List<String> texts) throws Exception {
        client.awaitMessage(texts.get(texts.size() - 1));
        assertThat(client.messages())
                .extracting(each -> each.get("text").asText())
                .doesNotHaveDuplicates()
                .filteredOn(texts::contains)
                .containsExactlyElementsOf(texts);
        assertThat(client.messages())
                .extracting(each -> each.get("seq").asLong())
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest(name = "middleware run: {0}")
    @ValueSource(booleans = {false, true})
    void chats_onTwoServersWithRecovery_doubleNothingAndKeepTheOrderOfTheStore(boolean runMiddleware) throws Exception {
        Server one = server(runMiddleware);
        Server two = server(runMiddleware);
        Client alice = one.connect("alice");
        Client bob = one.connect("bob");
        Client carol = two.connect("carol");
        for (Client each : List.of(alice, bob, carol)) {
            each.ask("joinRoom", Map.of("room", "java", "history", 0));
        }

        Set<Long> numbers = new HashSet<>();
        CompletableFuture<Set<Long>> said =
                CompletableFuture.supplyAsync(() -> sayAll(carol), task -> new Thread(task).start());
        numbers.addAll(sayAll(alice));
        numbers.addAll(said.get(60, TimeUnit.SECONDS));

        assertThat(numbers).hasSize(2 * EACH);
        expectInOrder(alice, texts("alice"));
        expectInOrder(bob, texts("alice"));
        expectInOrder(carol, texts("carol"));
        one.chat.server().emit("news", 1);
        for (Client each : List.of(alice, bob, carol)) {
            each.await("news");
            each.ask("getRoomUsers", Map.of("room", "java"));
            assertThat(each.named("news")).hasSize(1);
        }
    }

    private static Set<Long> sayAll(Client client) {
        Set<Long> numbers = new HashSet<>();
        for (String text : texts(client.user)) {
            try {
                numbers.add(client.say(text));
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        }
        return numbers;
    }

    @ParameterizedTest(name = "middleware run: {0}")
    @ValueSource(booleans = {false, true})
    void client_returnsToEitherServer_goesOnInTheChat(boolean runMiddleware) throws Exception {
        Server one = server(runMiddleware);
        Server two = server(runMiddleware);
        Client alice = one.connect("alice");
        Client carol = two.connect("carol");
        Client bob = one.connect("bob");
        for (Client each : List.of(alice, carol, bob)) {
            each.ask("joinRoom", Map.of("room", "java", "history", 0));
        }
        one.chat.server().emit("news");
        bob.await("news");
        carol.await("news");
        long seen = bob.say("first");
        bob.awaitMessage("first");
        String epoch = bob.messages().get(0).get("epoch").asText();

        for (Server next : List.of(two, one, two)) {
            String id = bob.id();
            bob.connection.abort();
            awaitSession(bob.pid());
            List<Long> missed = List.of(alice.say("to bob"), carol.say("to bob"));
            one.chat.server().emit("missed", 1);

            bob = new Client(next, "bob", bob);

            assertThat(bob.id()).isEqualTo(id);
            bob.await("missed");
            bob.ask("joinRoom", Map.of("room", "java", "since", Map.of("epoch", epoch, "seq", seen)));
            JsonNode changes = bob.await("roomChanges").get(1).get("changes");
            assertThat(changes).extracting(each -> each.get("seq").asLong()).containsExactlyElementsOf(missed);
            seen = bob.say("back");
            Client witness = next.equals(one) ? alice : carol;
            long said = seen;
            while (witness.messages().stream().noneMatch(each -> each.get("seq").asLong() == said)) {
                witness.read(frame -> true);
            }
            bob.awaitMessage("back");
            bob.ask("getRoomUsers", Map.of("room", "java"));
            assertThat(bob.named("missed")).hasSize(1);
            assertThat(bob.named("session")).hasSize(1);
            assertThat(bob.messages())
                    .extracting(each -> each.get("seq").asLong())
                    .contains(said)
                    .isSorted()
                    .doesNotHaveDuplicates()
                    .allMatch(seq -> seq > missed.get(1));
        }
    }

    private void awaitSession(String pid) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    try (Jedis jedis = redis.jedis()) {
                        return jedis.exists("sio:session:" + pid);
                    }
                });
    }
}
