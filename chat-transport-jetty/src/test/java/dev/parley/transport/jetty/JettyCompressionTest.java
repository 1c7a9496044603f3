package dev.parley.transport.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.transport.Frame;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
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
