package dev.parley.transport.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.socketio.Socket;
import dev.parley.socketio.SocketServer;
import dev.parley.transport.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.eclipse.jetty.util.BufferUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JettyCompressionTest {

    private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits";
    private static final byte[] TAIL = {0, 0, -1, -1};
    private static final int RSV1 = 0x40;

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

    private static String inflate(RawClient client) throws Exception {
        RawClient.WireFrame frame = client.readFrame();
        assertThat(frame.rsv1()).isTrue();
        return new String(inflate(frame), StandardCharsets.UTF_8);
    }

    /** Without anything from the messages before it. */
    private static byte[] inflate(RawClient.WireFrame frame) throws Exception {
        assertThat(frame.fin()).isTrue();
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        compressed.writeBytes(frame.payload());
        compressed.writeBytes(TAIL);
        Inflater inflater = new Inflater(true);
        inflater.setInput(compressed.toByteArray());
        byte[] content = new byte[1_000_000];
        int length = 0;
        while (!inflater.needsInput()) {
            length += inflater.inflate(content, length, content.length - length);
        }
        inflater.end();
        return Arrays.copyOf(content, length);
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
            client.frame(RawClient.TEXT, true, "40".getBytes(StandardCharsets.UTF_8));
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

    @Test
    void on_severalConnections_shareTheCompressedBytes() throws Exception {
        List<TestSocket> sockets = new CopyOnWriteArrayList<>();
        handler.stopped.complete(null);
        handler.upgrade = request -> {
            TestSocket each = new TestSocket();
            sockets.add(each);
            each.accept(request);
        };
        Frame message = Frame.text("abc".repeat(10_000));
        transport = JettyTransport.builder().port(0).compression(true).build().start(handler);
        try (RawClient plain = RawClient.webSocket(transport.port());
                RawClient first = RawClient.webSocket(transport.port(), OFFER);
                RawClient second = RawClient.webSocket(
                        transport.port(), "Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover")) {
            for (TestSocket each : sockets) {
                assertThat(each.send(message, Frame.text("end"))).succeedsWithin(Duration.ofSeconds(20));
            }

            assertThat(plain.readFrame().text()).isEqualTo(message.text());
            ByteBuffer deflated = message.deflated().payload();
            for (RawClient client : List.of(first, second)) {
                RawClient.WireFrame frame = client.readFrame();
                assertThat(frame.rsv1()).isTrue();
                assertThat(frame.content()).isEqualTo(deflated);
                assertThat(inflate(frame)).isEqualTo(BufferUtil.toArray(message.payload()));
                assertThat(client.readFrame().text()).isEqualTo("end");
            }
        }
    }

    /** Whether it is compressed or not, alone or behind others in one write, at the threshold and where lengths change their form. */
    @Test
    void on_messagesOfEveryKind_keepTheirBoundsAndOrder() throws Exception {
        List<Frame> messages = new ArrayList<>();
        Random random = new Random(7);
        for (int size : new int[] {0, 1, 125, 126, 1_023, 1_024, 1_025, 8_192, 8_193, 65_535, 65_536, 300_000}) {
            byte[] noise = new byte[size];
            random.nextBytes(noise);
            messages.add(Frame.text("x".repeat(size)));
            messages.add(Frame.binary(ByteBuffer.wrap(noise)));
            messages.add(Frame.binary(ByteBuffer.allocate(size)));
            messages.add(Frame.text("y".repeat(size)).withCompress(false));
        }
        try (RawClient client = connect(true)) {
            for (int round = 0; round < 3; round++) {
                CompletableFuture<Void> done = socket.send(messages.toArray(Frame[]::new));
                for (Frame message : messages) {
                    RawClient.WireFrame frame = client.readFrame();
                    boolean smaller = message.size() >= 1_024
                            && message.compress()
                            && message.deflated().isDeflated();
                    assertThat(frame.rsv1()).isEqualTo(smaller);
                    assertThat(frame.opCode()).isEqualTo(message.isText() ? RawClient.TEXT : RawClient.BINARY);
                    assertThat(ByteBuffer.wrap(smaller ? inflate(frame) : frame.payload()))
                            .isEqualTo(message.payload());
                }
                assertThat(done).succeedsWithin(Duration.ofSeconds(20));
                Collections.shuffle(messages, random);
            }
        }
    }

    /** The bytes of a message end anywhere between its fragments, and the client's next one refers to what stood in it. */
    @Test
    void on_fragmentsOfCompressedMessages_areOneMessageEach() throws Exception {
        try (RawClient client = connect(true)) {
            sendInFragments(client, true);
        }
    }

    @Test
    void on_fragmentsWithoutContext_areOneMessageEach() throws Exception {
        connect(true).close();
        String offer = "Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover";
        try (RawClient client = RawClient.webSocket(transport.port(), offer)) {
            sendInFragments(client, false);
        }
    }

    private void sendInFragments(RawClient client, boolean context) throws Exception {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        for (int round = 0; round < 3; round++) {
            byte[] message = deflate(deflater, "größer als " + round);
            for (int i = 0; i < message.length; i++) {
                int opCode = i == 0 ? RawClient.TEXT | RSV1 : 0;
                client.frame(opCode, i == message.length - 1, new byte[] {message[i]});
                client.frame(RawClient.PING, "ping");
            }
            assertThat(socket.awaitFrame().text()).isEqualTo("größer als " + round);
            if (!context) {
                deflater.reset();
            }
        }
        deflater.end();
    }

    @ParameterizedTest
    @CsvSource({
        "false, 0x41",
        "true, 0x21",
        "true, 0x11",
        "true, 0x61",
        "true, 0x49",
        "true, 0x48",
        "true, 0x40",
    })
    void reservedBits_thatNobodyAgreedTo_closeWith1002(boolean compression, String opCode) throws Exception {
        try (RawClient client = connect(compression)) {
            if (opCode.equals("0x40")) {
                client.frame(RawClient.TEXT | RSV1, false, deflate("begun"));
            }
            client.frame(Integer.decode(opCode), true, new byte[] {3, 0});

            assertThat(client.readFrame().closeCode()).isEqualTo(1002);
            assertThat(socket.awaitClosed().code()).isEqualTo(1002);
            assertThat(socket.frames).isEmpty();
        }
    }

    private static byte[] deflate(Deflater deflater, String text) {
        deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
        byte[] bytes = new byte[text.length() + 1_000];
        int length = deflater.deflate(bytes, 0, bytes.length, Deflater.SYNC_FLUSH);
        return Arrays.copyOf(bytes, length - TAIL.length);
    }

    private static byte[] deflate(String text) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
        byte[] bytes = new byte[text.length() / 100 + 1000];
        int length = deflater.deflate(bytes, 0, bytes.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(bytes, length - TAIL.length);
    }
}
