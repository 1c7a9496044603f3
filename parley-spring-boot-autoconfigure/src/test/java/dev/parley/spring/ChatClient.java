package dev.parley.spring;

import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.json.JSONObject;
import org.jspecify.annotations.Nullable;

/** The official Java client, in the words of the tests. */
final class ChatClient implements AutoCloseable {

    private static final long LIMIT_SECONDS = 20;

    final Socket socket;
    final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    final BlockingQueue<String> notices = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> outcome = new CompletableFuture<>();

    private ChatClient(int port, String transport, @Nullable String user) {
        IO.Options options = new IO.Options();
        options.transports = new String[] {transport};
        options.forceNew = true;
        options.reconnection = false;
        if (user != null) {
            String credentials =
                    Base64.getEncoder().encodeToString((user + ":secret").getBytes(StandardCharsets.UTF_8));
            options.extraHeaders = Map.of("Authorization", List.of("Basic " + credentials));
        }
        socket = IO.socket(URI.create("http://localhost:" + port), options);
        socket.on(Socket.EVENT_CONNECT, ignored -> outcome.complete("connected"));
        socket.on(
                Socket.EVENT_CONNECT_ERROR,
                error -> outcome.complete(
                        "refused: " + error[0] + (error[0] instanceof Throwable t ? " " + t.getCause() : "")));
        socket.on("message", received -> messages.add(received[0].toString()));
        socket.on("serverNotice", notice -> notices.add(((JSONObject) notice[0]).optString("kind")));
    }

    /** Connects, or is refused. */
    static ChatClient open(int port, String transport, @Nullable String user) {
        ChatClient client = new ChatClient(port, transport, user);
        client.socket.connect();
        return client;
    }

    String outcome() throws Exception {
        return outcome.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /** Emits with a callback and waits for its arguments. */
    String call(String event, Object... arguments) throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        socket.emit(event, arguments, answered -> answer.complete(answered.length == 0 ? "" : answered[0].toString()));
        return answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    String nextMessage() throws InterruptedException {
        String message = messages.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        return message == null ? "none" : message;
    }

    @Override
    public void close() {
        socket.close();
    }
}
