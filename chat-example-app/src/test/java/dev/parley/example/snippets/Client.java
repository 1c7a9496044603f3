package dev.parley.example.snippets;

import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The official Java client, as a test uses it. */
final class Client implements AutoCloseable {

    private static final int SECONDS = 20;

    private final Socket socket;
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    private Client(Socket socket) {
        this.socket = socket;
    }

    static Client connect(int port, Map<String, String> auth, String... events) {
        Client client = new Client(socket(port, auth));
        CompletableFuture<Boolean> connected = new CompletableFuture<>();
        client.socket.on(Socket.EVENT_CONNECT, arguments -> connected.complete(true));
        for (String event : events) {
            client.socket.on(event, arguments -> client.heard.add(event + " " + arguments[0]));
        }
        client.socket.connect();
        connected.orTimeout(SECONDS, TimeUnit.SECONDS).join();
        return client;
    }

    /** What the server says to a client that it does not let in. */
    static String refusal(int port, Map<String, String> auth) {
        Socket socket = socket(port, auth);
        CompletableFuture<String> refusal = new CompletableFuture<>();
        socket.on(Socket.EVENT_CONNECT_ERROR, arguments -> refusal.complete(String.valueOf(arguments[0])));
        socket.connect();
        try {
            return refusal.orTimeout(SECONDS, TimeUnit.SECONDS).join();
        } finally {
            socket.close();
        }
    }

    private static Socket socket(int port, Map<String, String> auth) {
        IO.Options options = IO.Options.builder()
                .setForceNew(true)
                .setAuth(auth)
                .setReconnection(false)
                .build();
        return IO.socket(URI.create("http://127.0.0.1:" + port), options);
    }

    void emit(String event, Object payload) {
        socket.emit(event, payload);
    }

    String ask(String event, Object... payload) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        socket.emit(event, payload, arguments -> answer.complete(String.valueOf(arguments[0])));
        return answer.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }

    /** The next event, with its first argument. */
    String hears() throws InterruptedException {
        String event = heard.poll(SECONDS, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("heard nothing");
        }
        return event;
    }

    String id() {
        return socket.id();
    }

    @Override
    public void close() {
        socket.close();
    }
}
