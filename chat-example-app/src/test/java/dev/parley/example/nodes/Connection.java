package dev.parley.example.nodes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client of the chat, which speaks Socket.IO over a WebSocket and needs no thread of its own. What it hears comes
 * one after the other, on a thread of the HTTP client.
 */
final class Connection implements WebSocket.Listener, AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** Hears what comes. */
    interface Handler {

        void onEvent(String name, JsonNode data);

        /** It has ended, after it was accepted. */
        void onEnd();
    }

    private final Map<String, ?> auth;
    private final Handler handler;
    private final CompletableFuture<Connection> accepted = new CompletableFuture<>();
    private final StringBuilder part = new StringBuilder();
    private final AtomicInteger lastId = new AtomicInteger();
    private final ConcurrentMap<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private @Nullable WebSocket socket;
    private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);
    private volatile JsonNode connected = JSON.nullNode();
    private volatile @Nullable String offset;
    /** What the server has said last about the connection itself. */
    private String notice = "";

    private Connection(Map<String, ?> auth, Handler handler) {
        this.auth = auth;
        this.handler = handler;
    }

    /** Completes when the chat has accepted it, and fails if it does not. */
    static CompletableFuture<Connection> open(int port, Map<String, ?> auth, Handler handler) {
        Connection connection = new Connection(auth, handler);
        URI address = URI.create("ws://127.0.0.1:" + port + "/socket.io/?EIO=4&transport=websocket");
        HTTP.newWebSocketBuilder()
                .connectTimeout(LIMIT)
                .buildAsync(address, connection)
                .whenComplete((opened, failure) -> {
                    if (failure != null) {
                        connection.accepted.completeExceptionally(failure);
                    }
                });
        return connection.accepted;
    }

    @Override
    public void onOpen(WebSocket opened) {
        synchronized (this) {
            socket = opened;
        }
        opened.request(Long.MAX_VALUE);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            String packet = part.toString();
            part.setLength(0);
            read(packet);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        end("closed with " + code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        end(String.valueOf(failure));
    }

    private void read(String packet) {
        switch (packet.charAt(0)) {
            case '0' -> send("40" + text(auth));
            case '2' -> send("3");
            case '4' -> readSocket(packet.substring(1));
            default -> {
                // Nothing that concerns the chat.
            }
        }
    }

    private void readSocket(String packet) {
        String body = packet.substring(1);
        switch (packet.charAt(0)) {
            case '0' -> connected = json(body);
            case '1', '4' -> {
                end("refused or disconnected: " + body + notice);
                close();
            }
            case '2' -> event(json(body));
            case '3' -> {
                int start = body.indexOf('[');
                CompletableFuture<JsonNode> answer = answers.remove(Integer.parseInt(body.substring(0, start)));
                if (answer != null) {
                    answer.complete(json(body.substring(start)).path(0));
                }
            }
            default -> throw new IllegalStateException("not a packet of the chat: " + packet);
        }
    }

    private void event(JsonNode event) {
        String name = event.path(0).asText();
        JsonNode end = event.path(event.size() - 1);
        if (event.size() > 2 && end.isTextual()) {
            offset = end.asText();
        }
        if (name.equals("serverNotice")) {
            notice = event.path(1).path("code").asText();
        }
        if (name.equals("session")) {
            accepted.complete(this);
        }
        handler.onEvent(name, event.path(1));
    }

    private void end(String why) {
        if (ended.compareAndSet(false, true)) {
            IllegalStateException failure = new IllegalStateException(why);
            boolean before = !accepted.completeExceptionally(failure);
            answers.values().forEach(answer -> answer.completeExceptionally(failure));
            if (before) {
                handler.onEnd();
            }
        }
    }

    /** The id of the socket. */
    String id() {
        return connected.path("sid").asText();
    }

    /** What a client returns with that had this connection. */
    Map<String, String> position() {
        String pid = connected.path("pid").asText();
        String last = offset;
        return last == null ? Map.of("pid", pid) : Map.of("pid", pid, "offset", last);
    }

    /** Fails if the connection ends before the answer comes. */
    CompletableFuture<JsonNode> ask(String command, Map<String, ?> payload) {
        int id = lastId.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        send("42" + id + text(List.of(command, payload)));
        if (ended.get()) {
            answer.completeExceptionally(new IllegalStateException("the connection has ended"));
        }
        return answer;
    }

    void emit(String command, Map<String, ?> payload) {
        send("42" + text(List.of(command, payload)));
    }

    /** One after the other, as a WebSocket takes them. */
    private synchronized void send(String packet) {
        WebSocket to = socket;
        if (to != null) {
            sending = sending.handle((done, failure) -> null).thenCompose(done -> to.sendText(packet, true));
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException(text, malformed);
        }
    }

    private static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** As a client that loses its network. */
    @Override
    public void close() {
        WebSocket open;
        synchronized (this) {
            open = socket;
        }
        if (open != null) {
            open.abort();
        }
        end("closed here");
    }

    /** As a client that goes, and says so. */
    void leave() {
        send("41");
        synchronized (this) {
            sending = sending.whenComplete((sent, failure) -> close());
        }
    }
}
