package dev.parley.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.transport.BodyTooLargeException;
import dev.parley.transport.Completion;
import dev.parley.transport.HttpExchange;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import dev.parley.transport.TransportHandler;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What every binding must do with requests that are no upgrades. */
public interface HttpExchangeContract {

    /**
     * A binding that serves the handler, with a client that talks to it.
     *
     * @param handler what the binding serves
     * @return the running binding, closed by the test
     */
    TransportFixture start(TransportHandler handler);

    private static ByteBuffer utf8(String text) {
        return StandardCharsets.UTF_8.encode(text);
    }

    @Test
    default void onHttp_request_describesItAsItWasSent() {
        BlockingQueue<RequestInfo> seen = new LinkedBlockingQueue<>();
        StubHandler handler = new StubHandler().http(exchange -> {
            seen.add(exchange.request());
            exchange.respond(200, HttpHeaders.none(), List.of(), Completion.NONE);
        });
        try (TransportFixture fixture = start(handler)) {
            fixture.client()
                    .send(WireRequest.get("/engine/a%20b/?x=1&y=%C3%BC&x=2").header("X-Custom", "äöü"))
                    .await();

            RequestInfo request = StubPeer.take(seen);
            assertThat(request.method()).isEqualTo("GET");
            assertThat(request.path()).isEqualTo("/engine/a b/");
            assertThat(request.query()).containsEntry("x", List.of("1", "2")).containsEntry("y", List.of("ü"));
            assertThat(request.headers().first("x-custom")).isNotEmpty();
            assertThat(request.remoteAddress()).isIn("127.0.0.1", "0:0:0:0:0:0:0:1", "::1");
            assertThat(request.secure()).isEqualTo(fixture.secure());
        }
    }

    @Test
    default void onHttp_pathOfTheApplication_isNotOurs() {
        StubHandler handler = new StubHandler().http(exchange -> {
            throw new IllegalStateException("not for the engine");
        });
        try (TransportFixture fixture = start(handler)) {
            assertThat(fixture.client().get("/other/").await().status()).isEqualTo(404);
        }
    }

    @Test
    default void respond_severalParts_arriveAsOneBodyWithItsLength() {
        StubHandler handler = new StubHandler()
                .http(exchange -> exchange.respond(
                        200,
                        HttpHeaders.of(
                                "Content-Type", "text/plain; charset=UTF-8", "Set-Cookie", "a=1", "Set-Cookie", "b=2"),
                        List.of(utf8("grü"), utf8(""), utf8("ße").asReadOnlyBuffer()),
                        Completion.NONE));
        try (TransportFixture fixture = start(handler)) {
            WireResponse response = fixture.client().get("/engine/").await();

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text()).isEqualTo("grüße");
            // The white space is optional (RFC 9110 section 8.3.1), and containers write the header anew.
            assertThat(response.header("content-type")).isEqualToIgnoringWhitespace("text/plain;charset=UTF-8");
            assertThat(response.headers().all("set-cookie")).containsExactly("a=1", "b=2");
            if (fixture.overNetwork()) {
                assertThat(response.header("content-length")).isEqualTo("7");
            }
        }
    }

    @Test
    default void respond_sharedBody_leavesItUntouched() {
        ByteBuffer shared = utf8("x".repeat(50_000)).asReadOnlyBuffer();
        StubHandler handler = new StubHandler()
                .http(exchange ->
                        exchange.respond(200, HttpHeaders.none(), List.of(shared.duplicate()), Completion.NONE));
        try (TransportFixture fixture = start(handler)) {
            for (int i = 0; i < 3; i++) {
                assertThat(fixture.client().get("/engine/").await().bytes()).hasSize(50_000);
            }
        }
        assertThat(shared.remaining()).isEqualTo(50_000);
    }

    @Test
    default void respond_laterFromAnotherThread_answersTheHeldRequest() {
        BlockingQueue<HttpExchange> held = new LinkedBlockingQueue<>();
        try (TransportFixture fixture = start(new StubHandler().http(held::add))) {
            WireCall call = fixture.client().get("/engine/");
            HttpExchange exchange = StubPeer.take(held);
            assertThat(call.isDone()).isFalse();

            CompletableFuture<Void> done = new CompletableFuture<>();
            Thread answering = new Thread(
                    () -> exchange.respond(200, HttpHeaders.none(), List.of(utf8("late")), StubPeer.completing(done)));
            answering.start();

            assertThat(call.await().text()).isEqualTo("late");
            assertThat(done).succeedsWithin(Duration.ofSeconds(20));
        }
    }

    @Test
    default void readBody_withLengthOrInChunks_givesAllOfIt() {
        StubHandler handler = new StubHandler()
                .http(exchange -> exchange.readBody(1_000_000)
                        .thenAccept(body -> exchange.respond(200, HttpHeaders.none(), List.of(body), Completion.NONE)));
        try (TransportFixture fixture = start(handler)) {
            String text = "äöü\u001e".repeat(5_000);
            WireRequest post = WireRequest.post("/engine/", text);

            assertThat(fixture.client().send(post).await().text()).isEqualTo(text);
            assertThat(fixture.client().send(post.inChunks()).await().text()).isEqualTo(text);
            assertThat(fixture.client().post("/engine/", "").await().text()).isEmpty();
        }
    }

    @Test
    default void readBody_atTheLimitAndBeyond_takesTheOneAndRefusesTheOther() {
        BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
        StubHandler handler = new StubHandler()
                .http(exchange -> exchange.readBody(1_000).whenComplete((body, failure) -> {
                    if (failure != null) {
                        failures.add(
                                failure instanceof java.util.concurrent.CompletionException
                                                && failure.getCause() != null
                                        ? failure.getCause()
                                        : failure);
                    }
                    exchange.respond(failure == null ? 200 : 413, HttpHeaders.none(), List.of(), Completion.NONE);
                }));
        try (TransportFixture fixture = start(handler)) {
            WireRequest fits = WireRequest.post("/engine/", "x".repeat(1_000));
            WireRequest large = WireRequest.post("/engine/", "x".repeat(1_001));

            assertThat(fixture.client().send(fits).await().status()).isEqualTo(200);
            assertThat(fixture.client().send(large).await().status()).isEqualTo(413);
            assertThat(fixture.client().send(large.inChunks()).await().status()).isEqualTo(413);
            assertThat(StubPeer.take(failures)).isInstanceOf(BodyTooLargeException.class);
            assertThat(StubPeer.take(failures)).isInstanceOf(BodyTooLargeException.class);
        }
    }

    /** The client sends all of its body before it reads, whatever it is answered. */
    @Test
    default void respond_beforeTheEndOfALargeBody_reachesAClientThatSendsFirst() {
        StubHandler handler = new StubHandler().http(exchange -> {
            if (exchange.request().query().containsKey("unread")) {
                exchange.respond(401, HttpHeaders.none(), List.of(utf8("unread")), Completion.NONE);
            } else {
                exchange.readBody(1_000)
                        .whenComplete((body, failure) -> exchange.respond(
                                failure == null ? 200 : 413,
                                HttpHeaders.none(),
                                List.of(utf8("too large")),
                                Completion.NONE));
            }
        });
        try (TransportFixture fixture = start(handler)) {
            WireRequest large = WireRequest.post("/engine/", "x".repeat(3_000_000));
            WireRequest unread = WireRequest.post("/engine/?unread", "x".repeat(3_000_000));

            for (WireRequest request : List.of(large, large.inChunks())) {
                WireResponse response = fixture.client().send(request).await();
                assertThat(response.status()).isEqualTo(413);
                assertThat(response.text()).isEqualTo("too large");
            }
            for (WireRequest request : List.of(unread, unread.inChunks())) {
                WireResponse response = fixture.client().send(request).await();
                assertThat(response.status()).isEqualTo(401);
                assertThat(response.text()).isEqualTo("unread");
            }
        }
    }

    /** What has come of a body is said before it is whole, and the body may be given up then. */
    @Test
    default void readBody_part_isSaidAndMayGiveTheBodyUp() {
        BlockingQueue<Long> parts = new LinkedBlockingQueue<>();
        StubHandler handler = new StubHandler()
                .http(exchange -> exchange.readBody(1_000, bytes -> {
                            parts.add(bytes);
                            return false;
                        })
                        .whenComplete((body, failure) -> exchange.respond(
                                failure == null ? 200 : 503, HttpHeaders.none(), List.of(), Completion.NONE)));
        try (TransportFixture fixture = start(handler)) {
            assumeTrue(fixture.overNetwork(), "a body is whole in memory");
            WireCall call = fixture.client()
                    .send(WireRequest.post("/engine/", "x".repeat(600)).withoutItsEnd());

            assertThat(StubPeer.take(parts)).isBetween(1L, 600L);
            assertThat(call.await().status()).isEqualTo(503);
        }
    }

    @Test
    default void onAbort_peerLeavesHeldRequest_isTold() {
        BlockingQueue<HttpExchange> held = new LinkedBlockingQueue<>();
        CompletableFuture<Void> aborted = new CompletableFuture<>();
        StubHandler handler = new StubHandler().http(exchange -> {
            exchange.onAbort(() -> aborted.complete(null));
            held.add(exchange);
        });
        try (TransportFixture fixture = start(handler)) {
            assumeTrue(fixture.noticesAbandonedPolls(), "the heartbeat has to notice");
            WireCall call = fixture.client().get("/engine/");
            HttpExchange exchange = StubPeer.take(held);

            call.abort();

            assertThat(aborted).succeedsWithin(20, TimeUnit.SECONDS);
            CompletableFuture<Void> done = new CompletableFuture<>();
            exchange.respond(200, HttpHeaders.none(), List.of(utf8("nobody reads it")), StubPeer.completing(done));
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(2))
                    .atMost(Duration.ofSeconds(20))
                    .until(done::isDone);
        }
    }

    @Test
    default void respond_bodyOfManySmallAndLargeParts_arrivesInOrder() {
        List<ByteBuffer> parts = new ArrayList<>();
        StringBuilder whole = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            String part = i % 1_000 == 7 ? "y".repeat(50_000 + i) : "part " + i + ';';
            parts.add(utf8(part));
            whole.append(part);
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        StubHandler handler = new StubHandler()
                .http(exchange -> exchange.respond(200, HttpHeaders.none(), parts, StubPeer.completing(done)));
        try (TransportFixture fixture = start(handler)) {
            assertThat(fixture.client().get("/engine/").await().text()).isEqualTo(whole.toString());
            assertThat(done).succeedsWithin(20, TimeUnit.SECONDS);
            assertThat(parts).allSatisfy(part -> assertThat(part.position()).isZero());
        }
    }

    @Test
    default void respond_otherMethodsAndStatuses_passThrough() {
        StubHandler handler = new StubHandler()
                .http(exchange -> exchange.respond(
                        exchange.request().method().equals("OPTIONS") ? 204 : 400,
                        HttpHeaders.of("X-Method", exchange.request().method()),
                        List.of(),
                        Completion.NONE));
        try (TransportFixture fixture = start(handler)) {
            for (String method : List.of("OPTIONS", "PUT", "DELETE", "HEAD")) {
                WireResponse response = fixture.client()
                        .send(WireRequest.get("/engine/").method(method))
                        .await();
                assertThat(response.status()).isEqualTo(method.equals("OPTIONS") ? 204 : 400);
                assertThat(response.header("x-method")).isEqualTo(method);
            }
        }
    }
}
