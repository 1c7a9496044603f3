package dev.parley.benchmark.peer;

import dev.parley.socketio.SocketServer;
import dev.parley.socketio.event.SocketKey;
import dev.parley.transport.jetty.JettyTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * The minimal application plus the targets of hostile clients: a listener that takes seconds per event, and an event
 * that makes the server request an acknowledgement. All limits have their defaults. Arguments: ping interval in
 * milliseconds, threads for listeners. Counts disconnects by reason.
 */
public final class AttackedPeer {
    private static final SocketKey<String> ROOM = SocketKey.of("room", String.class);
    private static final Duration SLOW = Duration.ofSeconds(5);
    private static final Duration ACK_LIMIT = Duration.ofSeconds(30);

    private AttackedPeer() {}

    public static void main(String[] args) throws IOException {
        Map<String, LongAdder> gone = new ConcurrentHashMap<>();
        SocketServer io = SocketServer.builder()
                .engine(engine -> engine.pingInterval(Duration.ofMillis(PeerControl.argument(args, 0, 25_000))))
                .handlerExecutor(Executors.newFixedThreadPool(PeerControl.argument(args, 1, 600)))
                .build();
        io.onConnection(socket -> {
            socket.on("join", String.class, (room, ack) -> {
                socket.join(room);
                socket.set(ROOM, room);
                ack.send();
            });
            socket.on("msg", String.class, payload -> {
                String room = socket.get(ROOM);
                if (room != null) {
                    io.to(room).emit("msg", payload);
                }
            });
            socket.on("slow", String.class, payload -> LockSupport.parkNanos(SLOW.toNanos()));
            socket.on("ask", () -> socket.emitWithAck(ACK_LIMIT, "asked"));
            socket.onDisconnect(reason ->
                    gone.computeIfAbsent(reason.name(), any -> new LongAdder()).increment());
        });
        JettyTransport transport =
                JettyTransport.builder().host("127.0.0.1").port(0).build().start(io);
        PeerControl.serve(
                transport.port(),
                () -> 0,
                () -> io.clientCount() + " " + io.memory().used() + " "
                        + io.memory().limit() + " " + io.memory().evictions() + " " + PeerControl.collectionMillis()
                        + " "
                        + new TreeMap<>(gone).toString().replace(" ", ""));
    }
}
