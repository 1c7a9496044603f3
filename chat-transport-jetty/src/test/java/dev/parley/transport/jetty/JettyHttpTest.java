package dev.parley.transport.jetty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.transport.BodyTooLargeException;
import dev.parley.transport.Completion;
import dev.parley.transport.HttpExchange;
import dev.parley.transport.HttpHeaders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class JettyHttpTest {

    private final TestHandler handler = new TestHandler();
    private final HttpClient client = HttpClient.newHttpClient();
    private final BlockingQueue<HttpExchange> held = new LinkedBlockingQueue<>();
    private JettyTransport transport = start(JettyTransport.builder());

    private JettyTransport start(JettyTransport.Builder builder) {
        handler.stopped.complete(null);
        return builder.host("localhost").port(0).build().start(handler);
    }

    @BeforeEach
    void holdRequests() {
        handler.http = held::add;
    }

    @AfterEach
    void close() {
        transport.close();
    }

    private void restart(JettyTransport.Builder builder) {
        transport.close();
        transport = start(builder);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + transport.port() + path))
                .timeout(Duration.ofSeconds(20));
    }

    private HttpExchange awaitHeld() throws InterruptedException {
        HttpExchange exchange = held.poll(20, TimeUnit.SECONDS);
        if (exchange == null) {
            throw new AssertionError("no request arrived");
        }
        return exchange;
    }

    private static void answer(HttpExchange exchange, int status, String... parts) {
        List<ByteBuffer> body = new ArrayList<>();
        for (String part : parts) {
            body.add(ByteBuffer.wrap(part.getBytes(UTF_8)));
        }
        exchange.respond(status, HttpHeaders.of("content-type", "text/plain"), body, Completion.NONE);
    }

    private void answerWithBody(int maxBytes) {
        handler.http = exchange -> exchange.readBody(maxBytes).whenComplete((body, failure) -> {
            if (failure instanceof BodyTooLargeException) {
                answer(exchange, 413);
            } else if (failure == null) {
                answer(exchange, 200, UTF_8.decode(body).toString());
            }
        });
    }

    @Test
    void request_path_describesItself() throws Exception {
        client.sendAsync(
                request("/engine/a%20b/?x=1&y=%C3%BC&x=2").header("x-mine", "v").build(), BodyHandlers.ofString());
        HttpExchange exchange = awaitHeld();

        assertThat(exchange.request().method()).isEqualTo("GET");
        assertThat(exchange.request().path()).isEqualTo("/engine/a b/");
        assertThat(exchange.request().rawQuery()).isEqualTo("x=1&y=%C3%BC&x=2");
        assertThat(exchange.request().query())
                .containsEntry("x", List.of("1", "2"))
                .containsEntry("y", List.of("ü"));
        assertThat(exchange.request().headers().first("X-Mine")).isEqualTo("v");
        assertThat(exchange.request().remoteAddress()).isIn("127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(exchange.request().secure()).isFalse();
        answer(exchange, 200);
    }

    @Test
    void request_otherPath_isNotFound() throws Exception {
        assertThat(client.send(request("/other").build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void respond_laterFromAnotherThread_arrivesWithPartsInOrder() throws Exception {
        CompletableFuture<HttpResponse<String>> response =
                client.sendAsync(request("/engine/").build(), BodyHandlers.ofString());
        HttpExchange exchange = awaitHeld();
        CompletableFuture<Void> done = new CompletableFuture<>();
        List<ByteBuffer> body =
                List.of(ByteBuffer.wrap("one ".getBytes(UTF_8)), UTF_8.encode("zwei "), UTF_8.encode("три"));

        exchange.respond(
                201, HttpHeaders.of("set-cookie", "a=1", "set-cookie", "b=2"), body, TestSocket.completing(done));

        assertThat(response.get().statusCode()).isEqualTo(201);
        assertThat(response.get().body()).isEqualTo("one zwei три");
        assertThat(response.get().headers().allValues("set-cookie")).containsExactly("a=1", "b=2");
        assertThat(response.get().headers().firstValue("content-length")).hasValue("15");
        assertThat(done).succeedsWithin(Duration.ofSeconds(20));
        assertThat(body).allSatisfy(part -> assertThat(part.position()).isZero());
    }

    @Test
    void respond_largeParts_arriveWhole() throws Exception {
        CompletableFuture<HttpResponse<String>> response =
                client.sendAsync(request("/engine/").build(), BodyHandlers.ofString());
        String part = "0123456789".repeat(5_000);

        answer(awaitHeld(), 200, part, "", part, "|", part);

        assertThat(response.get().body()).isEqualTo(part + part + "|" + part);
    }

    @Test
    void respond_head_hasLengthAndNoBody() throws Exception {
        CompletableFuture<HttpResponse<String>> response = client.sendAsync(
                request("/engine/")
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());

        answer(awaitHeld(), 200, "twelve bytes");

        assertThat(response.get().headers().firstValue("content-length")).hasValue("12");
        assertThat(response.get().body()).isEmpty();
    }

    @Test
    void respond_noContent_hasNoLength() throws Exception {
        CompletableFuture<HttpResponse<String>> response =
                client.sendAsync(request("/engine/").build(), BodyHandlers.ofString());

        answer(awaitHeld(), 204);

        assertThat(response.get().statusCode()).isEqualTo(204);
        assertThat(response.get().headers().firstValue("content-length")).isEmpty();
    }

    @Test
    void readBody_withLengthAndChunked_arrivesWhole() throws Exception {
        answerWithBody(100_000);
        String body = "grüße ".repeat(10_000);

        HttpResponse<String> sized = client.send(
                request("/engine/")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        HttpResponse<String> chunked = client.send(
                request("/engine/")
                        .POST(HttpRequest.BodyPublishers.ofInputStream(
                                () -> new ByteArrayInputStream(body.getBytes(UTF_8))))
                        .build(),
                BodyHandlers.ofString());

        assertThat(sized.body()).isEqualTo(body);
        assertThat(chunked.body()).isEqualTo(body);
    }

    @Test
    void readBody_overTheLimit_isRefusedAtTheFirstByteTooMuch() throws Exception {
        answerWithBody(1000);

        for (int size : new int[] {1000, 1001, 900_000}) {
            HttpResponse<String> response = client.send(
                    request("/engine/")
                            .POST(HttpRequest.BodyPublishers.ofString("x".repeat(size)))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(size == 1000 ? 200 : 413);
        }
    }

    @Test
    void readBody_farOverTheLimit_isNotReadToItsEnd() throws Exception {
        answerWithBody(1000);
        byte[] block = new byte[1_000_000];
        AtomicInteger sent = new AtomicInteger();
        int blocks = 200;

        try (RawClient raw = new RawClient(transport.port())) {
            raw.write("POST /engine/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < blocks; i++) {
                raw.socket.getOutputStream().write("F4240\r\n".getBytes(UTF_8));
                raw.socket.getOutputStream().write(block);
                raw.socket.getOutputStream().write("\r\n".getBytes(UTF_8));
                sent.incrementAndGet();
            }
        } catch (IOException refused) {
            assertThat(refused).isNotNull();
        }

        assertThat(sent).hasValueLessThan(blocks);
    }

    @Test
    void readBody_peerLeaves_fails() throws Exception {
        CompletableFuture<ByteBuffer> body = new CompletableFuture<>();
        handler.http = exchange -> exchange.readBody(1000).whenComplete((bytes, failure) -> {
            if (failure == null) {
                body.complete(bytes);
            } else {
                body.completeExceptionally(failure);
                answer(exchange, 400);
            }
        });

        try (RawClient raw = new RawClient(transport.port())) {
            raw.write("POST /engine/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf");
        }

        assertThat(body).failsWithin(Duration.ofSeconds(20)).withThrowableOfType(ExecutionException.class);
    }

    @Test
    void heldPoll_beyondIdleTimeout_isStillAnswered() throws Exception {
        restart(JettyTransport.builder().idleTimeout(Duration.ofMillis(100)));
        CompletableFuture<HttpResponse<String>> response =
                client.sendAsync(request("/engine/").build(), BodyHandlers.ofString());
        HttpExchange exchange = awaitHeld();
        AtomicInteger aborts = new AtomicInteger();
        exchange.onAbort(aborts::incrementAndGet);

        await().pollDelay(Duration.ofMillis(500)).until(() -> !response.isDone());
        answer(exchange, 200, "late");

        assertThat(response.get().body()).isEqualTo("late");
        assertThat(aborts).hasValue(0);
    }

    @Test
    void heldPoll_peerLeaves_isNoticed() throws Exception {
        restart(JettyTransport.builder().abandonedPollCheck(Duration.ofMillis(50)));
        CompletableFuture<Void> aborted = new CompletableFuture<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        HttpExchange exchange;
        try (RawClient raw = new RawClient(transport.port())) {
            raw.write("GET /engine/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
            exchange = awaitHeld();
            exchange.onAbort(() -> aborted.complete(null));
        }

        assertThat(aborted).succeedsWithin(Duration.ofSeconds(20));
        exchange.respond(200, HttpHeaders.none(), List.of(), TestSocket.completing(done));
        assertThat(done).failsWithin(Duration.ofSeconds(20));
    }

    @Test
    void heldPoll_checkOff_isNotNoticed() throws Exception {
        restart(JettyTransport.builder().abandonedPollCheck(Duration.ZERO));
        AtomicInteger aborts = new AtomicInteger();
        HttpExchange exchange;
        try (RawClient raw = new RawClient(transport.port())) {
            raw.write("GET /engine/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
            exchange = awaitHeld();
            exchange.onAbort(aborts::incrementAndGet);
        }

        await().during(Duration.ofMillis(300)).until(() -> aborts.get() == 0);
        answer(exchange, 200);
    }

    @Test
    void heldPoll_looked_keepsTheConnectionForTheNextRequest() throws Exception {
        restart(JettyTransport.builder().abandonedPollCheck(Duration.ofMillis(10)));
        try (RawClient raw = new RawClient(transport.port())) {
            for (int i = 0; i < 5; i++) {
                raw.write("GET /engine/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
                HttpExchange exchange = awaitHeld();
                exchange.onAbort(() -> {});
                await().pollDelay(Duration.ofMillis(60)).until(() -> true);
                answer(exchange, 200, "answer " + i);
                assertThat(raw.readBody(raw.readHead())).isEqualTo("answer " + i);
            }
        }
    }

    @Test
    void heldPoll_nextRequestSentAhead_isServedNext() throws Exception {
        restart(JettyTransport.builder().abandonedPollCheck(Duration.ofMillis(10)));
        try (RawClient raw = new RawClient(transport.port())) {
            raw.write("GET /engine/first HTTP/1.1\r\nHost: localhost\r\n\r\n");
            HttpExchange first = awaitHeld();
            first.onAbort(() -> {});
            raw.write("GET /engine/second HTTP/1.1\r\nHost: localhost\r\n\r\n");
            await().pollDelay(Duration.ofMillis(100)).until(() -> true);

            answer(first, 200, "one");
            HttpExchange second = awaitHeld();
            answer(second, 200, "two");

            assertThat(second.request().path()).isEqualTo("/engine/second");
            assertThat(raw.readBody(raw.readHead())).isEqualTo("one");
            assertThat(raw.readBody(raw.readHead())).isEqualTo("two");
        }
    }

    @Test
    void connectionClose_isHonoured() throws Exception {
        try (RawClient raw = new RawClient(transport.port())) {
            raw.write("GET /engine/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            answer(awaitHeld(), 200, "end");

            assertThat(raw.readBody(raw.readHead())).isEqualTo("end");
            assertThat(raw.atEnd()).isTrue();
        }
    }
}
