package dev.parley.transport.jetty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.clients.TestCertificate;
import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import dev.parley.transport.HttpExchange;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.client.HttpClientTransport;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.client.WebSocketCoreClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS, HTTP/2, and WebSocket over both. */
final class JettySecureTest {

    @TempDir
    private static Path folder;

    private static TestCertificate certificate;
    private static SSLContext context;

    private final TestHandler handler = new TestHandler();
    private final TestSocket socket = new TestSocket().echoing();
    private final CompletableFuture<RequestInfo> seen = new CompletableFuture<>();
    private JettyTransport transport = JettyTransport.builder().build();

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificate = new TestCertificate(folder);
        context = certificate.context();
    }

    private void start(JettyTransport.Builder builder) {
        handler.stopped.complete(null);
        handler.http = exchange -> {
            seen.complete(exchange.request());
            exchange.respond(200, HttpHeaders.none(), List.of(UTF_8.encode("hello")), Completion.NONE);
        };
        handler.upgrade = request -> {
            seen.complete(request.request());
            socket.accept(request);
        };
        transport = builder.host("localhost").port(0).build().start(handler);
    }

    @AfterEach
    void close() {
        transport.close();
    }

    private URI uri(String scheme) {
        return URI.create(scheme + "://localhost:" + transport.port() + TestHandler.PATH);
    }

    private HttpResponse<String> get(HttpClient client, String scheme) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(scheme)).build(), BodyHandlers.ofString());
    }

    @Test
    void tls_keyStore_servesHttpAndWebSocket() throws Exception {
        start(JettyTransport.builder().tls(certificate.keyStore(), TestCertificate.PASSWORD));
        HttpClient client = HttpClient.newBuilder().sslContext(context).build();

        HttpResponse<String> response = get(client, "https");
        assertThat(response.body()).isEqualTo("hello");
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(seen.join().secure()).isTrue();
        assertThat(echoOverHttp1(client)).isEqualTo("grüße");
    }

    @Test
    void tls_ownContext_serves() throws Exception {
        start(JettyTransport.builder().tls(context));

        assertThat(get(HttpClient.newBuilder().sslContext(context).build(), "https")
                        .body())
                .isEqualTo("hello");
    }

    @Test
    void tls_heldPoll_peerLeaves_isNoticed() throws Exception {
        start(JettyTransport.builder().tls(context).abandonedPollCheck(Duration.ofMillis(50)));
        CompletableFuture<Void> aborted = new CompletableFuture<>();
        CompletableFuture<HttpExchange> held = new CompletableFuture<>();
        handler.http = exchange -> {
            exchange.onAbort(() -> aborted.complete(null));
            held.complete(exchange);
        };

        try (var client = context.getSocketFactory().createSocket("localhost", transport.port())) {
            client.getOutputStream().write("GET /engine/ HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
            held.get(20, TimeUnit.SECONDS);
        }

        assertThat(aborted).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void tls_clientCertificatesNeeded_admitsOnlyThoseWhoHaveOne() throws Exception {
        SslContextFactory.Server settings = new SslContextFactory.Server();
        settings.setSslContext(context);
        settings.setNeedClientAuth(true);
        start(JettyTransport.builder().tls(settings));
        HttpClient known = HttpClient.newBuilder().sslContext(context).build();
        HttpClient stranger =
                HttpClient.newBuilder().sslContext(certificate.withoutKey()).build();

        assertThatThrownBy(() -> get(stranger, "https")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> echoOverHttp1(stranger)).hasRootCauseInstanceOf(IOException.class);
        assertThat(seen).as("nothing of a stranger reaches the engine").isNotDone();

        assertThat(get(known, "https").body()).isEqualTo("hello");
        assertThat(echoOverHttp1(known)).isEqualTo("grüße");
    }

    @Test
    void http2_overTls_isNegotiated() throws Exception {
        start(JettyTransport.builder().tls(context).http2(true));
        HttpClient client = HttpClient.newBuilder().sslContext(context).build();

        HttpResponse<String> response = get(client, "https");
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(response.body()).isEqualTo("hello");
        assertThat(echoOverHttp1(client)).isEqualTo("grüße");
    }

    @Test
    void http2_heldPoll_resetByThePeer_isNoticed() throws Exception {
        start(JettyTransport.builder().tls(context).http2(true));
        CompletableFuture<Void> aborted = new CompletableFuture<>();
        CompletableFuture<HttpExchange> held = new CompletableFuture<>();
        handler.http = exchange -> {
            exchange.onAbort(() -> aborted.complete(null));
            held.complete(exchange);
        };
        HttpClient client = HttpClient.newBuilder().sslContext(context).build();

        var response = client.sendAsync(HttpRequest.newBuilder(uri("https")).build(), BodyHandlers.ofString());
        HttpExchange exchange = held.get(20, TimeUnit.SECONDS);
        response.cancel(true);

        assertThat(aborted).succeedsWithin(Duration.ofSeconds(20));
        CompletableFuture<Void> done = new CompletableFuture<>();
        exchange.respond(200, HttpHeaders.none(), List.of(), TestSocket.completing(done));
        assertThat(done).failsWithin(Duration.ofSeconds(20));
    }

    @Test
    void http2_answeredWithoutReadingTheBody_clientThatStillSendsGetsTheAnswer() throws Exception {
        start(JettyTransport.builder().tls(context).http2(true));
        CompletableFuture<Void> answered = new CompletableFuture<>();
        handler.http = exchange -> exchange.respond(
                400, HttpHeaders.none(), List.of(UTF_8.encode("refused")), TestSocket.completing(answered));
        HttpClient client = HttpClient.newBuilder().sslContext(context).build();
        HttpRequest request = HttpRequest.newBuilder(uri("https"))
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.fromPublisher(
                        receiver -> receiver.onSubscribe(new LateBody(receiver, answered))))
                .build();

        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());

        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).isEqualTo("refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void http2_webSocket_echoesAndCloses(String scheme) throws Exception {
        JettyTransport.Builder builder = JettyTransport.builder();
        start(scheme.equals("https") ? builder.tls(context).http2(true) : builder.cleartextHttp2(true));
        WebSocketCoreClient client = http2Client();
        try {
            Http2Peer peer = new Http2Peer();
            CoreSession session = client.connect(new Http2Upgrade(client, uri(scheme.replace("http", "ws")), peer))
                    .get(20, TimeUnit.SECONDS);
            var text = new org.eclipse.jetty.websocket.core.Frame(OpCode.TEXT, "over h2");
            session.sendFrame(text, org.eclipse.jetty.util.Callback.NOOP, false);

            assertThat(peer.received).succeedsWithin(Duration.ofSeconds(20)).isEqualTo("over h2");
            assertThat(seen.join().method()).isEqualTo("GET");
            assertThat(seen.join().path()).isEqualTo(TestHandler.PATH);
            session.close(1000, "", org.eclipse.jetty.util.Callback.NOOP);
            assertThat(socket.awaitClosed().code()).isEqualTo(1000);
        } finally {
            client.getHttpClient().stop();
            client.stop();
        }
    }

    @Test
    void http2_withoutTls_isOffUnlessAskedFor() throws Exception {
        start(JettyTransport.builder().http2(true));
        WebSocketCoreClient client = http2Client();
        try {
            assertThat(client.connect(new Http2Upgrade(client, uri("ws"), new Http2Peer())))
                    .failsWithin(Duration.ofSeconds(20));
        } finally {
            client.getHttpClient().stop();
            client.stop();
        }
    }

    @Test
    void http2_webSocket_abortedAndRefused() throws Exception {
        start(JettyTransport.builder().cleartextHttp2(true));
        WebSocketCoreClient client = http2Client();
        try {
            Http2Peer peer = new Http2Peer();
            client.connect(new Http2Upgrade(client, uri("ws"), peer)).get(20, TimeUnit.SECONDS);
            socket.send(Frame.text("x"));
            socket.connection().abort();
            assertThat(socket.awaitClosed().code()).isEqualTo(1006);
            assertThat(peer.ended).succeedsWithin(Duration.ofSeconds(20));

            handler.upgrade = request -> request.refuse(403, HttpHeaders.none(), UTF_8.encode("no"));
            assertThat(client.connect(new Http2Upgrade(client, uri("ws"), new Http2Peer())))
                    .failsWithin(Duration.ofSeconds(20));
        } finally {
            client.getHttpClient().stop();
            client.stop();
        }
    }

    @Test
    void http2_closedWebSockets_leaveNoStreamToWaitFor() throws Exception {
        start(JettyTransport.builder().cleartextHttp2(true).stopTimeout(Duration.ofSeconds(60)));
        WebSocketCoreClient client = http2Client();
        try {
            for (int i = 0; i < 3; i++) {
                Http2Peer peer = new Http2Peer();
                CoreSession session = client.connect(new Http2Upgrade(client, uri("ws"), peer))
                        .get(20, TimeUnit.SECONDS);
                session.close(1000, "", org.eclipse.jetty.util.Callback.NOOP);
                assertThat(peer.ended).succeedsWithin(Duration.ofSeconds(20));
                assertThat(socket.awaitClosed().code()).isEqualTo(1000);
            }
            assertThat(CompletableFuture.runAsync(transport::close)).succeedsWithin(Duration.ofSeconds(30));
        } finally {
            client.getHttpClient().stop();
            client.stop();
        }
    }

    private static WebSocketCoreClient http2Client() throws Exception {
        ClientConnector connector = new ClientConnector();
        SslContextFactory.Client tls = new SslContextFactory.Client();
        tls.setSslContext(context);
        connector.setSslContextFactory(tls);
        HttpClientTransport over = new HttpClientTransportOverHTTP2(new HTTP2Client(connector));
        WebSocketCoreClient client = new WebSocketCoreClient(new org.eclipse.jetty.client.HttpClient(over), null);
        client.start();
        return client;
    }

    private String echoOverHttp1(HttpClient client) throws Exception {
        CompletableFuture<String> received = new CompletableFuture<>();
        WebSocket webSocket = client.newWebSocketBuilder()
                .buildAsync(uri("wss"), new WebSocket.Listener() {
                    @Override
                    public @org.jspecify.annotations.Nullable CompletableFuture<?> onText(
                            WebSocket source, CharSequence data, boolean last) {
                        received.complete(data.toString());
                        return null;
                    }
                })
                .get(20, TimeUnit.SECONDS);
        webSocket.sendText("grüße", true);
        String text = received.get(20, TimeUnit.SECONDS);
        webSocket.abort();
        return text;
    }

    private static final class Http2Peer implements FrameHandler {

        final CompletableFuture<String> received = new CompletableFuture<>();
        final CompletableFuture<Void> ended = new CompletableFuture<>();
        final CompletableFuture<CoreSession> session = new CompletableFuture<>();

        @Override
        public void onOpen(CoreSession opened, org.eclipse.jetty.util.Callback callback) {
            session.complete(opened);
            callback.succeeded();
            opened.demand();
        }

        @Override
        public void onFrame(org.eclipse.jetty.websocket.core.Frame frame, org.eclipse.jetty.util.Callback callback) {
            if (frame.getOpCode() == OpCode.TEXT) {
                received.complete(frame.getPayloadAsUTF8());
            }
            callback.succeeded();
            if (frame.getOpCode() != OpCode.CLOSE) {
                session.join().demand();
            }
        }

        @Override
        public void onError(Throwable cause, org.eclipse.jetty.util.Callback callback) {
            callback.succeeded();
        }

        @Override
        public void onClosed(CloseStatus status, org.eclipse.jetty.util.Callback callback) {
            ended.complete(null);
            callback.succeeded();
        }
    }

    /** A request body that begins when the answer is there. */
    private static final class LateBody extends AtomicBoolean implements Flow.Subscription {

        private static final long serialVersionUID = 1L;

        private final transient Flow.Subscriber<? super ByteBuffer> receiver;
        private final transient CompletableFuture<Void> answered;

        LateBody(Flow.Subscriber<? super ByteBuffer> receiver, CompletableFuture<Void> answered) {
            this.receiver = receiver;
            this.answered = answered;
        }

        @Override
        public void request(long count) {
            if (!compareAndSet(false, true)) {
                return;
            }
            answered.thenRunAsync(() -> {
                receiver.onNext(ByteBuffer.allocate(10_000));
                receiver.onComplete();
            });
        }

        @Override
        public void cancel() {}
    }
}
