package dev.parley.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.transport.Frame;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.TransportHandler;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What every binding must do with WebSockets. */
public interface WebSocketContract {

    /** How long the tests wait for what has to come. */
    Duration LIMIT = Duration.ofSeconds(20);

    /**
     * A binding that serves the handler, with a client that talks to it.
     *
     * @param handler what the binding serves
     * @return the running binding, closed by the test
     */
    TransportFixture start(TransportHandler handler);

    /** A handler that accepts every upgrade and puts the server's side into a queue. */
    private static StubHandler accepting(BlockingQueue<StubPeer> peers, boolean withhold) {
        return new StubHandler()
                .upgrade(upgrade -> upgrade.accept(
                        HttpHeaders.of("X-Greeting", "hello"),
                        connection -> {
                            StubPeer peer = new StubPeer(connection, withhold);
                            peers.add(peer);
                            return peer;
                        },
                        () -> {}));
    }

    /** A WebSocket that can break the rules; without one the test is skipped. */
    private static SocketWireSocket raw(TransportFixture fixture) {
        WireSocket socket = fixture.client().webSocket("/engine/");
        assumeTrue(socket instanceof SocketWireSocket, "single frames are sent by SocketWireClient only");
        return (SocketWireSocket) socket;
    }

    @Test
    default void accept_headers_standInTheAnswer() {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        try (TransportFixture fixture = start(accepting(peers, false))) {
            WireSocket socket = fixture.client().webSocket("/engine/?x=1");

            assertThat(socket.headers().first("x-greeting")).isEqualTo("hello");
        }
    }

    @Test
    default void accept_later_opensThen() {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        StubHandler handler = new StubHandler();
        StubHandler inner = accepting(peers, false);
        handler.upgrade(upgrade -> new Thread(() -> inner.onUpgrade(upgrade)).start());
        try (TransportFixture fixture = start(handler)) {
            WireSocket socket = fixture.client().webSocket("/engine/");
            StubPeer.take(peers).send(Frame.text("welcome"));

            assertThat(socket.awaitText()).isEqualTo("welcome");
        }
    }

    @Test
    default void refuse_answersPlainHttp() {
        StubHandler handler = new StubHandler()
                .upgrade(upgrade -> upgrade.refuse(
                        403,
                        HttpHeaders.of("Content-Type", "text/html", "Connection", "close"),
                        StandardCharsets.UTF_8.encode("no")));
        try (TransportFixture fixture = start(handler)) {
            WireResponse response = fixture.client().refusedWebSocket("/engine/");

            assertThat(response.status()).isEqualTo(403);
            assertThat(response.text()).isEqualTo("no");
            assertThat(response.header("connection")).isEqualToIgnoringCase("close");
            assertThat(response.header("content-type")).startsWith("text/html");
        }
    }

    @Test
    default void send_insideOpener_isTheFirstMessage() {
        StubHandler handler = new StubHandler()
                .upgrade(upgrade -> upgrade.accept(
                        HttpHeaders.none(),
                        connection -> {
                            StubPeer peer = new StubPeer(connection, false);
                            peer.send(Frame.text("first"));
                            return peer;
                        },
                        () -> {}));
        try (TransportFixture fixture = start(handler)) {
            assertThat(fixture.client().webSocket("/engine/").awaitText()).isEqualTo("first");
        }
    }

    @Test
    default void frames_bothWays_arriveIntactAndInOrder() {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        try (TransportFixture fixture = start(accepting(peers, false))) {
            WireSocket socket = fixture.client().webSocket("/engine/");
            StubPeer peer = StubPeer.take(peers);
            byte[] bytes = {0, 4, -1, 127, -128};

            socket.send("grüße 😀");
            socket.send(bytes);
            socket.send("");
            assertThat(peer.next().text()).isEqualTo("grüße 😀");
            assertThat(peer.next().payload()).isEqualTo(ByteBuffer.wrap(bytes));
            assertThat(peer.next().text()).isEmpty();

            assertThat(peer.send(Frame.text("größe 😀"), Frame.binary(ByteBuffer.wrap(bytes)), Frame.text("3")))
                    .succeedsWithin(LIMIT);
            assertThat(socket.awaitText()).isEqualTo("größe 😀");
            assertThat(socket.await().payload()).isEqualTo(ByteBuffer.wrap(bytes));
            assertThat(socket.awaitText()).isEqualTo("3");
        }
    }

    @Test
    default void send_sharedFrame_reachesEveryConnectionIntact() {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        try (TransportFixture fixture = start(accepting(peers, false))) {
            List<WireSocket> sockets = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                sockets.add(fixture.client().webSocket("/engine/"));
            }
            Frame small = Frame.text("42[\"message\",\"grüße\"]");
            Frame large = Frame.text("x".repeat(70_000));
            for (int i = 0; i < 20; i++) {
                assertThat(StubPeer.take(peers).send(small, large, small)).succeedsWithin(LIMIT);
            }
            assertThat(sockets).allSatisfy(socket -> {
                assertThat(socket.awaitText()).isEqualTo("42[\"message\",\"grüße\"]");
                assertThat(socket.awaitText()).hasSize(70_000);
                assertThat(socket.awaitText()).isEqualTo("42[\"message\",\"grüße\"]");
            });
            assertThat(small.payload().remaining()).isEqualTo(small.size());
        }
    }

    @Test
    default void onFrame_completionWithheld_deliversNoSecondFrame() {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        try (TransportFixture fixture = start(accepting(peers, true))) {
            WireSocket socket = fixture.client().webSocket("/engine/");
            StubPeer peer = StubPeer.take(peers);
            for (int i = 0; i < 5; i++) {
                socket.send("message " + i);
            }
            for (int i = 0; i < 5; i++) {
                assertThat(peer.next().text()).isEqualTo("message " + i);
                Awaitility.await()
                        .pollInterval(Duration.ofMillis(2))
                        .during(Duration.ofMillis(20))
                        .atMost(LIMIT)
                        .until(peer.frames::isEmpty);
                StubPeer.take(peer.handled).succeed();
            }
        }
    }

    @Test
    default void onFrame_atTheLimitAndBeyond_deliversTheOneAndCloses1009() {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        try (TransportFixture fixture = start(accepting(peers, false))) {
            WireSocket socket = fixture.client().webSocket("/engine/");
            StubPeer peer = StubPeer.take(peers);
            socket.send("x".repeat(StubHandler.MAX_MESSAGE));
            assertThat(peer.next().size()).isEqualTo(StubHandler.MAX_MESSAGE);

            socket.send("x".repeat(StubHandler.MAX_MESSAGE + 1));

            assertThat(peer.awaitClosed().code()).isEqualTo(1009);
            assertThat(peer.frames).isEmpty();
            assertThat(socket.awaitClose()).isIn(1009, 1006);
            socket.send("is lost");
        }
    }

    @Test
    default void onFrame_textThatIsNotUtf8_closes1007() {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        try (TransportFixture fixture = start(accepting(peers, false))) {
            SocketWireSocket raw = raw(fixture);
            StubPeer peer = StubPeer.take(peers);

            raw.sendRaw(0x81, new byte[] {(byte) 0xc3, 0x28});

            assertThat(peer.awaitClosed().code()).isEqualTo(1007);
            assertThat(peer.frames).isEmpty();
        }
    }

    @Test
    default void onFrame_moreThanOneReadTakes_allArriveInOrderBesideOthers() {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        int messages = 2_000;
        String padding = "x".repeat(1_000);
        try (TransportFixture fixture = start(accepting(peers, false))) {
            WireSocket many = fixture.client().webSocket("/engine/");
            StubPeer manyPeer = StubPeer.take(peers);
            WireSocket few = fixture.client().webSocket("/engine/");
            StubPeer fewPeer = StubPeer.take(peers);

            for (int i = 0; i < messages; i++) {
                many.send(i + padding);
            }
            few.send("beside");

            assertThat(fewPeer.next().text()).isEqualTo("beside");
            for (int i = 0; i < messages; i++) {
                assertThat(manyPeer.next().text()).isEqualTo(i + padding);
            }
        }
    }

    @Test
    default void onFrame_fragments_arriveAsOneMessage() {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        try (TransportFixture fixture = start(accepting(peers, false))) {
            SocketWireSocket raw = raw(fixture);
            StubPeer peer = StubPeer.take(peers);

            raw.sendRaw(0x01, "gr".getBytes(StandardCharsets.UTF_8));
            raw.sendRaw(0x89, new byte[] {'?'});
            assertThat(raw.awaitPong()).isEqualTo(ByteBuffer.wrap(new byte[] {'?'}));
            raw.sendRaw(0x00, new byte[] {(byte) 0xc3});
            raw.sendRaw(0x8a, new byte[] {'!'});
            raw.sendRaw(0x80, new byte[] {(byte) 0xbc, 'n'});

            assertThat(peer.next().text()).isEqualTo("grün");
            assertThat(peer.frames).isEmpty();
        }
    }

    @Test
    default void onFrame_withoutMask_closes1002() {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        try (TransportFixture fixture = start(accepting(peers, false))) {
            SocketWireSocket raw = raw(fixture);
            StubPeer peer = StubPeer.take(peers);

            raw.sendUnmasked(0x81, new byte[] {'n', 'o'});

            assertThat(peer.awaitClosed().code()).isEqualTo(1002);
            assertThat(peer.frames).isEmpty();
        }
    }

    @Test
    default void onPart_messageThatIsNotWhole_isSaidAsItGrows() {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        try (TransportFixture fixture = start(accepting(peers, false))) {
            SocketWireSocket raw = raw(fixture);
            StubPeer peer = StubPeer.take(peers);

            raw.sendRaw(0x02, new byte[10]);
            assertThat(StubPeer.take(peer.parts)).isEqualTo(10);
            raw.sendRaw(0x00, new byte[20]);
            assertThat(StubPeer.take(peer.parts)).isEqualTo(30);
            raw.sendRaw(0x80, new byte[1]);
            assertThat(peer.next().payload().remaining()).isEqualTo(31);
            raw.sendRaw(0x02, new byte[5]);
            assertThat(StubPeer.take(peer.parts)).isEqualTo(5);
        }
    }

    @Test
    default void onPart_refused_dropsTheWholeMessage() {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        try (TransportFixture fixture = start(accepting(peers, false))) {
            SocketWireSocket raw = raw(fixture);
            StubPeer peer = StubPeer.take(peers);
            peer.refuseParts();

            raw.sendRaw(0x02, new byte[10]);
            assertThat(StubPeer.take(peer.parts)).isEqualTo(10);
            raw.sendRaw(0x00, new byte[20]);
            raw.sendRaw(0x80, new byte[1]);
            raw.send("the next");

            assertThat(peer.next().text()).isEqualTo("the next");
            assertThat(peer.parts).isEmpty();
        }
    }

    @Test
    default void close_byTheServer_reachesTheClientBehindWhatWasSent() {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        try (TransportFixture fixture = start(accepting(peers, false))) {
            WireSocket coded = fixture.client().webSocket("/engine/");
            StubPeer first = StubPeer.take(peers);
            first.send(Frame.text("last words"));
            first.connection.close(1001, "bye");
            assertThat(coded.awaitText()).isEqualTo("last words");
            assertThat(coded.awaitClose()).isEqualTo(1001);
            first.awaitClosed();

            WireSocket codeless = fixture.client().webSocket("/engine/");
            StubPeer second = StubPeer.take(peers);
            second.connection.close(1005, "");
            assertThat(codeless.awaitClose()).isEqualTo(1005);
            second.awaitClosed();
            assertThat(second.closings).hasValue(1);
        }
    }

    @Test
    default void onClosed_clientCloses_tellsTheCode() {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        try (TransportFixture fixture = start(accepting(peers, false))) {
            WireSocket coded = fixture.client().webSocket("/engine/");
            StubPeer first = StubPeer.take(peers);
            coded.send("last words");
            coded.close(1000);
            assertThat(first.next().text()).isEqualTo("last words");
            assertThat(first.awaitClosed().code()).isEqualTo(1000);

            WireSocket codeless = fixture.client().webSocket("/engine/");
            StubPeer second = StubPeer.take(peers);
            codeless.close(1005);
            assertThat(second.awaitClosed().code()).isEqualTo(1005);
        }
    }

    @Test
    default void onClosed_clientVanishes_tells1006AndFailsLaterSends() {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        try (TransportFixture fixture = start(accepting(peers, false))) {
            WireSocket socket = fixture.client().webSocket("/engine/");
            StubPeer peer = StubPeer.take(peers);

            socket.abort();

            assertThat(peer.awaitClosed().code()).isEqualTo(1006);
            CompletableFuture<Void> late = peer.send(Frame.text("too late"));
            Awaitility.await().pollInterval(Duration.ofMillis(2)).atMost(LIMIT).until(late::isCompletedExceptionally);
        }
    }

    @Test
    default void abort_byTheServer_dropsTheConnection() {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        try (TransportFixture fixture = start(accepting(peers, false))) {
            WireSocket socket = fixture.client().webSocket("/engine/");
            StubPeer peer = StubPeer.take(peers);

            peer.connection.abort();
            peer.connection.abort();
            peer.connection.close(1000, "");

            assertThat(socket.awaitClose()).isEqualTo(1006);
            peer.awaitClosed();
            assertThat(peer.closings).hasValue(1);
        }
    }

    @Test
    default void send_clientDoesNotRead_isNotDoneUntilItDoes() {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        try (TransportFixture fixture = start(accepting(peers, false))) {
            WireSocket socket = fixture.client().webSocket("/engine/");
            StubPeer peer = StubPeer.take(peers);
            CompletableFuture<Void> stuck = stall(fixture, socket, peer);
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(2))
                    .during(Duration.ofMillis(100))
                    .atMost(LIMIT)
                    .until(() -> !stuck.isDone());

            socket.resume();

            assertThat(stuck).succeedsWithin(LIMIT);
        }
    }

    @Test
    default void abort_sendUnderWay_failsIt() {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        try (TransportFixture fixture = start(accepting(peers, false))) {
            WireSocket socket = fixture.client().webSocket("/engine/");
            StubPeer peer = StubPeer.take(peers);
            CompletableFuture<Void> stuck = stall(fixture, socket, peer);

            peer.connection.abort();

            Awaitility.await().pollInterval(Duration.ofMillis(2)).atMost(LIMIT).until(stuck::isCompletedExceptionally);
            peer.awaitClosed();
            socket.resume();
        }
    }

    /** Pauses the client and sends more than a network takes of it; gives the send that is stuck. */
    private static CompletableFuture<Void> stall(TransportFixture fixture, WireSocket socket, StubPeer peer) {
        socket.pause();
        if (fixture.overNetwork()) {
            // Over a network it may be waiting for a message, and stops reading behind that.
            assertThat(peer.send(Frame.text("last"))).succeedsWithin(LIMIT);
        }
        return peer.send(Frame.binary(ByteBuffer.allocate(40_000_000)));
    }

    @Test
    default void close_ofTheBinding_shutsTheHandlerDown() {
        StubHandler handler = new StubHandler();
        start(handler).close();

        assertThat(handler.shutdowns()).isPositive();
    }
}
