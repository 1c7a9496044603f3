package dev.parley.conformance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.EngineHarness;
import dev.parley.conformance.Line;
import dev.parley.conformance.WireFixture;
import dev.parley.testkit.transport.WireRequest;
import dev.parley.testkit.transport.WireResponse;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.policy.CorsPolicy;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Cross-origin requests: lines 7 to 11 and 14. */
public interface CorsConformance extends WireFixture {

    String ORIGIN = "https://chat.example";

    private static WireRequest from(String origin) {
        return WireRequest.get(EngineHarness.POLLING).header("Origin", origin);
    }

    private static WireRequest preflight(String origin) {
        return from(origin).method("OPTIONS").header("Access-Control-Request-Method", "PUT");
    }

    @Test
    @Line(7)
    default void cors_off_addsNothing() {
        EngineHarness engine = EngineHarness.start(this);
        WireResponse response = engine.client().send(from(ORIGIN)).await();

        assertThat(response.status()).isEqualTo(200);
        response.headers().forEach((name, value) -> assertThat(name).doesNotStartWithIgnoringCase("access-control"));
    }

    @Test
    @Line(7)
    default void cors_everyKindOfOrigin_isRecognised() {
        EngineHarness engine = EngineHarness.start(
                this,
                options -> options.cors(CorsPolicy.builder()
                        .origin("https://one.example", "https://two.example")
                        .origin(Pattern.compile("\\.sub\\.example$"))
                        .originIf(origin -> origin.equals("https://function.example"))
                        .build()));
        for (String allowed : new String[] {
            "https://one.example", "https://two.example", "https://a.sub.example", "https://function.example"
        }) {
            assertThat(engine.client().send(from(allowed)).await().header("access-control-allow-origin"))
                    .isEqualTo(allowed);
        }
        assertThat(engine.client()
                        .send(from("https://evil.example"))
                        .await()
                        .headers()
                        .first("access-control-allow-origin"))
                .isNull();

        EngineHarness any = EngineHarness.start(this, options -> options.cors(CorsPolicy.of("*")));
        assertThat(any.client().send(from(ORIGIN)).await().header("access-control-allow-origin"))
                .isEqualTo("*");
    }

    @Test
    @Line(8)
    default void preflight_default_answers204WithTheMethods() {
        EngineHarness engine = EngineHarness.start(this, options -> options.cors(CorsPolicy.of(ORIGIN)));

        WireResponse response = engine.client()
                .send(preflight(ORIGIN).header("Access-Control-Request-Headers", "X-One,X-Two"))
                .await();

        assertThat(response.status()).isEqualTo(204);
        assertThat(response.bytes()).isEmpty();
        assertThat(response.header("access-control-allow-origin")).isEqualTo(ORIGIN);
        assertThat(response.header("access-control-allow-methods")).isEqualTo("GET,HEAD,PUT,PATCH,POST,DELETE");
        assertThat(response.header("access-control-allow-headers")).isEqualTo("X-One,X-Two");
    }

    @Test
    @Line(8)
    default void preflight_configured_answersAsConfigured() {
        EngineHarness engine = EngineHarness.start(
                this,
                options -> options.cors(CorsPolicy.builder()
                        .origin(ORIGIN)
                        .methods("GET", "POST")
                        .allowedHeaders("X-Allowed")
                        .exposedHeaders("X-Exposed")
                        .credentials(true)
                        .maxAge(Duration.ofMinutes(2))
                        .preflightStatus(200)
                        .build()));

        WireResponse response = engine.client().send(preflight(ORIGIN)).await();

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("access-control-allow-methods")).isEqualTo("GET,POST");
        assertThat(response.header("access-control-allow-headers")).isEqualTo("X-Allowed");
        assertThat(response.header("access-control-expose-headers")).isEqualTo("X-Exposed");
        assertThat(response.header("access-control-allow-credentials")).isEqualTo("true");
        assertThat(response.header("access-control-max-age")).isEqualTo("120");
    }

    @Test
    @Line(9)
    default void preflight_otherOrigin_names204ButNoOrigin() {
        EngineHarness engine = EngineHarness.start(this, options -> options.cors(CorsPolicy.of(ORIGIN)));

        WireResponse response =
                engine.client().send(preflight("https://evil.example")).await();

        assertThat(response.status()).isEqualTo(204);
        assertThat(response.headers().first("access-control-allow-origin")).isNull();
    }

    @Test
    @Line(10)
    default void actualRequest_answersAndErrors_carryOriginAndCredentialsOnly() {
        EngineHarness engine = EngineHarness.start(
                this,
                options -> options.cors(
                        CorsPolicy.builder().origin(ORIGIN).credentials(true).build()));
        WireRequest error = WireRequest.get(EngineHarness.polling("unknown")).header("Origin", ORIGIN);

        for (WireRequest request : new WireRequest[] {from(ORIGIN), error}) {
            WireResponse response = engine.client().send(request).await();
            assertThat(response.header("access-control-allow-origin")).isEqualTo(ORIGIN);
            assertThat(response.header("access-control-allow-credentials")).isEqualTo("true");
            assertThat(response.headers().first("access-control-allow-methods")).isNull();
            assertThat(response.headers().first("access-control-allow-headers")).isNull();
        }
    }

    @Test
    @Line(11)
    default void options_corsOff_isABadHandshakeMethod() {
        EngineHarness engine = EngineHarness.start(this);

        WireResponse response = engine.client().send(preflight(ORIGIN)).await();

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.text()).isEqualTo("{\"code\":2,\"message\":\"Bad handshake method\"}");
    }

    @Test
    @Line(14)
    default void origin_withInvalidCharacters_isRefused() {
        EngineHarness engine = EngineHarness.start(this);
        if (engine.overNetwork()) {
            return; // a web server hands on no such header
        }
        WireResponse response =
                engine.client().send(from("https://\u2603.example")).await();

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.text()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
        assertThat(engine.awaitError().context()).containsEntry("reason", "INVALID_ORIGIN");
    }

    @Test
    default void upgrade_otherOrigin_isRefusedWhenAPolicyIsSet() {
        EngineHarness engine = EngineHarness.start(this, options -> options.cors(CorsPolicy.of(ORIGIN)));

        assertThat(engine.client()
                        .refusedWebSocket(EngineHarness.WEBSOCKET, HttpHeaders.of("Origin", "https://evil.example"))
                        .status())
                .isEqualTo(403);
        assertThat(engine.openWebSocket(HttpHeaders.of("Origin", ORIGIN)).openPacket())
                .startsWith("0{");
        assertThat(engine.openWebSocket().openPacket()).startsWith("0{");
    }
}
