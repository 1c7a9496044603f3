package dev.parley.benchmark.peer;

import dev.parley.engineio.options.OutboundLimits;
import dev.parley.socketio.SocketServer;
import dev.parley.socketio.SocketServerBuilder;
import dev.parley.socketio.event.SocketKey;
import dev.parley.transport.policy.OutboundPolicy;
import java.time.Duration;

/**
 * The minimal application on Parley, over any transport. First argument: ping interval in milliseconds. The system
 * property {@code parley.benchmark.outboundBytes} bounds the outbound queue of a client.
 */
final class MinimalApplication {
    private static final int MOST_WAITING = 8_192;
    private static final SocketKey<String> ROOM = SocketKey.of("room", String.class);

    private MinimalApplication() {}

    static SocketServer create(String[] args) {
        SocketServerBuilder builder = SocketServer.builder()
                .engine(engine -> engine.pingInterval(Duration.ofMillis(PeerControl.argument(args, 0, 25_000))));
        Long outboundBytes = Long.getLong("parley.benchmark.outboundBytes");
        if (outboundBytes != null) {
            builder.engine(
                    engine -> engine.outbound(new OutboundLimits(MOST_WAITING, outboundBytes, OutboundPolicy.close())));
        }
        SocketServer io = builder.build();
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
        return io;
    }
}
