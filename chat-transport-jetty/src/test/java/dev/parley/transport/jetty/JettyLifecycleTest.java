package dev.parley.transport.jetty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.parley.transport.Completion;
import dev.parley.transport.HttpExchange;
import dev.parley.transport.HttpHeaders;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Start, stop, and the places a transport can stand in. */
final class JettyLifecycleTest {

    private final TestHandler handler = new TestHandler();
    private final HttpClient client = HttpClient.newHttpClient();

    private CompletableFuture<HttpResponse<String>> get(int port, String path) {
        return client.sendAsync(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .build(),
                BodyHandlers.ofString());
    }

    private static void answer(HttpExchange exchange, String text) {
        exchange.respond(200, HttpHeaders.none(), List.of(UTF_8.encode(text)), Completion.NONE);
    }

    private static Handler page() {
        return new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.write(true, UTF_8.encode("page " + Request.getPathInContext(request)), callback);
                return true;
            }
        };
    }

    @Test
    void close_heldPollAndSocket_areEndedByTheHandler() throws Exception {
        CompletableFuture<HttpExchange> held = new CompletableFuture<>();
        TestSocket socket = new TestSocket();
        handler.http = held::complete;
        handler.upgrade = socket::accept;
        JettyTransport transport = JettyTransport.builder().port(0).build().start(handler);
        int port = transport.port();
        CompletableFuture<HttpResponse<String>> poll = get(port, TestHandler.PATH);
        HttpExchange exchange = held.get(20, TimeUnit.SECONDS);
        handler.stopping = () -> {
            answer(exchange, "closing");
            socket.connection.join().close(1001, "stopping");
            handler.stopped.complete(null);
        };

        try (RawClient peer = RawClient.webSocket(port)) {
            CompletableFuture<Void> closing = CompletableFuture.runAsync(transport::close);

            assertThat(poll.get(20, TimeUnit.SECONDS).body()).isEqualTo("closing");
            assertThat(peer.readFrame().closeCode()).isEqualTo(1001);
            peer.socket.close();
            assertThat(closing).succeedsWithin(Duration.ofSeconds(20));
        }
        assertThat(socket.awaitClosed()).isNotNull();
        new ServerSocket(port).close();
    }

    @Test
    void close_handlerNeverEnds_isBounded() throws Exception {
        CompletableFuture<HttpExchange> held = new CompletableFuture<>();
        handler.http = held::complete;
        JettyTransport transport = JettyTransport.builder()
                .port(0)
                .stopTimeout(Duration.ofMillis(300))
                .build()
                .start(handler);
        CompletableFuture<HttpResponse<String>> poll = get(transport.port(), TestHandler.PATH);
        held.get(20, TimeUnit.SECONDS);

        CompletableFuture<Void> closing = CompletableFuture.runAsync(transport::close);

        assertThat(closing).succeedsWithin(Duration.ofSeconds(20));
        assertThat(poll.handle((response, failure) -> "ended")).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void close_twice_endsTheHandlerAndThrowsNothing() {
        AtomicInteger stops = new AtomicInteger();
        handler.stopping = stops::incrementAndGet;
        handler.stopped.complete(null);
        JettyTransport transport = JettyTransport.builder().port(0).build().start(handler);

        transport.close();
        int after = stops.get();
        transport.close();

        assertThat(stops.get()).isEqualTo(after).isPositive();
        assertThatIllegalStateException().isThrownBy(transport::port);
        assertThatIllegalStateException().isThrownBy(() -> transport.start(handler));
    }

    @Test
    void close_neverStarted_doesNothing() {
        JettyTransport.builder().build().close();
    }

    @Test
    void start_portTaken_leavesNothingAndTheHandlerUsable() throws Exception {
        AtomicInteger stops = new AtomicInteger();
        handler.stopping = stops::incrementAndGet;
        handler.stopped.complete(null);
        handler.http = exchange -> answer(exchange, "up");
        try (ServerSocket taken = new ServerSocket(0)) {
            JettyTransport transport =
                    JettyTransport.builder().port(taken.getLocalPort()).build();
            assertThatIllegalStateException()
                    .isThrownBy(() -> transport.start(handler))
                    .withMessageContaining(String.valueOf(taken.getLocalPort()));
            transport.close();
        }
        assertThat(stops).hasValue(0);

        try (JettyTransport second = JettyTransport.builder().port(0).build().start(handler)) {
            assertThat(get(second.port(), TestHandler.PATH).join().body()).isEqualTo("up");
        }
    }

    @Test
    void start_badKeyStore_leavesNothingRunning(@TempDir Path folder) throws Exception {
        Path broken = Files.writeString(folder.resolve("broken.p12"), "not a key store");
        AtomicInteger stops = new AtomicInteger();
        handler.stopping = stops::incrementAndGet;
        QueuedThreadPool threads = new QueuedThreadPool();
        JettyTransport transport = JettyTransport.builder()
                .port(0)
                .threadPool(threads)
                .tls(broken, "password")
                .build();

        assertThatIllegalStateException().isThrownBy(() -> transport.start(handler));
        assertThat(stops).hasValue(0);
        assertThat(threads.isStopped()).isTrue();
    }

    @Test
    void builder_otherHandler_servesTheOtherPaths() throws Exception {
        handler.stopped.complete(null);
        handler.http = exchange -> answer(exchange, "engine");
        try (JettyTransport transport =
                JettyTransport.builder().port(0).handler(page()).build().start(handler)) {
            assertThat(get(transport.port(), "/index.html").join().body()).isEqualTo("page /index.html");
            assertThat(get(transport.port(), TestHandler.PATH).join().body()).isEqualTo("engine");
        }
    }

    @Test
    void handler_inAForeignServer_standsBesideOthers() throws Exception {
        CompletableFuture<HttpExchange> held = new CompletableFuture<>();
        TestSocket socket = new TestSocket().echoing();
        handler.http = held::complete;
        handler.upgrade = socket::accept;
        Server server = new Server(0);
        WebSocketComponents theirs = WebSocketServerComponents.ensureWebSocketComponents(server);
        Handler ours = JettyTransport.builder().build().handler(handler);
        server.setHandler(new Handler.Sequence(ours, new ContextHandler(page(), "/app")));
        server.setStopTimeout(20_000);
        server.start();
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        try (RawClient peer = RawClient.webSocket(port, "Sec-WebSocket-Extensions: permessage-deflate")) {
            peer.frame(RawClient.TEXT, "mounted");
            assertThat(peer.readFrame().text()).isEqualTo("mounted");
            assertThat(peer.upgradeHead).doesNotContainIgnoringCase("extensions");
            assertThat(theirs.getExtensionRegistry().isAvailable("permessage-deflate"))
                    .isTrue();
            assertThat(get(port, "/app/x").join().body()).isEqualTo("page /x");
            CompletableFuture<HttpResponse<String>> poll = get(port, TestHandler.PATH);
            HttpExchange exchange = held.get(20, TimeUnit.SECONDS);
            handler.stopping = () -> {
                answer(exchange, "closing");
                socket.connection.join().abort();
                handler.stopped.complete(null);
            };
            server.stop();

            assertThat(poll.get(20, TimeUnit.SECONDS).body()).isEqualTo("closing");
            assertThat(peer.atEnd()).isTrue();
        } finally {
            server.stop();
        }
    }

    @Test
    void handler_inAContext_seesThePathBelowIt() throws Exception {
        handler.stopped.complete(null);
        handler.http = exchange -> answer(exchange, exchange.request().path());
        Server server = new Server(0);
        server.setHandler(new ContextHandler(JettyTransport.builder().build().handler(handler), "/app"));
        server.start();
        try {
            int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
            assertThat(get(port, "/app" + TestHandler.PATH).join().body()).isEqualTo(TestHandler.PATH);
        } finally {
            server.stop();
        }
    }

    @Test
    void builder_spansBeyondEveryTimer_areAsGoodAsNone() {
        Duration beyond = Duration.ofSeconds(Long.MAX_VALUE);
        handler.http = exchange -> answer(exchange, "here");
        handler.stopped.complete(null);
        try (JettyTransport running = JettyTransport.builder()
                .port(0)
                .idleTimeout(beyond)
                .closeTimeout(beyond)
                .stopTimeout(beyond)
                .abandonedPollCheck(beyond)
                .build()
                .start(handler)) {
            assertThat(get(running.port(), TestHandler.PATH).join().body()).isEqualTo("here");
        }
    }

    @Test
    void acceptQueue_isTheSettingOrSomeThousand() {
        assertThat(acceptQueue(JettyTransport.builder())).isEqualTo(1_024);
        assertThat(acceptQueue(JettyTransport.builder().acceptQueueSize(7))).isEqualTo(7);
    }

    private int acceptQueue(JettyTransport.Builder settings) {
        handler.stopped.complete(null);
        AtomicInteger seen = new AtomicInteger();
        settings.port(0)
                .customize(server -> seen.set(((ServerConnector) server.getConnectors()[0]).getAcceptQueueSize()))
                .build()
                .start(handler)
                .close();
        return seen.get();
    }

    @Test
    void builder_badValues_areRefused() {
        JettyTransport.Builder builder = JettyTransport.builder();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.acceptQueueSize(0))
                .withMessageContaining("acceptQueueSize");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.port(65_536))
                .withMessageContaining("port");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.port(-1)).withMessageContaining("port");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.stopTimeout(Duration.ZERO))
                .withMessageContaining("stopTimeout");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.idleTimeout(Duration.ofSeconds(-1)))
                .withMessageContaining("idleTimeout");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.abandonedPollCheck(Duration.ofSeconds(-1)))
                .withMessageContaining("abandonedPollCheck");
    }
}
