package dev.parley.clients;

import dev.parley.socketio.Namespace;
import dev.parley.socketio.Socket;
import dev.parley.socketio.SocketServer;
import dev.parley.socketio.SocketServerBuilder;
import dev.parley.socketio.event.Ack;
import dev.parley.socketio.event.SocketKey;
import dev.parley.socketio.handshake.ConnectError;
import dev.parley.transport.policy.HandshakeGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The server that the real clients are tried against: what their checks ask for, and nothing else. */
public final class MatrixServer implements AutoCloseable {

    private static final SocketKey<String> REMEMBERED = SocketKey.of("remembered", String.class);

    private final Binding binding;

    /** A transport that serves on a port of its own. */
    public interface Binding extends AutoCloseable {

        int port();

        /** Cuts every connection, without a word on any layer. */
        void drop();

        @Override
        void close();
    }

    private MatrixServer(SocketServer io, Function<SocketServer, Binding> start) {
        io.of("/").onConnection(this::serve);
        Namespace admin = io.of("/admin");
        admin.use((socket, next) -> {
            if ("secret".equals(socket.handshake().auth("token", String.class))) {
                next.proceed();
            } else {
                next.refuse(new ConnectError("not authorized", Map.of("why", "token")));
            }
        });
        admin.onConnection(this::serve);
        io.of("/auth")
                .onConnection(socket -> socket.emit(
                        "handshake",
                        socket.handshake().auth(Map.class),
                        socket.handshake().query("tenant")));
        io.of("/kick").onConnection(socket -> {
            sayGoodbye(socket);
            socket.disconnect(true);
        });
        io.of("/refuse").use((socket, next) -> {
            next.refuse(new ConnectError("not here"));
            socket.disconnect(true);
        });
        io.of("/expel").use((socket, next) -> socket.disconnect(true));
        binding = start.apply(io);
    }

    /** Starts a server with the settings that some checks need, besides the given ones. */
    public static MatrixServer start(SocketServerBuilder builder, Function<SocketServer, Binding> start) {
        Set<String> barred = ConcurrentHashMap.newKeySet();
        builder.engine(engine -> engine.allowEio3(true).guard(request -> {
            String once = request.parameter("barred");
            return CompletableFuture.completedStage(
                    once != null && barred.add(once)
                            ? HandshakeGuard.Decision.refuse()
                            : HandshakeGuard.Decision.allow());
        }));
        return new MatrixServer(builder.build(), start);
    }

    public String url() {
        return "http://localhost:" + binding.port();
    }

    @Override
    public void close() {
        binding.close();
    }

    private void serve(Socket socket) {
        serveRetries(socket);
        serveEnds(socket);
        socket.on("echo", event -> socket.emit("echo", event.values().toArray()));
        socket.on("message", event -> socket.send(event.values().toArray()));
        socket.onRequest("sum", Integer.class, Integer.class, Integer::sum);
        socket.onRequest("same", event -> event.values().get(0));
        socket.onRequest("where", event -> socket.namespace().name());
        socket.onRequest("join", String.class, room -> {
            socket.join(room);
            return true;
        });
        socket.onRequest("to room", String.class, String.class, (room, text) -> {
            socket.to(room).emit("room", text);
            return true;
        });
        socket.on(
                "ask me",
                String.class,
                text -> socket.timeout(Duration.ofSeconds(10))
                        .emitWithAck("question", text)
                        .thenAccept(answer -> socket.emit("answered", answer.toArray())));
        socket.onRequest("remember", String.class, text -> {
            socket.set(REMEMBERED, text);
            return true;
        });
        socket.onRequest("remembered", event -> socket.get(REMEMBERED));
        serveCounts(socket);
    }

    private void serveEnds(Socket socket) {
        socket.on("kick", () -> {
            socket.emit("last words", "bye");
            socket.disconnect(false);
        });
        socket.on("end", event -> {
            String how = Objects.requireNonNull(event.get(0, String.class));
            int delay = Objects.requireNonNull(event.get(1, Integer.class));
            CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS)
                    .execute(() -> end(socket, how, event.ack()));
        });
        socket.on("drop all", () -> binding.drop());
    }

    private static void serveCounts(Socket socket) {
        List<Integer> counted = new ArrayList<>();
        socket.on("burst", Integer.class, count -> {
            for (int n = 0; n < count; n++) {
                socket.emit("burst", n);
            }
        });
        socket.on("count", Integer.class, number -> counted.add(number));
        socket.onRequest("counted", event -> counted);
    }

    private static void sayGoodbye(Socket socket) {
        socket.emit("b1");
        socket.emit("b2", "zwei");
        socket.emit("b3", (Object) new byte[] {1, 2, 3});
    }

    private static void end(Socket socket, String how, Ack ack) {
        sayGoodbye(socket);
        ack.send("done");
        switch (how) {
            case "disconnect" -> socket.disconnect(true);
            case "disconnect sockets" -> socket.namespace().in(socket.id()).disconnectSockets(true);
            default -> {
                // the client ends it
            }
        }
    }

    /** Answers only what it sees for the second time, as if the first answer had been lost. */
    private static void serveRetries(Socket socket) {
        List<Integer> seen = new ArrayList<>();
        socket.on("unsteady", Integer.class, (number, ack) -> {
            if (seen.contains(number)) {
                ack.send(number);
            }
            seen.add(number);
        });
        socket.onRequest("unsteady seen", event -> seen);
    }
}
