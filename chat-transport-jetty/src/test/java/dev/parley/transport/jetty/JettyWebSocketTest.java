package dev.parley.transport.jetty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.WebSocketConnection;
import dev.parley.transport.WebSocketUpgrade;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JettyWebSocketTest {

    private final TestHandler handler = new TestHandler();
    private final TestSocket socket = new TestSocket();
    private JettyTransport transport = start(JettyTransport.builder());

    private JettyTransport start(JettyTransport.Builder builder) {
        handler.stopped.complete(null);
        return builder.host("localhost").port(0).build().start(handler);
    }

    @BeforeEach
    void acceptUpgrades() {
        handler.upgrade = socket::accept;
    }

    @AfterEach
    void close() {
        transport.close();
    }

    private RawClient connect() throws IOException {
        return RawClient.webSocket(transport.port());
    }

    @Test
    void accept_headers_areInTheAnswer() throws Exception {
        try (RawClient client = connect()) {
            assertThat(client.upgradeHead).containsIgnoringCase("x-test: yes");
            assertThat(client.upgradeHead).doesNotContainIgnoringCase("extensions");
        }
    }

    @Test
    void accept_laterOnAnotherThread_opens() throws Exception {
        socket.echoing();
        handler.upgrade = request ->
                CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS).execute(() -> socket.accept(request));
        try (RawClient client = connect()) {
            client.frame(RawClient.TEXT, "late");
            assertThat(client.readFrame().text()).isEqualTo("late");
        }
    }

    @Test
    void refuse_answersPlainHttpAndCloses() throws Exception {
        handler.upgrade =
                request -> request.refuse(403, HttpHeaders.of("content-type", "text/html"), UTF_8.encode("Forbidden"));

        assertThatThrownBy(this::connect)
                .hasMessageContaining("HTTP/1.1 403")
                .hasMessageContaining("Connection: close");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upgrade: websocket", "Sec-WebSocket-Key: dGhl", "Sec-WebSocket-Version: 13"})
    void request_withoutOneUpgradeHeader_isPlainHttp(String missing) throws Exception {
        CompletableFuture<String> seen = new CompletableFuture<>();
        handler.http = exchange -> {
            seen.complete(exchange.request().method());
            exchange.respond(400, HttpHeaders.none(), List.of(), Completion.NONE);
        };
        try (RawClient client = new RawClient(transport.port())) {
            StringBuilder request = new StringBuilder("GET /engine/ HTTP/1.1\r\nHost: localhost\r\n");
            for (String header : List.of(
                    "Upgrade: websocket",
                    "Connection: Upgrade",
                    "Sec-WebSocket-Key: dGhl",
                    "Sec-WebSocket-Version: 13")) {
                request.append(header.equals(missing) ? "" : header + "\r\n");
            }
            client.write(request.append("\r\n").toString());

            assertThat(client.readHead()).startsWith("HTTP/1.1 400");
            assertThat(seen).isCompletedWithValue("GET");
        }
    }

    @Test
    void frames_textAndBinary_arriveAndReturnIntact() throws Exception {
        socket.echoing();
        byte[] bytes = {0, 4, -1, 127};
        String large = "€".repeat(33_000);
        try (RawClient client = connect()) {
            client.frame(RawClient.TEXT, "grüße 😀");
            client.frame(RawClient.BINARY, true, bytes);
            client.frame(RawClient.TEXT, "");
            client.frame(RawClient.TEXT, large);

            assertThat(client.readFrame().text()).isEqualTo("grüße 😀");
            assertThat(client.readFrame().payload()).isEqualTo(bytes);
            assertThat(client.readFrame().payload()).isEmpty();
            assertThat(client.readFrame().text()).isEqualTo(large);
            assertThat(socket.frames).extracting(Frame::isText).containsExactly(true, false, true, true);
        }
    }

    @Test
    void send_manyFramesOfAllSizes_arriveInOrderAndUnchanged() throws Exception {
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            String text = i + ":" + "x".repeat(i % 50 == 0 ? i * 300 : i);
            frames.add(i % 7 == 0 ? Frame.binary(UTF_8.encode(text)) : Frame.text(text));
        }
        try (RawClient client = connect()) {
            for (int round = 0; round < 2; round++) {
                CompletableFuture<Void> done = socket.send(frames.toArray(Frame[]::new));
                for (Frame frame : frames) {
                    RawClient.WireFrame read = client.readFrame();
                    assertThat(read.opCode()).isEqualTo(frame.isText() ? RawClient.TEXT : RawClient.BINARY);
                    assertThat(ByteBuffer.wrap(read.payload())).isEqualTo(frame.payload());
                }
                assertThat(done).succeedsWithin(Duration.ofSeconds(20));
            }
        }
    }

    @Test
    void send_framesAtEveryLengthForm_keepTheirBounds() throws Exception {
        List<Frame> frames = new ArrayList<>();
        for (int size : new int[] {
            0, 1, 125, 126, 127, FrameTrain.MAX_FRAME_BYTES, FrameTrain.MAX_FRAME_BYTES + 1, 0, 65_535, 65_536, 0
        }) {
            frames.add(Frame.binary(ByteBuffer.allocate(size)));
        }
        for (int i = 0; i < FrameTrain.MAX_TRAIN_BYTES / FrameTrain.MAX_FRAME_BYTES + 1; i++) {
            frames.add(Frame.binary(ByteBuffer.allocate(FrameTrain.MAX_FRAME_BYTES)));
        }
        try (RawClient client = connect()) {
            CompletableFuture<Void> done = socket.send(frames.toArray(Frame[]::new));
            for (Frame frame : frames) {
                assertThat(client.readFrame().payload()).hasSize(frame.size());
            }
            assertThat(done).succeedsWithin(Duration.ofSeconds(20));
        }
    }

    @Test
    void send_whilePingsArrive_pongsStandBetweenMessages() throws Exception {
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            frames.add(Frame.text("message " + i));
        }
        try (RawClient client = connect()) {
            for (int round = 0; round < 20; round++) {
                client.frame(RawClient.PING, "ping " + round);
                socket.send(frames.toArray(Frame[]::new)).get(20, TimeUnit.SECONDS);
            }

            List<String> texts = new ArrayList<>();
            List<String> pongs = new ArrayList<>();
            while (texts.size() < 6000 || pongs.size() < 20) {
                RawClient.WireFrame read = client.readFrame();
                (read.opCode() == RawClient.PONG ? pongs : texts).add(read.text());
            }
            socket.connection().close(1000, "done");

            assertThat(client.readFrame().opCode()).isEqualTo(RawClient.CLOSE);
            assertThat(texts.subList(5700, 6000))
                    .isEqualTo(frames.stream().map(Frame::text).toList());
            assertThat(pongs).first().isEqualTo("ping 0");
        }
    }

    @Test
    void send_overTheReceiveLimit_arrives() throws Exception {
        String large = "y".repeat(3 * TestHandler.MAX_MESSAGE);
        try (RawClient client = connect()) {
            socket.send(Frame.text(large));
            assertThat(client.readFrame().text()).isEqualTo(large);
        }
    }

    @Test
    void fragments_withPingBetween_areOneMessage() throws Exception {
        try (RawClient client = connect()) {
            byte[] emoji = "😀".getBytes(UTF_8);
            client.frame(RawClient.TEXT, false, new byte[] {emoji[0], emoji[1]});
            client.frame(RawClient.PING, "are you there");
            client.frame(0, false, new byte[0]);
            client.frame(0, true, new byte[] {emoji[2], emoji[3], '!'});

            assertThat(socket.awaitFrame().text()).isEqualTo("😀!");
            RawClient.WireFrame pong = client.readFrame();
            assertThat(pong.opCode()).isEqualTo(RawClient.PONG);
            assertThat(pong.text()).isEqualTo("are you there");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void text_notUtf8_closesWith1007(boolean fragmented) throws Exception {
        byte[] bad = {'a', (byte) 0xC3, (byte) 0x28};
        try (RawClient client = connect()) {
            if (fragmented) {
                client.frame(RawClient.TEXT, false, "start".getBytes(UTF_8));
                client.frame(0, true, bad);
            } else {
                client.frame(RawClient.TEXT, true, bad);
            }

            assertThat(client.readFrame().closeCode()).isEqualTo(1007);
            assertThat(socket.awaitClosed().code()).isEqualTo(1007);
            assertThat(socket.frames).isEmpty();
        }
    }

    @Test
    void text_replacementCharacterItself_isFine() throws Exception {
        try (RawClient client = connect()) {
            client.frame(RawClient.TEXT, "\uFFFD");
            assertThat(socket.awaitFrame().text()).isEqualTo("\uFFFD");
        }
    }

    @Test
    void message_atTheLimit_isDelivered() throws Exception {
        try (RawClient client = connect()) {
            client.frame(RawClient.TEXT, "m".repeat(TestHandler.MAX_MESSAGE));
            client.frame(RawClient.BINARY, false, new byte[TestHandler.MAX_MESSAGE - 1]);
            client.frame(0, true, new byte[1]);

            assertThat(socket.awaitFrame().size()).isEqualTo(TestHandler.MAX_MESSAGE);
            assertThat(socket.awaitFrame().size()).isEqualTo(TestHandler.MAX_MESSAGE);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void message_overTheLimit_closesWith1009(boolean fragmented) throws Exception {
        try (RawClient client = connect()) {
            try {
                if (fragmented) {
                    client.frame(RawClient.BINARY, false, new byte[TestHandler.MAX_MESSAGE]);
                    client.frame(0, true, new byte[1]);
                } else {
                    client.frame(RawClient.TEXT, "m".repeat(TestHandler.MAX_MESSAGE + 1));
                }
                assertThat(client.readFrame().closeCode()).isEqualTo(1009);
            } catch (IOException reset) {
                // The close frame may be lost when the rest of a refused message was still on its way.
                assertThat(reset).isNotNull();
            }
            assertThat(socket.awaitClosed().code()).isEqualTo(1009);
            assertThat(socket.frames).isEmpty();
        }
    }

    @Test
    void frame_unmasked_closesWith1002() throws Exception {
        try (RawClient client = connect()) {
            client.socket.getOutputStream().write(new byte[] {(byte) 0x81, 1, 'a'});
            assertThat(client.readFrame().closeCode()).isEqualTo(1002);
            assertThat(socket.awaitClosed().code()).isEqualTo(1002);
        }
    }

    @Test
    void onFrame_handledWithheld_deliversNoSecond() throws Exception {
        socket.withhold = true;
        try (RawClient client = connect()) {
            client.frame(RawClient.TEXT, "first");
            client.frame(RawClient.TEXT, "second");

            assertThat(socket.awaitFrame().text()).isEqualTo("first");
            await().during(Duration.ofMillis(100)).until(socket.frames::isEmpty);
            socket.handled.take().succeed();
            assertThat(socket.awaitFrame().text()).isEqualTo("second");
        }
    }

    @Test
    void onFrame_handledFails_aborts() throws Exception {
        socket.withhold = true;
        try (RawClient client = connect()) {
            client.frame(RawClient.TEXT, "first");
            socket.awaitFrame();
            socket.handled.take().fail(new IllegalStateException("no"));

            assertThat(client.atEnd()).isTrue();
            assertThat(socket.awaitClosed().code()).isEqualTo(1006);
        }
    }

    @Test
    void close_byTheEngine_shakesHands() throws Exception {
        try (RawClient client = connect()) {
            socket.send(Frame.text("last"));
            socket.connection().close(1000, "bye");
            socket.connection().close(1011, "again");

            assertThat(client.readFrame().text()).isEqualTo("last");
            RawClient.WireFrame close = client.readFrame();
            assertThat(close.closeCode()).isEqualTo(1000);
            assertThat(close.text()).endsWith("bye");
            client.frame(RawClient.CLOSE, true, close.payload());
            assertThat(client.atEnd()).isTrue();
            assertThat(socket.awaitClosed().code()).isEqualTo(1000);
        }
        await().during(Duration.ofMillis(100)).until(socket.closed::isEmpty);
    }

    @Test
    void close_withoutCode_sendsAnEmptyCloseFrame() throws Exception {
        try (RawClient client = connect()) {
            socket.connection().close(1005, "");

            assertThat(client.readFrame().payload()).isEmpty();
            client.frame(RawClient.CLOSE, "");
            assertThat(socket.awaitClosed().code()).isEqualTo(1005);
        }
    }

    @Test
    void close_answeredBehindAPing_shakesHandsWithoutAPong() throws Exception {
        try (RawClient client = connect()) {
            socket.connection().close(1000, "");
            RawClient.WireFrame close = client.readFrame();
            client.frame(RawClient.PING, "still there?");
            client.frame(RawClient.CLOSE, true, close.payload());

            assertThat(client.atEnd()).isTrue();
            assertThat(socket.awaitClosed().code()).isEqualTo(1000);
        }
    }

    @Test
    void close_notAnswered_endsAfterTheCloseTimeout() throws Exception {
        transport.close();
        transport = start(JettyTransport.builder().closeTimeout(Duration.ofMillis(100)));
        try (RawClient client = connect()) {
            socket.connection().close(1000, "");

            assertThat(client.readFrame().opCode()).isEqualTo(RawClient.CLOSE);
            assertThat(client.atEnd()).isTrue();
            assertThat(socket.awaitClosed()).isNotNull();
        }
    }

    @Test
    void close_byThePeer_isAnsweredAndTold() throws Exception {
        try (RawClient client = connect()) {
            client.frame(RawClient.CLOSE, true, new byte[] {0x0F, (byte) 0xA0, 'b', 'y', 'e'});

            assertThat(client.readFrame().closeCode()).isEqualTo(4000);
            TestSocket.Closed closed = socket.awaitClosed();
            assertThat(closed.code()).isEqualTo(4000);
            assertThat(closed.reason()).isEqualTo("bye");
        }
    }

    @Test
    void peer_drops_isToldOnceAndSendsFail() throws Exception {
        connect().close();

        assertThat(socket.awaitClosed().code()).isEqualTo(1006);
        assertThat(socket.send(Frame.text("late"))).failsWithin(Duration.ofSeconds(20));
        socket.connection().close(1000, "");
        socket.connection().abort();
        await().during(Duration.ofMillis(100)).until(socket.closed::isEmpty);
    }

    @Test
    void abort_dropsWithoutCloseFrame() throws Exception {
        try (RawClient client = connect()) {
            socket.connection().abort();

            assertThat(client.atEnd()).isTrue();
            assertThat(socket.awaitClosed().code()).isEqualTo(1006);
        }
    }

    @Test
    void abort_whileOpening_isToldToTheListener() throws Exception {
        handler.upgrade = request -> request.accept(
                HttpHeaders.none(),
                connection -> {
                    connection.abort();
                    return socket;
                },
                () -> socket.failed.complete(null));
        try (RawClient client = connect()) {
            assertThat(client.atEnd()).isTrue();
        }
        assertThat(socket.awaitClosed().code()).isEqualTo(1006);
        assertThat(socket.failed).isNotDone();
    }

    @Test
    void accept_peerAlreadyGone_failsOrCloses() throws Exception {
        CompletableFuture<WebSocketUpgrade> waiting = new CompletableFuture<>();
        handler.upgrade = waiting::complete;
        RawClient client = new RawClient(transport.port());
        client.write(RawClient.upgradeRequest());
        WebSocketUpgrade request = waiting.get(20, TimeUnit.SECONDS);
        client.socket.setSoLinger(true, 0);
        client.close();

        socket.accept(request);

        await().until(() -> socket.failed.isDone() != (socket.closed.size() == 1));
    }

    @Test
    void slowReader_holdsUpOnlyItsOwnSend() throws Exception {
        TestSocket other = new TestSocket();
        try (RawClient slow = connect()) {
            assertThat(slow.upgradeHead).contains("101");
            WebSocketConnection full = socket.connection();
            Frame large = Frame.binary(ByteBuffer.allocate(1_000_000));
            CompletableFuture<Void> stuck = null;
            for (int i = 0; i < 200 && (stuck == null || stuck.isDone()); i++) {
                stuck = new CompletableFuture<>();
                full.send(List.of(large), TestSocket.completing(stuck));
                CompletableFuture<Void> sent = stuck;
                try {
                    await().atMost(Duration.ofMillis(500)).until(sent::isDone);
                } catch (org.awaitility.core.ConditionTimeoutException blocked) {
                    break;
                }
            }
            assertThat(stuck).isNotDone();

            handler.upgrade = other::accept;
            try (RawClient quick = connect()) {
                other.send(Frame.text("hello"));
                assertThat(quick.readFrame().text()).isEqualTo("hello");
            }
            full.abort();
            assertThat(stuck).failsWithin(Duration.ofSeconds(20));
            assertThat(socket.awaitClosed().code()).isEqualTo(1006);
        }
    }
}
