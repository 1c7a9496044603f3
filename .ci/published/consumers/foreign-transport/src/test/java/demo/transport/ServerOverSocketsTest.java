package demo.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.socketio.SocketServer;
import dev.parley.testkit.transport.SocketWireClient;
import dev.parley.testkit.transport.WireSocket;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server of Socket.IO over this transport, and what a contract for all transports cannot ask. */
@Timeout(30)
final class ServerOverSocketsTest {

    private final SocketServer io = SocketServer.builder().build();
    private NioTransport transport;
    private SocketWireClient client;

    @BeforeEach
    void start() throws IOException {
        io.onConnection(socket -> socket.on("echo", event -> socket.emit("echo", event.get(0, String.class))));
        transport = NioTransport.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), io);
        client = new SocketWireClient(transport.port());
    }

    @AfterEach
    void stop() {
        client.close();
        transport.close();
    }

    @Test
    void event_overWebSocket_isAnswered() {
        WireSocket socket = client.webSocket("/socket.io/?EIO=4&transport=websocket");
        assertThat(socket.awaitText()).startsWith("0{");
        socket.send("40");
        assertThat(socket.awaitText()).startsWith("40{");

        socket.send("42[\"echo\",\"grüße\"]");

        assertThat(socket.awaitText()).isEqualTo("42[\"echo\",\"grüße\"]");
    }

    @Test
    void requests_onOneConnection_areAnsweredInOrder() throws IOException {
        Socket socket = client.connect();
        String request = "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\n\r\n";
        String other = "POST /other HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
        String last = "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

        socket.getOutputStream().write((request + other + request + last).getBytes(StandardCharsets.US_ASCII));

        assertThat(statuses(socket)).isEqualTo("200 404 200 404");
    }

    @Test
    void request_thatIsNoHttp_isRefusedAndItsConnectionClosed() throws IOException {
        assertThat(answer("HELO\r\n\r\n")).isEqualTo("400");
        assertThat(answer("GET / HTTP/1.1\nHost: a\n\n")).isEqualTo("400");
        assertThat(answer("GET / HTTP/1.1\r\nHost : a\r\n\r\n")).isEqualTo("400");
        assertThat(answer("GET / HTTP/1.1\r\n\r\n")).isEqualTo("400");
        assertThat(answer("GET / HTTP/2.0\r\nHost: a\r\n\r\n")).isEqualTo("505");
        assertThat(answer("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n")).isEqualTo("400");
        assertThat(answer("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"))
                .isEqualTo("400");
        assertThat(answer("GET / HTTP/1.1\r\nHost: " + "a".repeat(Line.MAX_BYTES) + "\r\n\r\n"))
                .isEqualTo("431");
    }

    private String answer(String request) throws IOException {
        Socket socket = client.connect();
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return statuses(socket);
    }

    /** All there are until the server closes. */
    private static String statuses(Socket socket) throws IOException {
        StringBuilder statuses = new StringBuilder();
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            int at = line.indexOf("HTTP/1.1 ");
            if (at >= 0) {
                statuses.append(statuses.isEmpty() ? "" : " ").append(line, at + 9, at + 12);
            }
        }
        return statuses.toString();
    }
}
