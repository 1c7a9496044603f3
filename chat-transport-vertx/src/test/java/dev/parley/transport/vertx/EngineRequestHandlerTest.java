package dev.parley.transport.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.transport.SocketWireClient;
import dev.parley.testkit.transport.StubHandler;
import dev.parley.testkit.transport.StubPeer;
import dev.parley.testkit.transport.WireRequest;
import dev.parley.testkit.transport.WireResponse;
import dev.parley.testkit.transport.WireSocket;
import dev.parley.transport.Completion;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The handler in a server of the application, with the options that a server has by default. */
final class EngineRequestHandlerTest {

    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    /** A server of the application. */
    private record Application(Vertx vertx, SocketWireClient client) implements AutoCloseable {

        static Application start(Handler<HttpServerRequest> handler) {
            Vertx vertx = Vertx.vertx();
            int port = vertx.createHttpServer(new HttpServerOptions().setPort(0))
                    .requestHandler(handler)
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join()
                    .actualPort();
            return new Application(vertx, new SocketWireClient(port));
        }

        @Override
        public void close() {
            client.close();
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static StubHandler describing(BlockingQueue<RequestInfo> seen) {
        return new StubHandler()
                .http(exchange -> {
                    seen.add(exchange.request());
                    exchange.respond(200, HttpHeaders.none(), List.of(), Completion.NONE);
                })
                .upgrade(upgrade -> {
                    seen.add(upgrade.request());
                    upgrade.refuse(400, HttpHeaders.none(), ByteBuffer.allocate(0));
                });
    }

    private static EngineRequestHandler handler(StubHandler engine) {
        return VertxTransport.builder().build().handler(engine);
    }

    private static StubHandler accepting(BlockingQueue<StubPeer> peers) {
        return new StubHandler()
                .upgrade(upgrade -> upgrade.accept(
                        HttpHeaders.none(),
                        connection -> {
                            StubPeer peer = new StubPeer(connection, false);
                            peers.add(peer);
                            return peer;
                        },
                        () -> {}));
    }

    @Test
    void handle_pathOfTheApplication_goesToItsHandler() {
        EngineRequestHandler handler = VertxTransport.builder()
                .requestHandler(request -> request.response().end("of the application"))
                .build()
                .handler(new StubHandler());
        try (Application application = Application.start(handler)) {
            assertThat(application.client.get("/other").await().text()).isEqualTo("of the application");
        }
    }

    @Test
    void path_withPlusOrEscapes_isDecodedOnce() {
        BlockingQueue<RequestInfo> seen = new LinkedBlockingQueue<>();
        try (Application application = Application.start(handler(describing(seen)))) {
            application.client.get("/engine/a+b%20c%2541/?a=b+c").await();

            RequestInfo request = StubPeer.take(seen);
            assertThat(request.path()).isEqualTo("/engine/a+b c%41/");
            assertThat(request.parameter("a")).isEqualTo("b c");
        }
    }

    @Test
    void path_thatCannotBeDecoded_isRefused() {
        BlockingQueue<RequestInfo> seen = new LinkedBlockingQueue<>();
        try (Application application = Application.start(handler(describing(seen)))) {
            assertThat(application.client.get("/engine/%zz").await().status()).isEqualTo(400);
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void principal_ofTheApplication_reachesTheEngineOnBothWays() {
        BlockingQueue<RequestInfo> seen = new LinkedBlockingQueue<>();
        EngineRequestHandler handler = handler(describing(seen));
        try (Application application = Application.start(request -> {
            String name = request.getHeader("X-User");
            handler.handle(request, name == null ? null : () -> name);
        })) {
            application
                    .client
                    .send(WireRequest.get("/engine/").header("X-User", "alice"))
                    .await();
            application.client.send(WireRequest.get("/engine/")).await();
            application.client.refusedWebSocket("/engine/", HttpHeaders.of("X-User", "bob"));

            assertThat(StubPeer.take(seen).principal())
                    .isNotNull()
                    .extracting(Principal::getName)
                    .isEqualTo("alice");
            assertThat(StubPeer.take(seen).principal()).isNull();
            assertThat(StubPeer.take(seen).principal())
                    .isNotNull()
                    .extracting(Principal::getName)
                    .isEqualTo("bob");
        }
    }

    /** By default a server of Vert.x ends a WebSocket with a frame of more than 64 KiB. */
    @Test
    void webSocket_frameOverTheLimitOfTheServer_isTheEnginesAffair() {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        try (Application application = Application.start(handler(accepting(peers)))) {
            WireSocket socket = application.client.webSocket("/engine/");

            socket.send("x".repeat(StubHandler.MAX_MESSAGE));

            assertThat(StubPeer.take(peers).next().size()).isEqualTo(StubHandler.MAX_MESSAGE);
        }
    }

    /** By default a server of Vert.x compresses WebSockets, each on its own. */
    @Test
    void webSocket_offerOfCompression_isDeclined() {
        BlockingQueue<StubPeer> peers = new LinkedBlockingQueue<>();
        try (Application application = Application.start(handler(accepting(peers)))) {
            WireSocket socket = application.client.webSocket(
                    "/engine/",
                    HttpHeaders.of("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"));
            socket.send("plain");

            assertThat(socket.headers().first("sec-websocket-extensions")).isNull();
            assertThat(socket.headers().all("upgrade")).containsExactly("websocket");
            assertThat(StubPeer.take(peers).next().text()).isEqualTo("plain");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12", "013", "13, 8"})
    void version_other_isNoUpgradeAndTheAnswerNamesOurs(String version) {
        StubHandler engine = new StubHandler()
                .http(exchange -> exchange.respond(400, HttpHeaders.none(), List.of(), Completion.NONE));
        try (Application application = Application.start(handler(engine))) {
            WireResponse answer = application
                    .client
                    .send(WireRequest.get("/engine/")
                            .header("Upgrade", "websocket")
                            .header("Connection", "keep-alive, Upgrade")
                            .header("Sec-WebSocket-Version", version)
                            .header("Sec-WebSocket-Key", KEY))
                    .await();

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.header("sec-websocket-version")).isEqualTo("13");
        }
    }

    @Test
    void readBody_clientThatWaitsToBeAsked_isAsked() throws IOException {
        StubHandler engine = new StubHandler()
                .http(exchange -> exchange.readBody(1_000)
                        .thenAccept(body -> exchange.respond(200, HttpHeaders.none(), List.of(body), Completion.NONE)));
        try (Application application = Application.start(handler(engine));
                Socket socket = application.client.connect()) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(
                            "POST /engine/ HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            byte[] interim = "HTTP/1.1 100 Continue\r\n".getBytes(StandardCharsets.US_ASCII);

            assertThat(socket.getInputStream().readNBytes(interim.length)).isEqualTo(interim);
            socket.getOutputStream().write("body".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .contains("200 OK")
                    .endsWith("body");
        }
    }

    /** A route that reads bodies before the engine's is an error of the application that would be hard to find. */
    @Test
    void readBody_readByAnotherHandler_saysSo() {
        BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
        StubHandler engine = new StubHandler()
                .http(exchange -> exchange.readBody(1_000).whenComplete((body, failure) -> {
                    if (failure != null) {
                        failures.add(failure);
                    }
                    exchange.respond(failure == null ? 200 : 400, HttpHeaders.none(), List.of(), Completion.NONE);
                }));
        EngineRequestHandler handler = handler(engine);
        try (Application application =
                Application.start(request -> request.body().onSuccess(body -> handler.handle(request)))) {
            assertThat(application.client.post("/engine/", "read").await().status())
                    .isEqualTo(400);
            assertThat(StubPeer.take(failures)).hasMessageContaining("before it");
        }
    }
}
