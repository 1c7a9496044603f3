package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.LocalWebSocket;
import dev.parley.transport.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A Socket.IO client over the in-memory transport: enough of the protocol for one namespace. Guarded by {@code this}. */
@NullUnmarked
final class TestClient {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LIMIT_SECONDS = 10;

    /** Events and answers of all clients that do not have the form of the contract. */
    static final java.util.Queue<AssertionError> SHAPES = new java.util.concurrent.ConcurrentLinkedQueue<>();

    private final LocalWebSocket socket;
    private final String namespace;
    private final Map<String, Object> auth;
    private final Consumer<TestClient> atOnce;
    private final List<Received> received = new ArrayList<>();
    private final List<String> raw = new ArrayList<>();
    private final List<Asked> acks = new ArrayList<>();
    private final CompletableFuture<String> connected = new CompletableFuture<>();
    private final List<byte[]> binary = new ArrayList<>();
    private @Nullable String header;
    private int attachments;
    private int mostAttachments;
    private volatile boolean closed;

    private record Asked(String command, CompletableFuture<Map<String, Object>> answer) {}

    /** An event with its arguments. */
    record Received(String event, List<Object> arguments) {
        @SuppressWarnings("unchecked")
        Map<String, Object> data() {
            return (Map<String, Object>) arguments.get(0);
        }

        Object get(String field) {
            return data().get(field);
        }
    }

    TestClient(LocalTransport transport, String namespace, String query, Map<String, Object> auth) {
        this(transport, namespace, query, auth, client -> {});
    }

    /** A client that does something the moment it reads that it is connected. */
    TestClient(
            LocalTransport transport,
            String namespace,
            String query,
            Map<String, Object> auth,
            Consumer<TestClient> atOnce) {
        this.namespace = namespace;
        this.auth = auth;
        this.atOnce = atOnce;
        this.socket = transport.webSocket("/socket.io/?EIO=4&transport=websocket" + query);
        socket.onMessage(this::receive);
    }

    /** Waits until the namespace is connected. */
    TestClient await() {
        try {
            connected.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            return this;
        } catch (InterruptedException | TimeoutException | java.util.concurrent.ExecutionException failure) {
            throw new AssertionError("not connected: " + failure, failure);
        }
    }

    /** Whether the namespace is connected by now, or has refused the client. */
    boolean isDecided() {
        return connected.isDone();
    }

    /** Waits for the refusal of the connection and returns its data. */
    Map<String, Object> refusal() {
        try {
            connected.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException refused) {
            return read(String.valueOf(refused.getCause().getMessage()));
        } catch (InterruptedException | TimeoutException failure) {
            throw new AssertionError("neither connected nor refused", failure);
        }
        throw new AssertionError("connected");
    }

    String id() {
        return connected.join();
    }

    private void receive(Frame frame) {
        if (!frame.isText()) {
            byte[] bytes = new byte[frame.payload().remaining()];
            frame.payload().get(bytes);
            List<byte[]> all = null;
            synchronized (this) {
                binary.add(bytes);
                if (binary.size() == attachments) {
                    all = new ArrayList<>(binary);
                    binary.clear();
                }
            }
            if (all != null) {
                packet(String.valueOf(header), all);
            }
            return;
        }
        String text = StandardCharsets.UTF_8.decode(frame.payload()).toString();
        switch (text.charAt(0)) {
            case '0' -> socket.send("40" + (namespace.equals("/") ? "" : namespace + ",") + write(auth));
            case '2' -> socket.send("3");
            case '4' -> message(text.substring(1));
            default -> {
                // Noop and close say nothing that a test needs.
            }
        }
    }

    private void message(String text) {
        char type = text.charAt(0);
        if (type == '5' || type == '6') {
            int dash = text.indexOf('-');
            synchronized (this) {
                attachments = Integer.parseInt(text.substring(1, dash));
                mostAttachments = Math.max(mostAttachments, attachments);
                header = (char) (type - 3) + text.substring(dash + 1);
            }
            return;
        }
        packet(text, List.of());
    }

    private void packet(String text, List<byte[]> attached) {
        String rest = text.substring(1);
        if (rest.startsWith("/")) {
            rest = rest.substring(rest.indexOf(',') + 1);
        }
        switch (text.charAt(0)) {
            case '0' -> {
                connected.complete(String.valueOf(read(rest).get("sid")));
                atOnce.accept(this);
            }
            case '1' -> closed = true;
            case '2' -> {
                keep(rest);
                event(rest, attached);
            }
            case '3' -> {
                keep(rest);
                ack(rest, attached);
            }
            case '4' -> connected.completeExceptionally(new IllegalStateException(rest));
            default -> throw new AssertionError("unexpected packet " + text);
        }
    }

    private void event(String rest, List<byte[]> attached) {
        List<Object> parts = list(rest.substring(rest.indexOf('[')), attached);
        checkShape(parts);
        synchronized (this) {
            received.add(new Received(String.valueOf(parts.get(0)), parts.subList(1, parts.size())));
        }
    }

    private void checkShape(List<Object> parts) {
        if (parts.size() > 1) {
            check(() -> EventShapes.check(String.valueOf(parts.get(0)), parts.get(1)));
        }
    }

    /** What is wrong with a form fails the test at its end, not the thread that brought it. */
    private void check(Runnable comparison) {
        if ("canonical".equals(auth.get("profile"))) {
            try {
                comparison.run();
            } catch (AssertionError wrong) {
                SHAPES.add(wrong);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private void ack(String rest, List<byte[]> attached) {
        int bracket = rest.indexOf('[');
        Asked waiting;
        synchronized (this) {
            waiting = acks.get(Integer.parseInt(rest.substring(0, bracket)));
        }
        Map<String, Object> answer =
                (Map<String, Object>) list(rest.substring(bracket), attached).get(0);
        check(() -> EventShapes.checkAnswer(waiting.command, answer));
        boolean first = waiting.answer.complete(answer);
        if (!first) {
            throw new AssertionError("answered twice");
        }
    }

    private synchronized void keep(String text) {
        raw.add(text);
    }

    /** The events and answers since the last call as they stood on the wire, answers with their number. */
    synchronized List<String> takeRaw() {
        List<String> taken = List.copyOf(raw);
        raw.clear();
        return taken;
    }

    /** The most binary attachments of a packet so far. */
    synchronized int mostAttachments() {
        return mostAttachments;
    }

    /** Sends an event without a callback. */
    void emit(String event, Object... arguments) {
        socket.send("42" + prefix() + packet(event, arguments));
    }

    /** Never sends while it holds the lock: answers may come on other threads. */
    private synchronized int register(String command, CompletableFuture<Map<String, Object>> answer) {
        acks.add(new Asked(command, answer));
        return acks.size() - 1;
    }

    /** Sends an event and returns what it will be answered. */
    CompletableFuture<Map<String, Object>> ask(String event, Object... arguments) {
        CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
        socket.send("42" + prefix() + register(event, answer) + packet(event, arguments));
        return answer;
    }

    /** Sends an event with one binary value, which stands where {@code arguments} hold {@code PLACE}. */
    CompletableFuture<Map<String, Object>> askBinary(byte[] data, String event, Object... arguments) {
        CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
        socket.send("451-" + prefix() + register(event, answer) + packet(event, arguments));
        socket.send(ByteBuffer.wrap(data));
        return answer;
    }

    /** Where a binary value belongs. */
    static final Map<String, Object> PLACE = ChatFixture.fields("_placeholder", true, "num", 0);

    private String prefix() {
        return namespace.equals("/") ? "" : namespace + ",";
    }

    private static String packet(String event, Object... arguments) {
        List<Object> parts = new ArrayList<>();
        parts.add(event);
        parts.addAll(java.util.Arrays.asList(arguments));
        return write(parts);
    }

    /** Sends an event and waits for its answer. */
    Map<String, Object> call(String event, Object... arguments) {
        return answer(ask(event, arguments));
    }

    static Map<String, Object> answer(CompletableFuture<Map<String, Object>> answer) {
        try {
            return answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException | java.util.concurrent.ExecutionException failure) {
            throw new AssertionError("no answer", failure);
        }
    }

    /** Sends an event, waits, and insists that it is answered with ok. */
    Map<String, Object> ok(String event, Object... arguments) {
        Map<String, Object> answer = call(event, arguments);
        assertThat(answer).as(event).containsEntry("ok", true);
        return answer;
    }

    /** Sends an event, waits, and insists that it is refused with a code. */
    Map<String, Object> refused(ErrorCode code, String event, Object... arguments) {
        Map<String, Object> answer = call(event, arguments);
        assertThat(answer)
                .as(event)
                .containsEntry("ok", false)
                .containsEntry("code", code.name())
                .containsEntry("retryable", code.retryable())
                .containsKey("message");
        return answer;
    }

    Map<String, Object> join(String room) {
        return ok("joinRoom", Map.of("room", room));
    }

    Map<String, Object> say(String room, String text) {
        return ok("chatMessage", Map.of("room", room, "text", text));
    }

    synchronized List<Received> all() {
        return List.copyOf(received);
    }

    /** The events of a name so far. */
    List<Received> events(String name) {
        return all().stream().filter(event -> event.event().equals(name)).toList();
    }

    /** The texts of the live messages so far. */
    List<Object> texts() {
        return events("message").stream().map(event -> event.get("text")).toList();
    }

    /** Waits for an event and returns the first that fits. */
    Received await(String name, Predicate<Received> fits) {
        return Awaitility.await(name)
                .atMost(java.time.Duration.ofSeconds(LIMIT_SECONDS))
                .pollInterval(java.time.Duration.ofMillis(2))
                .until(() -> events(name).stream().filter(fits).findFirst().orElse(null), found -> found != null);
    }

    Received await(String name) {
        return await(name, event -> true);
    }

    /** Forgets the events so far. */
    synchronized void clear() {
        received.clear();
    }

    /** Goes without a word, as when the network is lost. */
    void drop() {
        closed = true;
        socket.abort();
    }

    /** Says goodbye. */
    void leave() {
        closed = true;
        socket.send("41" + (namespace.equals("/") ? "" : namespace + ","));
    }

    /** Whether the server has ended the namespace or the connection. */
    boolean isClosed() {
        return closed || socket.closeCode() != 0;
    }

    LocalWebSocket socket() {
        return socket;
    }

    static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException failure) {
            throw new AssertionError(failure);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> read(String json) {
        try {
            return JSON.readValue(json, Map.class);
        } catch (JsonProcessingException failure) {
            throw new AssertionError(json, failure);
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(String json, List<byte[]> attached) {
        try {
            List<Object> list = JSON.readValue(json, List.class);
            return (List<Object>) attach(list, attached);
        } catch (JsonProcessingException failure) {
            throw new AssertionError(json, failure);
        }
    }

    private static Object attach(Object value, List<byte[]> attached) {
        if (value instanceof List<?> list) {
            return list.stream().map(element -> attach(element, attached)).toList();
        }
        if (value instanceof Map<?, ?> map) {
            if (Boolean.TRUE.equals(map.get("_placeholder"))) {
                return attached.get(((Number) map.get("num")).intValue());
            }
            Map<String, Object> copy = new java.util.LinkedHashMap<>();
            map.forEach((key, element) -> copy.put(String.valueOf(key), attach(element, attached)));
            return copy;
        }
        return value == null ? "null" : value;
    }
}
