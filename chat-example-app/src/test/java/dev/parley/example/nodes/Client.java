package dev.parley.example.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A connection of a user, with what it was sent. */
final class Client implements Connection.Handler, AutoCloseable {

    private static final int SECONDS = 20;

    /** An event that came. */
    record Received(String event, JsonNode data) {}

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private final Connection connection;

    private Client(int port, Map<String, ?> auth) throws Exception {
        connection = Connection.open(port, auth, this).get(SECONDS, TimeUnit.SECONDS);
    }

    static Client connect(ChatProcess node, String token) throws Exception {
        return connect(node, token, Map.of());
    }

    /** Connects with what a client had that was lost. */
    static Client connect(ChatProcess node, String token, Map<String, ?> before) throws Exception {
        Map<String, Object> auth = new LinkedHashMap<>(before);
        auth.put("token", token);
        return new Client(node.port(), auth);
    }

    /** A client that is in a room. */
    static Client in(ChatProcess node, String token, String room) throws Exception {
        Client client = connect(node, token);
        client.ok("joinRoom", Map.of("room", room));
        return client;
    }

    @Override
    public void onEvent(String name, JsonNode data) {
        received.add(new Received(name, data));
    }

    @Override
    public void onEnd() {
        ended.complete(true);
    }

    CompletableFuture<JsonNode> ask(String command, Map<String, ?> payload) {
        return connection.ask(command, payload).orTimeout(SECONDS, TimeUnit.SECONDS);
    }

    JsonNode ok(String command, Map<String, ?> payload) {
        JsonNode answer = ask(command, payload).join();
        assertThat(answer.path("ok").asBoolean()).as("%s: %s", command, answer).isTrue();
        return answer;
    }

    /** The code of the refusal of a command. */
    String refusal(String command, Map<String, ?> payload) {
        return ask(command, payload).join().path("code").asText();
    }

    JsonNode say(String room, String text) {
        return ok("chatMessage", Map.of("room", room, "text", text));
    }

    void emit(String command, Map<String, ?> payload) {
        connection.emit(command, payload);
    }

    /** Events of a name, so far. */
    List<JsonNode> all(String event) {
        return received.stream()
                .filter(each -> each.event().equals(event))
                .map(Received::data)
                .toList();
    }

    /** Events of a name about a user, so far. */
    List<JsonNode> all(String event, String user) {
        return all(event).stream()
                .filter(data -> data.path("user").path("id").asText().equals(user))
                .toList();
    }

    /** Waits for an event, which may have come before. */
    JsonNode await(String event, Predicate<JsonNode> which) {
        eventually()
                .untilAsserted(() ->
                        assertThat(all(event)).as("%s in %s", event, received).anyMatch(which));
        return all(event).stream().filter(which).findFirst().orElseThrow();
    }

    JsonNode await(String event, String field, Object value) {
        return await(event, data -> data.path(field).asText().equals(String.valueOf(value)));
    }

    /** Waits for an event about a user. */
    JsonNode awaitAbout(String event, String user) {
        return await(event, data -> data.path("user").path("id").asText().equals(user));
    }

    /** The numbers of the entries of a room, in the order in which they came. */
    List<Long> numbers(String room) {
        return received.stream()
                .filter(each -> List.of("message", "messageUpdated", "messageDeleted", "reaction")
                        .contains(each.event()))
                .filter(each -> each.data().path("room").asText().equals(room))
                .map(each -> each.data().path("seq").asLong())
                .toList();
    }

    static org.awaitility.core.ConditionFactory eventually() {
        return Awaitility.await().atMost(Duration.ofSeconds(SECONDS)).pollInterval(Duration.ofMillis(10));
    }

    /** The id of the socket. */
    String id() {
        return connection.id();
    }

    /** What a client returns with that had this connection. */
    Map<String, String> position() {
        return connection.position();
    }

    boolean isEnded() {
        return ended.isDone();
    }

    void awaitEnd() {
        eventually().until(this::isEnded);
    }

    /** Goes, and says so. */
    void leave() {
        connection.leave();
    }

    @Override
    public void close() {
        connection.close();
    }
}
