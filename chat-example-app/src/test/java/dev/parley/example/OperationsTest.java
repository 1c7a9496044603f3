package dev.parley.example;

import static dev.parley.example.TestServer.ADMIN_TOKEN;
import static dev.parley.example.TestServer.bearer;
import static dev.parley.example.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("any-jdk")
final class OperationsTest {

    @TempDir
    static Path data;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(data, "--behind-proxy");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void health_andReadiness_areUp() {
        assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
        assertThat(server.get("/readyz").body()).contains("\"ready\"");
    }

    @Test
    void readiness_whileTheStoreIsDown_isGoneAndHealthStays(@TempDir Path own) {
        try (TestServer failing = TestServer.start(own)) {
            failing.server().chat().store().close();

            assertThat(failing.get("/readyz").statusCode()).isEqualTo(503);
            assertThat(failing.get("/healthz").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void metrics_onThisMachine_areShown() {
        server.fill("counted", 3);
        HttpResponse<String> metrics = server.get("/metrics");

        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(header(metrics)).startsWith("text/plain; version=0.0.4");
        assertThat(metrics.body())
                .contains("parley_connections 0.0", "jvm_memory_used_bytes")
                .contains("parley_messages_total{kind=\"private\"} 0.0")
                .containsPattern("parley_messages_total\\{kind=\"room\"} [1-9]");
    }

    @Test
    void metrics_fromElsewhere_needTheAdminToken() {
        assertThat(server.get("/metrics", "X-Forwarded-For", "198.51.100.7").statusCode())
                .isEqualTo(401);
        assertThat(server.get("/metrics", "X-Forwarded-For", "198.51.100.7", "Authorization", "Bearer " + ADMIN_TOKEN)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void roomUsers_areForThoseWhoSignedIn() {
        HttpResponse<String> users = server.get("/api/rooms/C%23/users", bearer(server.guest("Alice")));

        assertThat(users.statusCode()).isEqualTo(200);
        assertThat(json(users).path("room").textValue()).isEqualTo("C#");
        assertThat(json(users).path("count").intValue()).isZero();
        assertThat(server.get("/api/rooms/Java/users").statusCode()).isEqualTo(401);
    }

    @Test
    void notify_isForAdmins() {
        Map<String, Object> body =
                Map.of("userId", "42", "type", "new_post", "message", "Bob wrote", "data", Map.of("postId", 17));

        HttpResponse<String> sent = server.post("/api/notify", body, bearer(ADMIN_TOKEN));

        assertThat(sent.statusCode()).isEqualTo(201);
        assertThat(json(sent).path("id").textValue()).isNotEmpty();
        assertThat(server.post("/api/notify", body).statusCode()).isEqualTo(401);
        assertThat(server.post("/api/notify", body, bearer(server.guest("Bob"))).statusCode())
                .isEqualTo(403);
        assertThat(server.post("/api/notify", Map.of("userId", ""), bearer(ADMIN_TOKEN))
                        .statusCode())
                .isEqualTo(400);
    }

    private static String header(HttpResponse<String> response) {
        return response.headers().firstValue("Content-Type").orElseThrow();
    }
}
