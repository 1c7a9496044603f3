package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.model.Message;
import dev.parley.model.RoomName;
import dev.parley.store.Changes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three engines are replaced one after the other while their clients write. Clients behave as those of Socket.IO do: they connect again
 * when their connection ends, join with what they have, and repeat what was not acknowledged. On one thread and one clock.
 */
final class RollingDeployTest {

    private static final RoomName JAVA = RoomName.of("java");
    private static final Duration WINDOW = Duration.ofSeconds(4);
    private static final Duration STEP = Duration.ofMillis(20);
    private static final int CLIENTS = 12;

    private final ChatNodes nodes = new ChatNodes();
    private final List<ChatNodes.Node> running = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();

    /** A user's client over all its connections. */
    private final class Client {
        private final String id;
        private TestClient connection;
        private String epoch = "";
        private final List<Long> seen = new ArrayList<>();
        private int read;
        private int sent;
        private final Map<String, CompletableFuture<Map<String, Object>>> waiting = new LinkedHashMap<>();
        private final Map<String, Object> acknowledged = new LinkedHashMap<>();
        private final List<String> flicker = new ArrayList<>();
        private int moves;

        Client(String id, int first) {
            this.id = id;
            this.connection = connect(first);
        }

        private TestClient connect(int from) {
            for (int i = 0; i < running.size(); i++) {
                ChatNodes.Node node = running.get((from + i) % running.size());
                if (!node.engine().isEnding()) {
                    TestClient connected = node.connect(id + ":" + id);
                    Map<String, Object> request = epoch.isEmpty()
                            ? Map.of("room", "java")
                            : Map.of("room", "java", "since", Map.of("epoch", epoch, "seq", last()));
                    epoch = String.valueOf(connected.ok("joinRoom", request).get("epoch"));
                    return connected;
                }
            }
            throw new AssertionError("no server is ready");
        }

        private long last() {
            return seen.isEmpty() ? 0 : seen.get(seen.size() - 1);
        }

        /** Reads what came, and connects again if the connection has ended. */
        void turn() {
            boolean ended = connection.isClosed();
            read();
            if (ended) {
                connection = connect(moves++);
                read = 0;
                read();
                waiting.replaceAll((clientMsgId, lost) -> lost.isDone() ? lost : send(clientMsgId));
            }
        }

        private void read() {
            List<TestClient.Received> all = connection.all();
            for (TestClient.Received event : all.subList(read, all.size())) {
                switch (event.event()) {
                    case "message" -> {
                        epoch = String.valueOf(event.get("epoch"));
                        seen.add(((Number) event.get("seq")).longValue());
                    }
                    case "roomChanges" -> ((List<?>) event.get("changes")).forEach(this::change);
                    case "roomReset", "userLeft" -> flicker.add(event.toString());
                    case "presence" -> {
                        if (event.get("status").equals("offline")) {
                            flicker.add(event.toString());
                        }
                    }
                    default -> {
                        // Nothing that belongs to the log, or to somebody's presence.
                    }
                }
            }
            read = all.size();
            waiting.entrySet().removeIf(message -> {
                if (message.getValue().isDone()) {
                    Map<String, Object> answer = message.getValue().join();
                    assertThat(answer).containsEntry("ok", true);
                    acknowledged.put(message.getKey(), answer.get("seq"));
                    return true;
                }
                return false;
            });
        }

        private void change(Object change) {
            Object seq = Objects.requireNonNull(((Map<?, ?>) change).get("seq"));
            seen.add(((Number) seq).longValue());
        }

        void write() {
            String clientMsgId = id + "-" + sent++;
            waiting.put(clientMsgId, send(clientMsgId));
        }

        private CompletableFuture<Map<String, Object>> send(String clientMsgId) {
            return connection.ask(
                    "chatMessage", Map.of("room", "java", "text", clientMsgId, "clientMsgId", clientMsgId));
        }
    }

    private void pass(Duration time) {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(STEP)) {
            clients.forEach(Client::write);
            nodes.clock().advance(STEP);
            clients.forEach(Client::turn);
        }
    }

    /** 600 messages a second; with hints that all arrive, and with half of them lost or late. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5})
    void drain_threeEnginesOneAfterTheOther_losesAndDoublesNothingAndChangesNoPresence(double lost) {
        nodes.cluster().faults(lost, lost, lost == 0 ? Duration.ZERO : Duration.ofMillis(200));
        for (int i = 0; i < 3; i++) {
            running.add(nodes.start());
        }
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new Client("user" + i, i));
        }
        pass(Duration.ofSeconds(1));

        for (int i = 0; i < 3; i++) {
            ChatNodes.Node old = running.get(i);
            CompletableFuture<Void> ended = old.engine().drain(WINDOW).toCompletableFuture();
            pass(WINDOW.plusSeconds(1));
            assertThat(ended).isCompleted();
            running.set(i, nodes.start());
        }
        nodes.cluster().faults(0, 0, Duration.ZERO);
        nodes.clock().advance(Duration.ofSeconds(10));
        clients.forEach(Client::turn);

        Map<String, Long> stored = stored();
        assertThat(clients).allSatisfy(client -> {
            assertThat(client.waiting).isEmpty();
            assertThat(client.acknowledged)
                    .hasSize(client.sent)
                    .allSatisfy((clientMsgId, seq) ->
                            assertThat(stored.get(clientMsgId)).isEqualTo(((Number) seq).longValue()));
            assertThat(unexpected(client.seen)).as("of %s", stored.size()).isEmpty();
            assertThat(client.last()).isEqualTo(stored.size());
            assertThat(client.flicker).isEmpty();
            assertThat(client.moves).isPositive();
        });
        assertThat(stored)
                .hasSize(clients.stream().mapToInt(client -> client.sent).sum());
    }

    /** What does not follow what was seen before it. */
    private static List<String> unexpected(List<Long> seen) {
        List<String> found = new ArrayList<>();
        long last = 0;
        for (long seq : seen) {
            if (seq != last + 1) {
                found.add(seq + " after " + last);
            }
            last = seq;
        }
        return found;
    }

    private Map<String, Long> stored() {
        Map<String, Long> found = new LinkedHashMap<>();
        String epoch = nodes.store().head(JAVA).epoch();
        boolean more = true;
        for (long last = 0; more; last = found.size()) {
            Changes changes = nodes.store().changesSince(JAVA, epoch, last, 500);
            for (Changes.Change change : changes.list()) {
                Message message = Objects.requireNonNull(change.now());
                String text = message.content().text();
                assertThat(found.put(text, change.entry().seq())).as(text).isNull();
            }
            more = changes.more();
        }
        return found;
    }
}
