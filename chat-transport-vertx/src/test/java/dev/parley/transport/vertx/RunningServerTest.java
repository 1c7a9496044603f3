package dev.parley.transport.vertx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.testkit.transport.SocketWireClient;
import dev.parley.testkit.transport.StubHandler;
import dev.parley.testkit.transport.StubPeer;
import dev.parley.transport.Completion;
import dev.parley.transport.HttpExchange;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.TransportHandler;
import dev.parley.transport.WebSocketUpgrade;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class RunningServerTest {

    @Test
    void start_portInUse_failsAndLeavesNothing() {
        try (VertxFixture first = VertxFixture.start(new StubHandler())) {
            StubHandler second = new StubHandler();
            VertxTransport transport =
                    VertxTransport.builder().port(first.port()).build();

            assertThatThrownBy(() -> transport.start(second))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot serve on port " + first.port());
            assertThatThrownBy(transport::port).isInstanceOf(IllegalStateException.class);
            transport.close();
            assertThat(second.shutdowns()).isZero();
        }
    }

    @Test
    void start_twice_isRefused() {
        try (VertxTransport transport = VertxTransport.builder().port(0).build()) {
            transport.start(new StubHandler());

            assertThatThrownBy(() -> transport.start(new StubHandler())).hasMessageContaining("started before");
        }
    }

    @Test
    void start_onAnEventLoop_isRefused() {
        Vertx vertx = Vertx.vertx();
        CompletableFuture<Void> started = new CompletableFuture<>();
        vertx.runOnContext(ignored -> {
            try {
                VertxTransport.builder().port(0).vertx(vertx).build().start(new StubHandler());
                started.complete(null);
            } catch (RuntimeException refused) {
                started.completeExceptionally(refused);
            }
        });

        assertThat(started)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withMessageContaining("event loop");
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void vertx_ofTheApplication_outlivesTheTransport() {
        Vertx vertx = Vertx.vertx();
        VertxTransport transport =
                VertxTransport.builder().port(0).vertx(vertx).build().start(new StubHandler());

        transport.close();
        transport.close();

        assertThat(vertx.deploymentIDs()).isEmpty();
        CompletableFuture<Void> alive = new CompletableFuture<>();
        vertx.runOnContext(ignored -> alive.complete(null));
        assertThat(alive).succeedsWithin(Duration.ofSeconds(20));
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void start_anyPortTwiceInOneVertx_getsTwo() {
        try (VertxFixture first = VertxFixture.start(new StubHandler());
                VertxFixture second = VertxFixture.start(new StubHandler())) {
            assertThat(second.port()).isNotEqualTo(first.port());
        }
    }

    @Test
    void close_engineEndsLater_stopsTheServer() throws InterruptedException {
        Vertx vertx = Vertx.vertx();
        CompletableFuture<Void> end = new CompletableFuture<>();
        VertxTransport transport = VertxTransport.builder()
                .port(0)
                .vertx(vertx)
                .stopTimeout(Duration.ofMinutes(1))
                .build()
                .start(new EndingLater(new StubHandler(), end));
        Thread closing = new Thread(transport::close);
        closing.start();
        Awaitility.await().until(() -> closing.getState() == Thread.State.WAITING);

        end.complete(null);
        closing.join(Duration.ofSeconds(20).toMillis());

        assertThat(vertx.deploymentIDs()).isEmpty();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private record EndingLater(TransportHandler engine, CompletionStage<Void> end) implements TransportHandler {

        @Override
        public String path() {
            return engine.path();
        }

        @Override
        public boolean accepts(String path) {
            return engine.accepts(path);
        }

        @Override
        public int maxMessageBytes() {
            return engine.maxMessageBytes();
        }

        @Override
        public void onHttp(HttpExchange exchange) {
            engine.onHttp(exchange);
        }

        @Override
        public void onUpgrade(WebSocketUpgrade upgrade) {
            engine.onUpgrade(upgrade);
        }

        @Override
        public CompletionStage<Void> shutdown() {
            return end;
        }
    }

    @Test
    void connections_ofOnePort_areSharedByTheEventLoops() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        StubHandler handler = new StubHandler().http(exchange -> {
            threads.add(Thread.currentThread());
            exchange.respond(200, HttpHeaders.none(), List.of(), Completion.NONE);
        });
        try (VertxFixture fixture = VertxFixture.start(handler, builder -> builder.eventLoops(2))) {
            for (int i = 0; i < 8; i++) {
                assertThat(fixture.client().get("/engine/").await().status()).isEqualTo(200);
            }
        }

        assertThat(threads).hasSize(2);
    }

    @Test
    void connection_withoutARequest_isClosedAndAPollIsNot() throws IOException {
        BlockingQueue<HttpExchange> polls = new LinkedBlockingQueue<>();
        try (VertxFixture fixture = VertxFixture.start(
                        new StubHandler().http(polls::add), builder -> builder.idleTimeout(Duration.ofMillis(200)));
                Socket silent = connect(fixture, "");
                Socket begun = connect(fixture, "GET /engine/ HTTP/1.1\r\nHost: local");
                Socket polling = connect(fixture, "GET /engine/ HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
            HttpExchange poll = StubPeer.take(polls);

            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            assertThat(begun.getInputStream().read()).isEqualTo(-1);
            Awaitility.await()
                    .during(Duration.ofMillis(600))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> polling.getInputStream().available() == 0);
            poll.respond(200, HttpHeaders.none(), List.of(StandardCharsets.UTF_8.encode("late")), Completion.NONE);
            InputStream answer = polling.getInputStream();
            assertThat(new String(answer.readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("late");
        }
    }

    private static Socket connect(VertxFixture fixture, String bytes) throws IOException {
        Socket socket = ((SocketWireClient) fixture.client()).connect();
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** An engine that never ends is not waited for longer than the stop timeout. */
    @Test
    void close_engineDoesNotEnd_cutsConnectionsOff() {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        StubHandler handler = new StubHandler()
                .upgrade(upgrade -> upgrade.accept(
                        HttpHeaders.none(),
                        connection -> {
                            StubPeer peer = new StubPeer(connection, false);
                            peers.add(peer);
                            return peer;
                        },
                        () -> {}));
        StubPeer peer;
        try (VertxFixture fixture = VertxFixture.start(handler)) {
            fixture.client().webSocket("/engine/");
            peer = StubPeer.take(peers);
        }

        assertThat(peer.awaitClosed().code()).isEqualTo(1006);
    }

    @Test
    void builder_valuesOutOfBounds_areRefused() {
        VertxTransport.Builder builder = VertxTransport.builder();

        assertThatThrownBy(() -> builder.port(65_536)).hasMessageContaining("port");
        assertThatThrownBy(() -> builder.acceptQueueSize(0)).hasMessageContaining("acceptQueueSize");
        assertThatThrownBy(() -> builder.eventLoops(0)).hasMessageContaining("eventLoops");
        assertThatThrownBy(() -> builder.maxWriteBytes(1_023)).hasMessageContaining("maxWriteBytes");
        assertThatThrownBy(() -> builder.maxWriteBytes((16 << 20) + 1)).hasMessageContaining("maxWriteBytes");
        assertThatThrownBy(() -> builder.idleTimeout(Duration.ZERO)).hasMessageContaining("idleTimeout");
        assertThatThrownBy(() -> builder.closeTimeout(Duration.ZERO)).hasMessageContaining("closeTimeout");
        assertThatThrownBy(() -> builder.stopTimeout(Duration.ofDays(2))).hasMessageContaining("stopTimeout");
        builder.maxWriteBytes(1_024)
                .maxWriteBytes(16 << 20)
                .stopTimeout(Duration.ofMillis(1))
                .port(65_535);
    }
}
