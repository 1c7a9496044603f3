package dev.parley.benchmark.peer;

import dev.parley.socketio.SocketKey;
import dev.parley.socketio.SocketServer;
import dev.parley.transport.jetty.JettyTransport;
import java.io.IOException;
import java.time.Duration;

/** The tiny application on Parley. Arguments: ping interval in milliseconds. */
public final class ParleyPeer {
    private static final SocketKey<String> ROOM = SocketKey.of("room", String.class);

    private ParleyPeer() {}

    public static void main(String[] args) throws IOException {
        SocketServer io = SocketServer.builder()
                .pingInterval(Duration.ofMillis(PeerControl.argument(args, 0, 25_000)))
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
        });
        JettyTransport transport =
                JettyTransport.builder().host("127.0.0.1").port(0).build().start(io);
        PeerControl.serve(transport.port());
    }
}
