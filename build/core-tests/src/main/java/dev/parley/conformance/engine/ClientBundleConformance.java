package dev.parley.conformance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.EngineHarness;
import dev.parley.conformance.Line;
import dev.parley.conformance.WireFixture;
import dev.parley.testkit.transport.WireRequest;
import dev.parley.testkit.transport.WireResponse;
import dev.parley.transport.policy.CorsPolicy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The browser client, from the class path of the test: section 18. */
public interface ClientBundleConformance extends WireFixture {

    private static WireRequest file(String name) {
        return WireRequest.get("/engine.io/" + name);
    }

    @ParameterizedTest
    @Line({143, 144})
    @ValueSource(strings = {"socket.io.js", "socket.io.min.js", "socket.io.esm.min.js", "socket.io.msgpack.min.js"})
    default void file_ofTheBundle_isServedWithItsMap(String name) {
        EngineHarness engine = EngineHarness.start(this);

        WireResponse script = engine.client().send(file(name + "?v=1")).await();
        WireResponse map = engine.client().send(file(name + ".map")).await();

        assertThat(script.status()).isEqualTo(200);
        assertThat(script.header("content-type")).isEqualToIgnoringWhitespace("application/javascript; charset=utf-8");
        assertThat(script.header("etag")).isEqualTo("\"9.8.7\"");
        assertThat(script.header("cache-control")).isEqualTo("public, max-age=0");
        assertThat(script.text()).contains("stand-in");
        assertThat(map.status()).isEqualTo(200);
        assertThat(map.header("content-type")).isEqualToIgnoringWhitespace("application/json; charset=utf-8");
        assertThat(map.header("etag")).isEqualTo("\"9.8.7\"");
    }

    @ParameterizedTest
    @Line(143)
    @ValueSource(strings = {"socket.io.esm.js", "socket.io.js.map.map", "../client/socket.io.js", "other.js"})
    default void file_anyOther_isNotServed(String name) {
        EngineHarness engine = EngineHarness.start(this);

        WireResponse response = engine.client().send(file(name)).await();

        assertThat(response.status()).isIn(400, 404);
        if (response.status() == 400 && !response.text().isEmpty()) {
            assertThat(response.text()).isEqualTo("{\"code\":0,\"message\":\"Transport unknown\"}");
        }
    }

    @Test
    @Line(145)
    default void file_known_is304() {
        EngineHarness engine = EngineHarness.start(this);
        for (String etag : new String[] {"\"9.8.7\"", "W/\"9.8.7\""}) {
            WireResponse response = engine.client()
                    .send(file("socket.io.js").header("If-None-Match", etag))
                    .await();
            assertThat(response.status()).isEqualTo(304);
            assertThat(response.bytes()).isEmpty();
        }
        assertThat(engine.client()
                        .send(file("socket.io.js").header("If-None-Match", "\"1.0.0\""))
                        .await()
                        .status())
                .isEqualTo(200);
    }

    @Test
    @Line(145)
    default void file_compressed_asTheClientAccepts() throws IOException {
        EngineHarness engine = EngineHarness.start(this);
        WireRequest request = file("socket.io.js");

        WireResponse gzip = engine.client()
                .send(request.header("Accept-Encoding", "deflate, gzip, br"))
                .await();
        assertThat(gzip.header("content-encoding")).isEqualTo("gzip");
        assertThat(new String(
                        new GZIPInputStream(new ByteArrayInputStream(gzip.bytes())).readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8))
                .contains("stand-in");
        WireResponse deflate = engine.client()
                .send(request.header("Accept-Encoding", "deflate"))
                .await();
        assertThat(deflate.header("content-encoding")).isEqualTo("deflate");
        assertThat(new String(
                        new InflaterInputStream(new ByteArrayInputStream(deflate.bytes())).readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8))
                .contains("stand-in");
        WireResponse brotli =
                engine.client().send(request.header("Accept-Encoding", "br")).await();
        assertThat(brotli.headers().first("content-encoding")).isNull();
        assertThat(brotli.text()).contains("stand-in");
    }

    @Test
    @Line(145)
    default void file_corsAndOff() {
        EngineHarness engine =
                EngineHarness.start(this, options -> options.cors(CorsPolicy.of("https://chat.example")));
        WireResponse response = engine.client()
                .send(file("socket.io.js").header("Origin", "https://chat.example"))
                .await();
        assertThat(response.header("access-control-allow-origin")).isEqualTo("https://chat.example");

        EngineHarness off = EngineHarness.start(this, options -> options.serveClient(false));
        assertThat(off.client().send(file("socket.io.js")).await().status()).isEqualTo(400);
    }
}
