package dev.parley.example;

import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.json.JSONObject;

/** Somebody with a token, connected as the page is. */
final class ChatClient implements AutoCloseable {

    private static final long SECONDS = 20;

    private final Socket socket;
    private final CountDownLatch disconnected = new CountDownLatch(1);

    private ChatClient(Socket socket) {
        this.socket = socket;
    }

    /** Connects and waits for the session. */
    static ChatClient connect(TestServer server, String token) throws Exception {
        Socket socket = IO.socket(
                server.url(""),
                IO.Options.builder()
                        .setAuth(Map.of("token", token))
                        .setTransports(new String[] {"websocket"})
                        .setForceNew(true)
                        .setReconnection(false)
                        .build());
        ChatClient client = new ChatClient(socket);
        CompletableFuture<Boolean> session = new CompletableFuture<>();
        socket.on("session", arguments -> session.complete(true));
        socket.on(
                Socket.EVENT_CONNECT_ERROR,
                why -> session.completeExceptionally(new IllegalStateException("not connected: " + why[0])));
        socket.on(Socket.EVENT_DISCONNECT, why -> client.disconnected.countDown());
        socket.connect();
        try {
            session.get(SECONDS, TimeUnit.SECONDS);
            return client;
        } catch (Exception e) {
            socket.close();
            throw e;
        }
    }

    /** Sends a command and gives its answer. */
    JSONObject ask(String command, Map<String, ?> payload) throws Exception {
        CompletableFuture<JSONObject> answer = new CompletableFuture<>();
        socket.emit(command, new Object[] {new JSONObject(payload)}, (Ack)
                arguments -> answer.complete((JSONObject) arguments[0]));
        return answer.get(SECONDS, TimeUnit.SECONDS);
    }

    JSONObject join(String room) throws Exception {
        return ask("joinRoom", Map.of("room", room));
    }

    /** The names of the events that come from now on. */
    List<String> events() {
        List<String> names = new CopyOnWriteArrayList<>();
        socket.onAnyIncoming(arguments -> names.add(String.valueOf(arguments[0])));
        return names;
    }

    boolean awaitDisconnect() throws InterruptedException {
        return disconnected.await(SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        socket.close();
    }
}
