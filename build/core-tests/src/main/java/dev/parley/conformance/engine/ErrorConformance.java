package dev.parley.conformance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.EngineHarness;
import dev.parley.conformance.Line;
import dev.parley.conformance.WireFixture;
import dev.parley.testkit.transport.WireRequest;
import dev.parley.testkit.transport.WireResponse;
import dev.parley.transport.ConnectionError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Error bodies and the order of checks: section 6. */
public interface ErrorConformance extends WireFixture {

    private static void assertRefused(WireResponse response, int status, String body) {
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.text()).isEqualTo(body);
        assertThat(response.header("content-type")).isEqualTo("application/json");
    }

    @ParameterizedTest
    @Line({62, 65, 157})
    @CsvSource(
            delimiter = '|',
            value = {
                "GET|?EIO=4&transport=abc|0|Transport unknown",
                "GET|?EIO=4|0|Transport unknown",
                "GET|?EIO=4&transport=polling&sid=abc|1|Session ID unknown",
                "POST|?EIO=4&transport=polling|2|Bad handshake method",
                "PUT|?EIO=4&transport=polling|2|Bad handshake method",
                "GET|?EIO=4&transport=websocket|3|Bad request",
                "GET|?transport=polling|5|Unsupported protocol version",
                "GET|?EIO=abc&transport=polling|5|Unsupported protocol version",
                "GET|?EIO=3&transport=polling|5|Unsupported protocol version",
            })
    default void request_refused_answersExactly(String method, String query, int code, String message) {
        EngineHarness engine = EngineHarness.start(this);
        WireRequest request = WireRequest.get("/engine.io/" + query).method(method);

        WireResponse response = engine.client().send(request).await();

        assertRefused(response, 400, "{\"code\":" + code + ",\"message\":\"" + message + "\"}");
        ConnectionError error = engine.awaitError();
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.message()).isEqualTo(message);
        assertThat(error.request().path()).isEqualTo("/engine.io/");
        assertThat(error.context()).isNotEmpty();
    }

    @Test
    @Line(63)
    default void request_severalFaults_theEarlierCheckWins() {
        EngineHarness engine = EngineHarness.start(this);

        assertRefused(
                engine.client().get("/engine.io/").await(), 400, "{\"code\":0,\"message\":\"Transport unknown\"}");
        assertRefused(
                engine.client().post("/engine.io/?transport=polling&sid=x", "4").await(),
                400,
                "{\"code\":1,\"message\":\"Session ID unknown\"}");
        assertRefused(
                engine.client().post("/engine.io/?transport=polling", "4").await(),
                400,
                "{\"code\":2,\"message\":\"Bad handshake method\"}");
        assertRefused(
                engine.client().get("/engine.io/?transport=websocket").await(),
                400,
                "{\"code\":3,\"message\":\"Bad request\"}");
    }

    @ParameterizedTest
    @Line(64)
    @ValueSource(strings = {"constructor", "__proto__", "POLLING", "polling%00", "toString"})
    default void transport_strangeName_isUnknown(String name) {
        EngineHarness engine = EngineHarness.start(this);

        assertRefused(
                engine.client().get("/engine.io/?EIO=4&transport=" + name).await(),
                400,
                "{\"code\":0,\"message\":\"Transport unknown\"}");
    }

    @Test
    @Line(54)
    default void transport_otherThanTheSession_isRefusedAndHarmsNothing() {
        EngineHarness engine = EngineHarness.start(this).echoing();
        String sid = engine.openPolling();

        WireResponse response = engine.client().get(EngineHarness.upgrade(sid)).await();

        assertRefused(response, 400, "{\"code\":3,\"message\":\"Bad request\"}");
        assertThat(engine.awaitError().context()).containsEntry("reason", "TRANSPORT_MISMATCH");
        engine.client().post(EngineHarness.polling(sid), "4alive").await();
        assertThat(engine.client().get(EngineHarness.polling(sid)).await().text())
                .isEqualTo("4alive");
    }

    @ParameterizedTest
    @Line(40)
    @CsvSource(
            delimiter = '|',
            value = {
                "?EIO=4&transport=abc|Transport unknown",
                "?EIO=4|Transport unknown",
                "?EIO=4&transport=polling|Bad request",
                "?EIO=4&transport=websocket&sid=abc|Session ID unknown",
                "?EIO=3&transport=websocket|Unsupported protocol version",
                "?transport=websocket|Unsupported protocol version",
            })
    default void upgrade_refused_answersPlainHttp(String query, String message) {
        EngineHarness engine = EngineHarness.start(this);

        WireResponse response = engine.client().refusedWebSocket("/engine.io/" + query);

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.text()).isEqualTo(message);
        assertThat(response.header("content-type")).startsWith("text/html");
        assertThat(response.header("connection")).isEqualToIgnoringCase("close");
        assertThat(engine.awaitError().message()).isEqualTo(message);
    }
}
