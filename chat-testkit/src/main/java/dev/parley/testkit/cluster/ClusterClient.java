package dev.parley.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.socketio.Socket;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.LocalWebSocket;
import dev.parley.transport.Frame;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Both sides of one connection: a client that writes and reads Socket.IO packets by hand, and the server's socket of it. */
public final class ClusterClient {

    private static final Pattern PID = Pattern.compile("\"pid\":\"([^\"]+)\"");
    private static final Pattern LAST = Pattern.compile("(42.*),\"([^\"]+)\"\\]");
    private static final Pattern SID = Pattern.compile("\"sid\":\"([^\"]+)\"");

    private final LocalWebSocket connection;
    private final String prefix;
    private @Nullable Socket socket;
    private @Nullable String pid;
    private @Nullable String offset;
    private final List<String> missed = new ArrayList<>();

    ClusterClient(LocalTransport transport, String namespace) {
        this.connection = transport.webSocket("/socket.io/?EIO=4&transport=websocket");
        this.prefix = namespace.equals("/") ? "" : namespace + ",";
        awaitText();
    }

    /** Joins the namespace; gives the id of the socket. */
    String join() {
        send("40" + prefix);
        return joined();
    }

    private String joined() {
        String answer = awaitText();
        while (answer.startsWith("42")) {
            missed.add(withoutOffset(answer));
            answer = awaitText();
        }
        assertThat(answer).startsWith("40" + prefix + "{\"sid\":\"");
        Matcher secret = PID.matcher(answer);
        pid = secret.find() ? secret.group(1) : null;
        Matcher sid = SID.matcher(answer);
        assertThat(sid.find()).isTrue();
        return sid.group(1);
    }

    /** Joins with what another client had; gives the id of the socket. */
    String join(String lost, @Nullable String from) {
        ask(lost, from);
        return joined();
    }

    /** Asks to return with what another client had. */
    void ask(String lost, @Nullable String from) {
        offset = from;
        send("40" + prefix + "{\"pid\":\"" + lost + '"' + (from == null ? "" : ",\"offset\":\"" + from + '"') + '}');
    }

    /**
     * The private id by which the client can return.
     *
     * @return the id, once the namespace was joined
     */
    public String pid() {
        return Objects.requireNonNull(pid, "the server does not recover connections");
    }

    /**
     * The offset of the last event that came with one.
     *
     * @return the offset; null before the first
     */
    public @Nullable String offset() {
        return offset;
    }

    /**
     * The events that came before the namespace was joined.
     *
     * @return the packets without their offsets
     */
    public List<String> missed() {
        return List.copyOf(missed);
    }

    private String withoutOffset(String packet) {
        Matcher last = LAST.matcher(packet);
        assertThat(last.matches()).as("an offset in %s", packet).isTrue();
        offset = last.group(2);
        return last.group(1) + ']';
    }

    /**
     * Waits for the next text message, which has to be an event with an offset.
     *
     * @return the packet without the offset
     */
    public String awaitNumbered() {
        return withoutOffset(awaitText());
    }

    /**
     * Waits for the next text message, and checks it but for the offset, its last argument.
     *
     * @param packet what has to come, without the offset
     * @return this
     */
    public ClusterClient expectNumbered(String packet) {
        assertThat(awaitNumbered()).isEqualTo(packet);
        return this;
    }

    /** The same for an event that may have come without an offset. */
    void expectNumberedOrNot(String packet) {
        String text = awaitText();
        if (!text.equals(packet)) {
            assertThat(withoutOffset(text)).isEqualTo(packet);
        }
    }

    /** Breaks the connection. */
    public void lose() {
        connection.abort();
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
