package dev.parley.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("any-jdk")
final class PagesTest {

    @TempDir
    static Path data;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(data, "--cors=https://other.example");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void page_atBothAddresses_isServedWithSecurityHeaders() {
        for (String path : new String[] {"/", "/chat?room=C%23"}) {
            HttpResponse<String> page = server.get(path);

            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("<div id=\"app\"></div>").doesNotContain("style=");
            assertThat(header(page, "Content-Type")).isEqualTo("text/html; charset=utf-8");
            assertThat(header(page, "Content-Security-Policy"))
                    .contains("default-src 'self'")
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(header(page, "Cache-Control")).isEqualTo("no-cache");
        }
    }

    @Test
    void assets_namedByThePage_areKeptForEver() {
        Matcher script = Pattern.compile("src=\"(/assets/[^\"]+\\.js)\"")
                .matcher(server.get("/").body());
        assertThat(script.find()).isTrue();

        HttpResponse<String> asset = server.get(script.group(1));
        HttpResponse<String> again = server.get(script.group(1), "If-None-Match", header(asset, "ETag"));

        assertThat(asset.statusCode()).isEqualTo(200);
        assertThat(header(asset, "Content-Type")).startsWith("text/javascript");
        assertThat(header(asset, "Cache-Control")).contains("immutable");
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @Test
    void assets_outsideTheFolderOrUnknown_areNotFound() {
        for (String path :
                new String[] {"/assets/..%2findex.html", "/assets/none.js", "/assets/%2e%2e/x", "/logback.xml"}) {
            assertThat(server.get(path).statusCode()).as(path).isIn(400, 404);
        }
    }

    @Test
    void client_ofSocketIo_isServedByTheEngine() {
        for (String file :
                new String[] {"socket.io.js", "socket.io.min.js", "socket.io.esm.min.js", "socket.io.msgpack.min.js.map"
                }) {
            HttpResponse<String> client = server.get("/socket.io/" + file);

            assertThat(client.statusCode()).as(file).isEqualTo(200);
            assertThat(server.get("/socket.io/" + file, "If-None-Match", header(client, "ETag"))
                            .statusCode())
                    .isEqualTo(304);
        }
    }

    @Test
    void cors_namedOrigin_isAllowedAndOthersAreNot() {
        HttpResponse<String> named = server.get("/api/config", "Origin", "https://other.example");
        HttpResponse<String> unnamed = server.get("/api/config", "Origin", "https://evil.example");
        HttpResponse<String> preflight = server.send(server.request("/api/login", "Origin", "https://other.example")
                .method("OPTIONS", java.net.http.HttpRequest.BodyPublishers.noBody()));

        assertThat(header(named, "Access-Control-Allow-Origin")).isEqualTo("https://other.example");
        assertThat(unnamed.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(header(preflight, "Access-Control-Allow-Headers")).contains("Authorization");
    }

    @Test
    void cors_configured_everyAnswerVariesByOrigin() {
        String[] none = {};
        String[] named = {"Origin", "https://other.example"};
        String[] unnamed = {"Origin", "https://evil.example"};
        for (String path : new String[] {
            "/",
            "/api/config",
            "/api/nowhere",
            "/api/chats/export",
            "/healthz",
            "/assets/none.js",
            "/api/login",
            "/socket.io/?EIO=4&transport=polling",
            "/socket.io/socket.io.js",
            "/socket.io/?EIO=9"
        }) {
            for (String[] origin : new String[][] {none, named, unnamed}) {
                assertThat(server.get(path, origin).headers().allValues("Vary").toString())
                        .as(path + " " + String.join(" ", origin))
                        .contains("Origin");
            }
        }
        assertThat(server.get("/").headers().allValues("Vary").toString()).contains("Accept-Encoding");
    }

    @Test
    void path_unknown_isAnsweredAsAllErrorsAre() {
        HttpResponse<String> answer = server.get("/api/nowhere");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("{\"error\":\"Not found\"}");
    }

    @Test
    void method_notOfTheRoute_isRefused() {
        HttpResponse<String> answer = server.get("/api/login");

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(header(answer, "Allow")).isEqualTo("POST");
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElseThrow();
    }
}
