package dev.parley.transport.jetty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.clients.TestCertificate;
import dev.parley.transport.BodyTooLargeException;
import dev.parley.transport.Completion;
import dev.parley.transport.HttpExchange;
import dev.parley.transport.HttpHeaders;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that take too long to arrive, and answers that come before all of the request. */
final class JettyLimitsTest {

    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int LARGE = 20_000_000;

    private final TestHandler handler = new TestHandler();
    private JettyTransport transport = JettyTransport.builder().build();

    private void start(JettyTransport.Builder builder) {
        handler.stopped.complete(null);
        transport = builder.port(0).build().start(handler);
    }

    @AfterEach
    void close() {
        transport.close();
    }

    private static void answer(HttpExchange exchange, int status) {
        exchange.respond(status, HttpHeaders.none(), List.of(UTF_8.encode("answer " + status)), Completion.NONE);
    }

    /** A handler of the application's that reads the whole body, and tells what came of it. */
    private static Handler reading(CompletableFuture<Integer> read) {
        return new Handler.Abstract.NonBlocking() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                Content.Source.asByteBuffer(
                        request,
                        Promise.from(
                                body -> {
                                    read.complete(body.remaining());
                                    response.write(true, UTF_8.encode("read"), callback);
                                },
                                failure -> {
                                    read.completeExceptionally(failure);
                                    callback.failed(failure);
                                }));
                return true;
            }
        };
    }

    /** A handler of the application's that answers without a look at the body. */
    private static Handler refusing() {
        return new Handler.Abstract.NonBlocking() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.setStatus(HttpStatus.UNAUTHORIZED_401);
                response.write(true, UTF_8.encode("answer 401"), callback);
                return true;
            }
        };
    }

    /** Writes a byte again and again until the connection is closed. */
    private static void drip(RawClient client, String bytes) {
        await().atMost(LONG).pollInterval(Duration.ofMillis(20)).until(() -> {
            try {
                client.write(bytes);
                return false;
            } catch (IOException closed) {
                return true;
            }
        });
    }

    // ---- headers

    @ParameterizedTest
    @ValueSource(strings = {"", "GET /", "GET / HTTP/1.1\r\nHost: localhost\r\n", "POST / HTTP/1.1\r\nX: "})
    void headers_dripping_areCutOffWhenTheirTimeIsOver(String begin) throws Exception {
        start(JettyTransport.builder().requestTimeout(SHORT));
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            RawClient client = new RawClient(transport.port());
            client.write(begin);
            clients.add(client);
        }

        for (RawClient client : clients) {
            drip(client, "a");
            client.close();
        }
    }

    @Test
    void headers_drippingBehindAFirstRequest_areCutOffToo() throws Exception {
        start(JettyTransport.builder().requestTimeout(SHORT));
        try (RawClient client = new RawClient(transport.port())) {
            client.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            client.readBody(client.readHead());
            drip(client, "G");
        }
    }

    @Test
    void headers_drippingInsideTls_areCutOff(@TempDir Path folder) throws Exception {
        TestCertificate certificate = new TestCertificate(folder);
        start(JettyTransport.builder().tls(certificate.context()).requestTimeout(SHORT));
        try (RawClient client = new RawClient(transport.port())) {
            client.write("\u0016\u0003\u0001\u0002\u0000\u0001");
            drip(client, "\u0001");
        }
    }

    @Test
    void connection_silentBetweenRequests_isNotSubjectToIt() throws Exception {
        start(JettyTransport.builder().requestTimeout(SHORT));
        try (RawClient client = new RawClient(transport.port())) {
            for (int i = 0; i < 3; i++) {
                client.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
                client.readBody(client.readHead());
                await().pollDelay(SHORT.multipliedBy(2)).until(() -> true);
            }
        }
    }

    @Test
    void request_heldLonger_isNotSubjectToIt() throws Exception {
        start(JettyTransport.builder().requestTimeout(SHORT));
        handler.http = exchange ->
                CompletableFuture.delayedExecutor(1_500, TimeUnit.MILLISECONDS).execute(() -> answer(exchange, 200));
        try (RawClient client = new RawClient(transport.port())) {
            client.write("GET /engine/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.readBody(client.readHead())).isEqualTo("answer 200");
        }
    }

    @Test
    void webSocket_isNotSubjectToIt() throws Exception {
        TestSocket socket = new TestSocket().echoing();
        start(JettyTransport.builder().requestTimeout(SHORT));
        handler.upgrade = socket::accept;
        try (RawClient client = RawClient.webSocket(transport.port())) {
            client.frame(RawClient.TEXT, "one");
            assertThat(client.readFrame().text()).isEqualTo("one");
            await().pollDelay(Duration.ofMillis(1_500)).until(() -> true);
            client.frame(RawClient.TEXT, "two");
            assertThat(client.readFrame().text()).isEqualTo("two");
        }
    }

    // ---- bodies of the application's requests

    @Test
    void body_dripping_failsWhenItsTimeIsOver() throws Exception {
        CompletableFuture<Integer> read = new CompletableFuture<>();
        start(JettyTransport.builder().requestTimeout(SHORT).handler(reading(read)));
        try (RawClient client = new RawClient(transport.port())) {
            client.write("POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n");
            drip(client, "x");
        }

        assertThat(read).failsWithin(LONG).withThrowableThat().withCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void body_slowButSteady_arrives() throws Exception {
        CompletableFuture<Integer> read = new CompletableFuture<>();
        start(JettyTransport.builder().requestTimeout(SHORT).handler(reading(read)));
        int size = 20_000;
        try (RawClient client = new RawClient(transport.port())) {
            client.write("POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + size + "\r\n\r\n");
            byte[] part = new byte[size / 10];
            for (int i = 0; i < 10; i++) {
                client.write(part);
                await().pollDelay(Duration.ofMillis(150)).until(() -> true);
            }
            assertThat(client.readBody(client.readHead())).isEqualTo("read");
        }

        assertThat(read).isCompletedWithValue(size);
    }

    // ---- answers before the end of the body

    private static byte[] request(String path, boolean chunked) {
        String length = chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + LARGE;
        return ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + length + "\r\n\r\n").getBytes(UTF_8);
    }

    /** Sends everything before it looks for an answer, as many clients do. */
    private String answerOfAClientThatSendsFirst(String path, boolean chunked) throws IOException {
        byte[] part = new byte[1_000_000];
        try (RawClient client = new RawClient(transport.port())) {
            OutputStream out = client.socket.getOutputStream();
            out.write(request(path, chunked));
            for (int sent = 0; sent < LARGE; sent += part.length) {
                if (chunked) {
                    out.write((Integer.toHexString(part.length) + "\r\n").getBytes(UTF_8));
                }
                out.write(part);
                if (chunked) {
                    out.write("\r\n".getBytes(UTF_8));
                }
            }
            if (chunked) {
                out.write("0\r\n\r\n".getBytes(UTF_8));
            }
            return client.readBody(client.readHead());
        }
    }

    private void limitBodies() {
        handler.http = exchange -> exchange.readBody(1_000).whenComplete((body, failure) -> {
            assertThat(failure).isInstanceOf(BodyTooLargeException.class);
            answer(exchange, 413);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void answer_beforeTheEndOfALargeBody_reachesAClientThatSendsFirst(boolean chunked) throws Exception {
        start(JettyTransport.builder().handler(refusing()));
        limitBodies();

        for (int i = 0; i < 5; i++) {
            assertThat(answerOfAClientThatSendsFirst(TestHandler.PATH, chunked)).isEqualTo("answer 413");
            assertThat(answerOfAClientThatSendsFirst("/upload", chunked)).isEqualTo("answer 401");
        }
        handler.http = exchange -> answer(exchange, 400);
        assertThat(answerOfAClientThatSendsFirst(TestHandler.PATH, chunked)).isEqualTo("answer 400");
    }

    @Test
    void answer_errorPage_reachesAClientThatSendsFirst() throws Exception {
        start(JettyTransport.builder().handler(new Handler.Abstract.NonBlocking() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                Response.writeError(request, response, callback, HttpStatus.FORBIDDEN_403);
                return true;
            }
        }));

        assertThat(answerOfAClientThatSendsFirst("/upload", true)).contains("403");
        assertThat(answerOfAClientThatSendsFirst("/upload", false)).contains("403");
    }

    @Test
    void answer_whereNothingIsServed_reachesAClientThatSendsFirst() throws Exception {
        start(JettyTransport.builder());

        assertThat(answerOfAClientThatSendsFirst("/nowhere", false)).contains("404");
    }

    @ParameterizedTest
    @ValueSource(strings = {TestHandler.PATH, "/upload"})
    void answer_beforeTheEndOfALargeBody_reachesTheClientsOfTheJdk(String path) throws Exception {
        start(JettyTransport.builder().handler(refusing()));
        limitBodies();
        int expected = path.equals("/upload") ? 401 : 413;
        URI uri = URI.create("http://localhost:" + transport.port() + path);

        HttpURLConnection old = (HttpURLConnection) uri.toURL().openConnection();
        old.setDoOutput(true);
        old.setFixedLengthStreamingMode(LARGE);
        try (OutputStream out = old.getOutputStream()) {
            out.write(new byte[LARGE]);
        }
        HttpResponse<String> current = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[LARGE]))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(old.getResponseCode()).isEqualTo(expected);
        assertThat(current.statusCode()).isEqualTo(expected);
        assertThat(current.body()).isEqualTo("answer " + expected);
    }

    @Test
    void answer_behindASmallBodyThatNobodyRead_keepsTheConnection() throws Exception {
        start(JettyTransport.builder().handler(refusing()));
        handler.http = exchange -> answer(exchange, 400);
        try (RawClient client = new RawClient(transport.port())) {
            for (String path : List.of(TestHandler.PATH, "/upload", TestHandler.PATH)) {
                client.write("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc");
                assertThat(client.readBody(client.readHead())).startsWith("answer 40");
            }
        }
    }

    @Test
    void answer_toAClientThatAsksBeforeItSends_isNotHeldUp() throws Exception {
        start(JettyTransport.builder().handler(refusing()));
        limitBodies();
        for (String path : List.of(TestHandler.PATH, "/upload")) {
            try (RawClient client = new RawClient(transport.port())) {
                client.socket.setSoTimeout(2_000);
                client.write("POST " + path
                        + " HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 5000\r\n\r\n");
                assertThat(client.readBody(client.readHead())).startsWith("answer 4");
                assertThat(client.atEnd()).isTrue();
            }
        }
    }

    @Test
    void answer_408_isNotFollowedByAWait() throws Exception {
        start(JettyTransport.builder());
        CompletableFuture<HttpExchange> reading = new CompletableFuture<>();
        handler.http = exchange -> {
            var unused = exchange.readBody(1_000);
            reading.complete(exchange);
        };
        try (RawClient client = new RawClient(transport.port())) {
            client.socket.setSoTimeout(2_000);
            client.write("POST /engine/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf");
            answer(reading.get(), 408);
            assertThat(client.readBody(client.readHead())).isEqualTo("answer 408");
            assertThat(client.atEnd()).isTrue();
        }
    }

    // ---- fragments

    private static final int MOST_FRAGMENTS = 1_024 + TestHandler.MAX_MESSAGE / 64;

    private static byte[] fragmented(int fragments) {
        ByteBuffer frames = ByteBuffer.allocate(fragments * 6 + 100);
        frames.put(RawClient.masked(RawClient.TEXT, false, "a".getBytes(UTF_8)));
        for (int i = 2; i < fragments; i++) {
            frames.put(RawClient.masked(0, false, new byte[0]));
        }
        frames.put(RawClient.masked(0, true, "z".getBytes(UTF_8)));
        byte[] bytes = new byte[frames.flip().remaining()];
        frames.get(bytes);
        return bytes;
    }

    @Test
    void message_inAsManyFragmentsAsMayBe_arrives() throws Exception {
        TestSocket socket = new TestSocket();
        start(JettyTransport.builder());
        handler.upgrade = socket::accept;
        try (RawClient client = RawClient.webSocket(transport.port())) {
            client.write(fragmented(MOST_FRAGMENTS));
            assertThat(socket.awaitFrame().text()).isEqualTo("az");
            client.write(fragmented(MOST_FRAGMENTS));
            assertThat(socket.awaitFrame().text()).isEqualTo("az");
        }
    }

    @Test
    void message_inOneFragmentMore_closesWith1009() throws Exception {
        TestSocket socket = new TestSocket();
        start(JettyTransport.builder());
        handler.upgrade = socket::accept;
        try (RawClient client = RawClient.webSocket(transport.port())) {
            client.write(fragmented(MOST_FRAGMENTS + 1));
            assertThat(socket.awaitClosed().code()).isEqualTo(1009);
            assertThat(socket.frames).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void start_anyConnector_keepsNoCacheOfHeaderFieldsForEachConnection(boolean secure, @TempDir Path folder)
            throws Exception {
        List<HttpConfiguration> configurations = new ArrayList<>();
        JettyTransport.Builder builder = JettyTransport.builder();
        if (secure) {
            builder.tls(new TestCertificate(folder).keyStore(), TestCertificate.PASSWORD)
                    .http2(true);
        } else {
            builder.cleartextHttp2(true);
        }
        start(builder.customize(server -> {
            for (Connector connector : server.getConnectors()) {
                for (ConnectionFactory factory : connector.getConnectionFactories()) {
                    if (factory instanceof HttpConfiguration.ConnectionFactory http) {
                        configurations.add(http.getHttpConfiguration());
                    }
                }
            }
        }));

        assertThat(configurations)
                .isNotEmpty()
                .allSatisfy(http -> assertThat(http.getHeaderCacheSize()).isZero());
    }
}
