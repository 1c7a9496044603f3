package dev.parley.socketio.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.socketio.SocketServer;
import dev.parley.testkit.LocalClient;
import dev.parley.testkit.LocalTransport;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The moment between CONNECT and the connection listeners, which there is only when time passes by itself. */
final class AfterConnectTest {

    private static final int CLIENTS = 20;

    @Test
    void client_thatSendsAndLeavesAtOnce_isHeardInOrder() {
        SocketServer io = SocketServer.create();
        List<String> heard = new CopyOnWriteArrayList<>();
        io.onConnection(socket -> {
            heard.add("connection");
            socket.on("last words", String.class, text -> heard.add(text));
            socket.onDisconnect(reason -> heard.add("disconnect"));
        });
        try (LocalTransport transport = LocalTransport.of(io)) {
            for (int i = 0; i < CLIENTS; i++) {
                LocalClient client = LocalClient.connect(transport);
                client.emit("last words", "bye");
                client.disconnect();

                Awaitility.await().until(() -> heard.contains("disconnect"));
                assertThat(heard).containsExactly("connection", "bye", "disconnect");
                heard.clear();
            }
            assertThat(io.clientCount()).isZero();
        }
        io.close();
    }
}
