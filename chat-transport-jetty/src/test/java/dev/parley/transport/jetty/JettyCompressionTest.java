package dev.parley.transport.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.socketio.Socket;
import dev.parley.socketio.SocketServer;
import dev.parley.transport.Frame;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class JettyCompressionTest {

    private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits";
    private static final byte[] TAIL = {0, 0, -1, -1};

    private final TestHandler handler = new TestHandler();
    private final TestSocket socket = new TestSocket();
    private JettyTransport transport = JettyTransport.builder().build();

    private RawClient connect(boolean compression) throws Exception {
        handler.stopped.complete(null);
        handler.upgrade = socket::accept;
        transport = JettyTransport.builder()
                .port(0)
                .compression(compression)
                .build()
                .start(handler);
        return RawClient.webSocket(transport.port(), OFFER);
    }

    @AfterEach
    void close() {
        transport.close();
    }

    private final Inflater inflater = new Inflater(true);

    private String inflate(RawClient client) throws Exception {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        RawClient.WireFrame frame = client.readFrame();
        assertThat(frame.rsv1()).isTrue();
        compressed.writeBytes(frame.payload());
        while (!frame.fin()) {
            frame = client.readFrame();
            compressed.writeBytes(frame.payload());
        }
        compressed.writeBytes(TAIL);
        inflater.setInput(compressed.toByteArray());
        byte[] text = new byte[1_000_000];
        int length = 0;
        while (!inflater.needsInput()) {
            length += inflater.inflate(text, length, text.length - length);
        }
        return new String(text, 0, length, java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void off_offer_isNotTakenUp() throws Exception {
        try (RawClient client = connect(false)) {
            assertThat(client.upgradeHead).doesNotContainIgnoringCase("extensions");
            socket.send(Frame.text("x".repeat(5000)));
            assertThat(client.readFrame().payload()).hasSize(5000);
        }
    }

    @Test
    void on_offer_compressesWhatIsWorthIt() throws Exception {
        try (RawClient client = connect(true)) {
            assertThat(client.upgradeHead).containsIgnoringCase("permessage-deflate");
            String large = "abc".repeat(100_000);
            var done = socket.send(
                    Frame.text(large),
                    Frame.text("short"),
                    Frame.text(large).withCompress(false),
                    Frame.text(large + "!"),
                    Frame.text("end"));

            assertThat(inflate(client)).isEqualTo(large);
            assertThat(client.readFrame().text()).isEqualTo("short");
            assertThat(client.readFrame().text()).isEqualTo(large);
            assertThat(inflate(client)).isEqualTo(large + "!");
            assertThat(client.readFrame().text()).isEqualTo("end");
            assertThat(done).succeedsWithin(Duration.ofSeconds(20));
        }
    }

    /** {@code compress(false)} of every operator, down to the frame; the event before and behind it is compressed. */
    @Test
    void on_compressOperator_decidesForItsEventAlone() throws Exception {
        SocketServer io = SocketServer.create();
        CompletableFuture<Socket> connected = new CompletableFuture<>();
        io.onConnection(connected::complete);
        transport = JettyTransport.builder().port(0).compression(true).build().start(io);
        String large = "abc".repeat(1_000);
        String event = "[\"e\",\"" + large + "\"]";
        try (RawClient client =
                RawClient.webSocketAt("/socket.io/?EIO=4&transport=websocket", transport.port(), OFFER)) {
            assertThat(client.upgradeHead).containsIgnoringCase("permessage-deflate");
            assertThat(client.readFrame().text()).startsWith("0{");
            client.frame(RawClient.TEXT, true, "40".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertThat(client.readFrame().text()).startsWith("40{");
            Socket server = connected.get(20, TimeUnit.SECONDS);
            server.join("room");

            server.emit("e", large);
            server.compress(false).emit("e", large);
            io.compress(false).emit("e", large);
            io.to("room").compress(false).emit("e", large);
            server.compress(false).timeout(Duration.ofSeconds(20)).emitWithAck("e", large);
            io.in("room").compress(true).emit("e", large);

            assertThat(inflate(client)).isEqualTo("42" + event);
            for (String prefix : List.of("42", "42", "42", "420")) {
                assertThat(client.readFrame().text()).isEqualTo(prefix + event);
            }
            assertThat(inflate(client)).isEqualTo("42" + event);
        } finally {
            transport.close();
        }
    }

    @Test
    void on_compressedMessage_isInflated() throws Exception {
        try (RawClient client = connect(true)) {
            client.frame(RawClient.TEXT | 0x40, true, deflate("z".repeat(TestHandler.MAX_MESSAGE)));

            assertThat(socket.awaitFrame().text()).isEqualTo("z".repeat(TestHandler.MAX_MESSAGE));
        }
    }

    @Test
    void on_bomb_closesWith1009() throws Exception {
        try (RawClient client = connect(true)) {
            client.frame(RawClient.TEXT | 0x40, true, deflate("z".repeat(50_000_000)));

            assertThat(socket.awaitClosed().code()).isEqualTo(1009);
            assertThat(socket.frames).isEmpty();
        }
    }

    private static byte[] deflate(String text) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        deflater.setInput(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        byte[] bytes = new byte[text.length() / 100 + 1000];
        int length = deflater.deflate(bytes, 0, bytes.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(bytes, length - TAIL.length);
    }
}
