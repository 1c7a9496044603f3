package dev.parley.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.socketio.Socket;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.LocalWebSocket;
import dev.parley.transport.Frame;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Both sides of one connection: a client that writes and reads Socket.IO packets by hand, and the server's socket of it. */
public final class ClusterClient {

    private static final Pattern SID = Pattern.compile("\"sid\":\"([^\"]+)\"");

    private final LocalWebSocket connection;
    private final String prefix;
    private @Nullable Socket socket;

    ClusterClient(LocalTransport transport, String namespace) {
        this.connection = transport.webSocket("/socket.io/?EIO=4&transport=websocket");
        this.prefix = namespace.equals("/") ? "" : namespace + ",";
        awaitText();
    }

    /** Joins the namespace; gives the id of the socket. */
    String join() {
        send("40" + prefix);
        String answer = awaitText();
        assertThat(answer).startsWith("40" + prefix + "{\"sid\":\"");
        Matcher sid = SID.matcher(answer);
        assertThat(sid.find()).isTrue();
        return sid.group(1);
    }

    void seat(Socket taken) {
        socket = taken;
    }

    /**
     * The server's side of the connection.
     *
     * @return the socket
     */
    public Socket socket() {
        return Objects.requireNonNull(socket, "no socket before the namespace was joined");
    }

    /**
     * Sends a text message.
     *
     * @param packet an Engine.IO message with a Socket.IO packet, such as {@code 42["event",1]}
     * @return this
     */
    public ClusterClient send(String packet) {
        connection.send(packet);
        return this;
    }

    /**
     * Sends a binary message.
     *
     * @param bytes the attachment of a packet
     * @return this
     */
    public ClusterClient send(byte... bytes) {
        connection.send(ByteBuffer.wrap(bytes));
        return this;
    }

    /**
     * Waits for the next text message, and checks it.
     *
     * @param packet what has to come
     * @return this
     */
    public ClusterClient expect(String packet) {
        assertThat(awaitText()).isEqualTo(packet);
        return this;
    }

    /**
     * Waits for the next binary message, and checks it.
     *
     * @param bytes what has to come
     * @return this
     */
    public ClusterClient expect(byte... bytes) {
        assertThat(await().payload()).isEqualTo(ByteBuffer.wrap(bytes));
        return this;
    }

    /**
     * Waits for the next message, which has to be a text; pings of the engine are answered on the way.
     *
     * @return the text
     */
    public String awaitText() {
        Frame frame = await();
        assertThat(frame.isText()).isTrue();
        return frame.text();
    }

    private Frame await() {
        while (true) {
            Frame frame = connection.next(ClusterServer.LIMIT);
            if (frame == null) {
                throw new AssertionError(
                        "no message within " + ClusterServer.LIMIT + ", close code " + connection.closeCode());
            }
            if (!frame.isText() || !frame.text().equals("2")) {
                return frame;
            }
            connection.send("3");
        }
    }

    /**
     * Waits for the end of the connection.
     *
     * @return its close code
     */
    public int awaitClose() {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(2))
                .atMost(ClusterServer.LIMIT)
                .until(() -> connection.closeCode() != 0);
        return connection.closeCode();
    }
}
