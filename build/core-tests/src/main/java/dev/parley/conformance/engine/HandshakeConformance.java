package dev.parley.conformance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.EngineHarness;
import dev.parley.conformance.Line;
import dev.parley.conformance.WireFixture;
import dev.parley.testkit.transport.WireRequest;
import dev.parley.testkit.transport.WireResponse;
import dev.parley.testkit.transport.WireSocket;
import dev.parley.transport.ConnectionError;
import dev.parley.transport.Frame;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.TransportName;
import dev.parley.transport.policy.CookiePolicy;
import dev.parley.transport.policy.HandshakeGuard.Decision;
import dev.parley.transport.policy.HttpMiddleware.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Handshake, hooks, cookies and headers: section 1. */
public interface HandshakeConformance extends WireFixture {

    @Test
    @Line(1)
    default void handshake_polling_isPlainTextThatNobodyStores() {
        EngineHarness engine = EngineHarness.start(this);

        WireResponse response = engine.client().get(EngineHarness.POLLING).await();

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("content-type")).isEqualToIgnoringWhitespace("text/plain; charset=UTF-8");
        assertThat(response.header("cache-control")).isEqualTo("no-store");
        if (engine.overNetwork()) {
            assertThat(response.header("content-length")).isEqualTo("" + response.bytes().length);
        }
        assertThat(response.text())
                .matches("0\\{\"sid\":\"[A-Za-z0-9_-]{20,}\",\"upgrades\":\\[\"websocket\"],"
                        + "\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000000}");
    }

    @Test
    @Line(5)
    default void handshake_manyTimes_givesIdsNobodyCanGuess() {
        EngineHarness engine = EngineHarness.start(this);
        Set<String> ids = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 50; i++) {
            String sid = engine.openPolling();
            assertThat(sid.length() * 6).isGreaterThanOrEqualTo(120);
            ids.add(sid);
        }
        assertThat(ids).hasSize(50);
    }

    @Test
    @Line(2)
    default void path_configured_takesASlashUnlessToldNot() {
        EngineHarness slash = EngineHarness.start(this, options -> options.path("/chat"));
        assertThat(slash.client().get("/chat/?EIO=4&transport=polling").await().status())
                .isEqualTo(200);
        assertThat(slash.client().get("/chat?EIO=4&transport=polling").await().status())
                .isEqualTo(404);

        EngineHarness bare =
                EngineHarness.start(this, options -> options.path("/chat").addTrailingSlash(false));
        assertThat(bare.client().get("/chat?EIO=4&transport=polling").await().status())
                .isEqualTo(200);
    }

    @Test
    @Line({3, 4})
    default void path_belowThePrefix_reachesTheEngineAndOthersDoNot() {
        EngineHarness engine = EngineHarness.start(this);

        assertThat(engine.client()
                        .get("/engine.io/default/?EIO=4&transport=polling")
                        .await()
                        .status())
                .isEqualTo(200);
        assertThat(engine.client()
                        .get("/elsewhere/?EIO=4&transport=polling")
                        .await()
                        .status())
                .isEqualTo(404);
        assertThat(engine.client()
                        .get("/engine.iox/?EIO=4&transport=polling")
                        .await()
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @Line(3)
    @ValueSource(strings = {"/engine.io//", "/engine.io//x//", "/engine.io/.../", "/engine.io/a.b"})
    default void path_thatNobodyChangesOnTheWay_reachesTheEngine(String path) {
        EngineHarness engine = EngineHarness.start(this);

        assertThat(engine.client()
                        .get(path + "?EIO=4&transport=polling")
                        .await()
                        .status())
                .isEqualTo(200);
    }

    /** A web server may refuse some of them before the engine is asked. */
    @ParameterizedTest
    @Line(4)
    @ValueSource(
            strings = {
                "/engine%2eio/",
                "/%65ngine.io/",
                "/engine.io%2f",
                "/engine.io/%61",
                "/engine.io/%2e%2e/x",
                "/engine.io/;a=b",
                "/engine.io;a=b/",
                "/;x/engine.io/",
                "/a/../engine.io/",
                "/./engine.io/",
                "/engine.io/../engine.io/",
                "/engine.io/./",
                "/engine.io/x/..",
                "/engine.io/.",
                "/engine.io/a\\b",
                "//engine.io/",
                "/ENGINE.io/"
            })
    default void path_thatIsNotLiterallyThePath_isNotServed(String path) {
        EngineHarness engine = EngineHarness.start(this);

        int status =
                engine.client().get(path + "?EIO=4&transport=polling").await().status();

        assertThat(status).isIn(400, 404);
        assertThat(engine.server().sessionCount()).isZero();
        assertThat(engine.hasError()).isFalse();
    }

    @Test
    @Line(2)
    default void path_withOtherLetters_isServedAsItIsEscaped() {
        EngineHarness engine = EngineHarness.start(this, options -> options.path("/grüße an/"));

        assertThat(engine.client()
                        .get("/gr%C3%BC%C3%9Fe%20an/?EIO=4&transport=polling")
                        .await()
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @Line(18)
    @CsvSource({
        "EIO=4&transport=polling&sid=,200",
        "EIO=4&transport=nothing&transport=polling,200",
        "EIO=4&transport=polling&transport=nothing,400",
        "EIO=2&EIO=4&transport=polling,200",
        "EIO=4&EIO=2&transport=polling,400",
        "EIO=4&transport=polling&sid=x&sid=,200",
        "EIO=4&transport=polling&sid=&sid=x,400",
    })
    default void query_repeatedParameter_theLastCountsAndAnEmptySidIsNone(String query, int status) {
        EngineHarness engine = EngineHarness.start(this);

        assertThat(engine.client().get("/engine.io/?" + query).await().status()).isEqualTo(status);
    }

    @Test
    @Line(5)
    default void ids_ofTheApplication_areUsedSyncAndAsync() {
        AtomicInteger number = new AtomicInteger();
        EngineHarness engine = EngineHarness.start(
                this,
                options -> options.sessionIds(
                        request -> CompletableFuture.supplyAsync(() -> "id-" + number.incrementAndGet())));

        assertThat(engine.openPolling()).isEqualTo("id-1");
        assertThat(engine.openWebSocket().sid()).isEqualTo("id-2");
    }

    @Test
    @Line(5)
    default void ids_failing_refuseWithCode3() {
        EngineHarness engine = EngineHarness.start(
                this,
                options ->
                        options.sessionIds(request -> CompletableFuture.failedStage(new IllegalStateException("no"))));

        WireResponse response = engine.client().get(EngineHarness.POLLING).await();

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.text()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
        assertThat(engine.awaitError().context()).containsEntry("reason", "ID_GENERATION_ERROR");
        assertThat(engine.client().refusedWebSocket(EngineHarness.WEBSOCKET).status())
                .isEqualTo(400);
    }

    @Test
    @Line(5)
    default void ids_givenTwice_refuseTheSecond() {
        EngineHarness engine = EngineHarness.start(
                this, options -> options.sessionIds(request -> CompletableFuture.completedStage("same")));
        String sid = engine.openPolling();

        assertThat(engine.client().get(EngineHarness.POLLING).await().status()).isEqualTo(400);

        assertThat(engine.peer(sid).isEnded()).isFalse();
    }

    @Test
    @Line(12)
    default void guard_refusing_answers403WithItsMessage() {
        EngineHarness engine = EngineHarness.start(
                this,
                options ->
                        options.guard(request -> CompletableFuture.supplyAsync(() -> request.parameter("plain") == null
                                ? Decision.refuse("Thou shall not pass")
                                : Decision.refuse())));

        WireResponse response = engine.client().get(EngineHarness.POLLING).await();
        assertThat(response.status()).isEqualTo(403);
        assertThat(response.text()).isEqualTo("{\"code\":4,\"message\":\"Thou shall not pass\"}");
        ConnectionError error = engine.awaitError();
        assertThat(error.code()).isEqualTo(4);
        assertThat(error.message()).isEqualTo("Thou shall not pass");

        assertThat(engine.client()
                        .get(EngineHarness.POLLING + "&plain=1")
                        .await()
                        .text())
                .isEqualTo("{\"code\":4,\"message\":\"Forbidden\"}");

        WireResponse upgrade = engine.client().refusedWebSocket(EngineHarness.WEBSOCKET);
        assertThat(upgrade.status()).isEqualTo(403);
        assertThat(upgrade.text()).isEqualTo("Thou shall not pass");
    }

    @Test
    @Line(12)
    default void guard_failing_refuses() {
        EngineHarness engine = EngineHarness.start(
                this,
                options -> options.guard(request -> {
                    throw new IllegalStateException("broken");
                }));

        assertThat(engine.client().get(EngineHarness.POLLING).await().status()).isEqualTo(403);
    }

    @Test
    @Line(13)
    default void guard_runningSession_isNotAskedAgain() {
        AtomicInteger asked = new AtomicInteger();
        EngineHarness engine = EngineHarness.start(
                        this,
                        options -> options.guard(request -> {
                            asked.incrementAndGet();
                            return CompletableFuture.completedStage(Decision.allow());
                        }))
                .echoing();
        String sid = engine.openPolling();
        assertThat(asked).hasValue(1);

        engine.client().post(EngineHarness.polling(sid), "4hi").await();
        assertThat(engine.client().get(EngineHarness.polling(sid)).await().text())
                .isEqualTo("4hi");
        WireSocket socket = engine.client().webSocket(EngineHarness.upgrade(sid));
        socket.send("2probe");
        assertThat(socket.awaitText()).isEqualTo("3probe");
        assertThat(asked).hasValue(1);

        engine.openWebSocket();
        assertThat(asked).hasValue(2);
    }

    @Test
    @Line(15)
    default void cookie_default_isSetByTheHandshakeAnswerOnly() {
        EngineHarness off = EngineHarness.start(this);
        assertThat(off.client().get(EngineHarness.POLLING).await().headers().first("set-cookie"))
                .isNull();

        EngineHarness engine = EngineHarness.start(this, options -> options.cookie(CookiePolicy.defaults()));
        WireResponse response = engine.client().get(EngineHarness.POLLING).await();
        String sid = EngineHarness.sidOf(response);
        assertThat(response.header("set-cookie")).isEqualTo("io=" + sid + "; Path=/; HttpOnly; SameSite=Lax");
        assertThat(engine.client()
                        .post(EngineHarness.polling(sid), "4hi")
                        .await()
                        .headers()
                        .first("set-cookie"))
                .isNull();
    }

    @Test
    @Line(15)
    default void cookie_adjusted_hasWhatWasAskedFor() {
        EngineHarness engine = EngineHarness.start(
                this, options -> options.cookie(new CookiePolicy("sid", null, false, "Strict", true)));
        WireResponse response = engine.client().get(EngineHarness.POLLING).await();

        assertThat(response.header("set-cookie"))
                .isEqualTo("sid=" + EngineHarness.sidOf(response) + "; Secure; SameSite=Strict");
    }

    @Test
    @Line(16)
    default void headers_hooks_addToTheAnswersOfBothTransports() {
        EngineHarness engine = EngineHarness.start(
                this,
                options -> options.cookie(CookiePolicy.defaults())
                        .initialHeaders(request -> HttpHeaders.of("X-Initial", "1", "Set-Cookie", "second=2"))
                        .headers(request -> HttpHeaders.of("X-Every", "2")));

        WireResponse first = engine.client().get(EngineHarness.POLLING).await();
        String sid = EngineHarness.sidOf(first);
        assertThat(first.header("x-initial")).isEqualTo("1");
        assertThat(first.header("x-every")).isEqualTo("2");
        assertThat(first.headers().all("set-cookie")).hasSize(2).contains("second=2");

        WireResponse post =
                engine.client().post(EngineHarness.polling(sid), "4hi").await();
        assertThat(post.header("x-initial")).isEmpty();
        assertThat(post.header("x-every")).isEqualTo("2");

        WireSocket upgrade = engine.client().webSocket(EngineHarness.upgrade(sid));
        assertThat(upgrade.headers().first("x-initial")).isNull();
        assertThat(upgrade.headers().first("x-every")).isEqualTo("2");

        WireSocket direct = engine.client().webSocket(EngineHarness.WEBSOCKET);
        assertThat(direct.headers().first("x-initial")).isEqualTo("1");
        assertThat(direct.headers().first("x-every")).isEqualTo("2");
    }

    @Test
    @Line({18, 20})
    default void request_headersAndQuery_areVisibleOnBothTransports() {
        EngineHarness engine = EngineHarness.start(this);
        WireRequest request =
                WireRequest.get(EngineHarness.POLLING + "&name=a%26b%20c").header("X-Token", "abc");
        String sid = EngineHarness.sidOf(engine.client().send(request).await());
        assertThat(engine.peer(sid).session().request().headers().first("x-token"))
                .isEqualTo("abc");
        assertThat(engine.peer(sid).session().request().parameter("name")).isEqualTo("a&b c");

        EngineHarness.Opened socket = engine.openWebSocket(HttpHeaders.of("X-Token", "def"));
        assertThat(socket.peer().session().request().headers().first("x-token")).isEqualTo("def");
    }

    @Test
    @Line(21)
    default void initialPacket_configured_followsTheOpenPacket() {
        EngineHarness engine = EngineHarness.start(this, options -> options.initialPacket(Frame.text("welcome")));

        assertThat(engine.client().get(EngineHarness.POLLING).await().text()).endsWith("}\u001e4welcome");
        assertThat(engine.openWebSocket().socket().awaitText()).isEqualTo("4welcome");
    }

    @Test
    @Line(22)
    default void polling_oldInternetExplorer_isToldNotToFilter() {
        EngineHarness engine = EngineHarness.start(this);
        WireRequest request = WireRequest.get(EngineHarness.POLLING);

        for (String agent : List.of(
                "Mozilla/4.0 (compatible;MSIE 8.0; Windows NT 6.0)",
                "Mozilla/5.0 (Windows NT 6.3; Trident/7.0; rv:11.0) like Gecko")) {
            WireResponse response =
                    engine.client().send(request.header("User-Agent", agent)).await();
            assertThat(response.header("x-xss-protection")).isEqualTo("0");
        }
        assertThat(engine.client().send(request).await().headers().first("x-xss-protection"))
                .isNull();
    }

    @Test
    @Line({55, 56})
    default void transports_andUpgrades_areOnlyThoseConfigured() {
        EngineHarness polling = EngineHarness.start(this, options -> options.transports(Set.of(TransportName.POLLING)));
        assertThat(polling.client().get(EngineHarness.POLLING).await().text()).contains("\"upgrades\":[]");
        assertThat(polling.client().refusedWebSocket(EngineHarness.WEBSOCKET).text())
                .isEqualTo("Transport unknown");

        EngineHarness websocket =
                EngineHarness.start(this, options -> options.transports(Set.of(TransportName.WEBSOCKET)));
        assertThat(websocket.client().get(EngineHarness.POLLING).await().text())
                .isEqualTo("{\"code\":0,\"message\":\"Transport unknown\"}");
        assertThat(websocket.openWebSocket().openPacket()).contains("\"upgrades\":[]");

        EngineHarness fixed = EngineHarness.start(this, options -> options.allowUpgrades(false));
        String sid = fixed.openPolling();
        WireSocket refused = fixed.client().webSocket(EngineHarness.upgrade(sid));
        assertThat(refused.awaitClose()).isEqualTo(1005);
        assertThat(fixed.peer(sid).isEnded()).isFalse();
    }

    @Test
    @Line({105, 106})
    default void middleware_inOrder_seesEveryRequestAndCanAnswer() {
        List<String> seen = java.util.Collections.synchronizedList(new java.util.ArrayList<>());
        EngineHarness engine = EngineHarness.start(
                        this,
                        options -> options.middleware(request -> {
                                    seen.add("first " + request.method());
                                    return CompletableFuture.supplyAsync(
                                            () -> Verdict.next(HttpHeaders.of("X-Frame-Options", "DENY")));
                                })
                                .middleware(request -> {
                                    seen.add("second");
                                    if (request.parameter("stop") == null) {
                                        return CompletableFuture.completedStage(Verdict.next());
                                    }
                                    return CompletableFuture.completedStage(Verdict.answer(
                                            503, HttpHeaders.none(), StandardCharsets.UTF_8.encode("stopped")));
                                }))
                .echoing();

        WireResponse first = engine.client().get(EngineHarness.POLLING).await();
        String sid = EngineHarness.sidOf(first);
        assertThat(first.header("x-frame-options")).isEqualTo("DENY");
        assertThat(seen).containsExactly("first GET", "second");
        assertThat(engine.client()
                        .post(EngineHarness.polling(sid), "4hi")
                        .await()
                        .header("x-frame-options"))
                .isEqualTo("DENY");
        assertThat(engine.openWebSocket().socket().headers().first("x-frame-options"))
                .isEqualTo("DENY");

        WireResponse stopped =
                engine.client().get(EngineHarness.POLLING + "&stop=1").await();
        assertThat(stopped.status()).isEqualTo(503);
        assertThat(stopped.text()).isEqualTo("stopped");
        assertThat(stopped.header("x-frame-options")).isEqualTo("DENY");
        assertThat(engine.client()
                        .refusedWebSocket(EngineHarness.WEBSOCKET + "&stop=1")
                        .status())
                .isEqualTo(503);
        assertThat(engine.server().sessionCount()).isEqualTo(2);
    }

    @Test
    @Line({105, 106})
    default void middleware_failing_answers400AndTheSizeLimitHolds() {
        EngineHarness engine = EngineHarness.start(
                this,
                options -> options.maxPayload(100).middleware(request -> {
                    if (request.parameter("fail") != null) {
                        throw new IllegalStateException("broken");
                    }
                    return CompletableFuture.completedStage(Verdict.next());
                }));

        assertThat(engine.client()
                        .get(EngineHarness.POLLING + "&fail=1")
                        .await()
                        .status())
                .isEqualTo(400);
        assertThat(engine.client()
                        .refusedWebSocket(EngineHarness.WEBSOCKET + "&fail=1")
                        .status())
                .isEqualTo(400);
        String sid = engine.openPolling();
        assertThat(engine.client()
                        .post(EngineHarness.polling(sid), "4" + "x".repeat(100))
                        .await()
                        .status())
                .isEqualTo(413);
    }
}
