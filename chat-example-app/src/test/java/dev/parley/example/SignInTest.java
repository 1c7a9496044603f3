package dev.parley.example;

import static dev.parley.example.TestServer.bearer;
import static dev.parley.example.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SignInTest {

    @TempDir
    static Path data;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(data, "--admin=Root");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void register_thenLogin_givesTheSameUser() {
        HttpResponse<String> registered = server.post("/api/register", person("Alice", "correct horse"));
        HttpResponse<String> signedIn = server.post("/api/login", person("alice", "correct horse"));

        assertThat(registered.statusCode()).isEqualTo(201);
        assertThat(signedIn.statusCode()).isEqualTo(200);
        assertThat(json(signedIn).path("user")).isEqualTo(json(registered).path("user"));
        assertThat(json(signedIn).path("user").path("name").textValue()).isEqualTo("Alice");
        assertThat(json(signedIn).path("guest").booleanValue()).isFalse();
        assertThat(Instant.parse(json(signedIn).path("expiresAt").textValue())).isAfter(Instant.now());
    }

    @Test
    void register_nameTakenInOtherCase_isRefused() {
        server.post("/api/register", person("Bob", "12345678"));

        HttpResponse<String> again = server.post("/api/register", person(" BOB ", "87654321"));

        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(json(again).path("error").textValue()).isEqualTo("This name is taken.");
    }

    @Test
    void register_badNames_areRefused() {
        for (String name : new String[] {"", "   ", "a\u0000b", "x\u202ey", "System", "n".repeat(65)}) {
            assertThat(server.post("/api/register", person(name, "12345678")).statusCode())
                    .as(name)
                    .isIn(400, 409);
        }
    }

    @Test
    void register_shortPassword_isRefused() {
        assertThat(server.post("/api/register", person("Short", "1234567")).statusCode())
                .isEqualTo(400);
    }

    @Test
    void login_wrongPasswordOrUnknownName_answersTheSame() {
        server.post("/api/register", person("Carol", "12345678"));

        HttpResponse<String> wrong = server.post("/api/login", person("Carol", "123456789"));
        HttpResponse<String> unknown = server.post("/api/login", person("Nobody", "123456789"));

        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(unknown.statusCode()).isEqualTo(401);
        assertThat(unknown.body()).isEqualTo(wrong.body());
    }

    @Test
    void guest_nameOfAnAccount_isRefused() {
        server.post("/api/register", person("Dora", "12345678"));

        assertThat(server.post("/api/guest", Map.of("username", "dora")).statusCode())
                .isEqualTo(409);
        assertThat(server.post("/api/guest", Map.of("username", "Dora 2")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void renew_keepsTheUser() {
        JsonNode guest = json(server.post("/api/guest", Map.of("username", "Eve")));

        HttpResponse<String> renewed =
                server.post("/api/renew", Map.of(), bearer(guest.path("token").textValue()));

        assertThat(renewed.statusCode()).isEqualTo(200);
        assertThat(json(renewed).path("user")).isEqualTo(guest.path("user"));
        assertThat(server.post("/api/renew", Map.of()).statusCode()).isEqualTo(401);
        assertThat(server.post("/api/renew", Map.of(), bearer("x.y.z")).statusCode())
                .isEqualTo(401);
    }

    @Test
    void register_adminName_givesTheRole() {
        JsonNode root = json(server.post("/api/register", person("Root", "12345678")));

        assertThat(root.path("user").path("roles").get(0).textValue()).isEqualTo("admin");
    }

    @Test
    void body_notAJsonObject_isRefused() {
        assertThat(server.post("/api/login", Map.of("username", 7)).statusCode())
                .isEqualTo(400);
        assertThat(server.post("/api/login", Map.of("username", "x".repeat(70_000)))
                        .statusCode())
                .isEqualTo(413);
    }

    private static Map<String, String> person(String name, String password) {
        return Map.of("username", name, "password", password);
    }
}
