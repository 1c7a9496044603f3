package dev.parley.example.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.socketio.SocketServer;
import dev.parley.transport.Frame;
import dev.parley.transport.local.LocalTransport;
import dev.parley.transport.local.LocalWebSocket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class EchoHandlerTest {

    @Test
    void echo_anyText_comesBackInUpperCase() {
        SocketServer io = SocketServer.create();
        io.onConnection(socket -> socket.onRequest("echo", String.class, String::toUpperCase));

        try (LocalTransport transport = LocalTransport.of(io)) {
            LocalWebSocket client = transport.webSocket("/socket.io/?EIO=4&transport=websocket");
            client.send("40"); // connect to the main namespace
            await(client, "40");
            client.send("420[\"echo\",\"hello\"]"); // an event, with an ack wanted under id 0

            assertThat(await(client, "43")).isEqualTo("430[\"HELLO\"]");
        }
    }

    private static String await(LocalWebSocket client, String prefix) {
        for (Frame frame = next(client); frame != null; frame = next(client)) {
            if (frame.isText() && frame.text().startsWith(prefix)) {
                return frame.text();
            }
        }
        throw new AssertionError("nothing came that begins with " + prefix);
    }

    private static @Nullable Frame next(LocalWebSocket client) {
        return client.next(Duration.ofSeconds(20));
    }
}
