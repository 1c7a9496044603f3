package dev.parley.example;

import static dev.parley.example.TestServer.ADMIN_TOKEN;
import static dev.parley.example.TestServer.bearer;
import static dev.parley.example.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts in the hands of the operator. */
@Tag("any-jdk")
final class AccountsApiTest {

    private static final String PASSWORD = "correct horse";

    @TempDir
    static Path data;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(data, "--admin=Root,Boss");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void admin_reservedName_isMadeByTheOperatorOnly() {
        assertThat(server.post("/api/register", person("Root")).statusCode()).isEqualTo(409);

        HttpResponse<String> made = operator("/api/accounts", person("Root"));

        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(json(made).path("admin").booleanValue()).isTrue();
        JsonNode signedIn = json(server.post("/api/login", person("root")));
        assertThat(signedIn.path("user").path("roles").get(0).textValue()).isEqualTo("admin");
        assertThat(server.get("/metrics", bearer(signedIn.path("token").textValue()))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void admin_existingAccount_isPromotedAndDemotedAtOnce() {
        String token = json(server.post("/api/register", person("Alice")))
                .path("token")
                .textValue();
        assertThat(server.get("/api/files", bearer(token)).statusCode()).isEqualTo(403);

        assertThat(json(operator("/api/accounts/alice", Map.of("admin", true)))
                        .path("admin")
                        .booleanValue())
                .isTrue();

        assertThat(server.get("/api/files", bearer(token)).statusCode())
                .as("the token of before")
                .isEqualTo(401);
        String promoted =
                json(server.post("/api/login", person("Alice"))).path("token").textValue();
        assertThat(server.get("/api/files", bearer(promoted)).statusCode()).isEqualTo(200);

        operator("/api/accounts/Alice", Map.of("admin", false));

        assertThat(server.get("/api/files", bearer(promoted)).statusCode()).isEqualTo(401);
    }

    @Test
    void disable_endsTokensAndConnections() throws Exception {
        String token =
                json(server.post("/api/register", person("Bob"))).path("token").textValue();
        try (ChatClient client = ChatClient.connect(server, token)) {
            operator("/api/accounts/Bob", Map.of("disabled", true));

            assertThat(client.awaitDisconnect()).isTrue();
        }
        assertThat(server.post("/api/renew", Map.of(), bearer(token)).statusCode())
                .isEqualTo(401);
        assertThat(server.post("/api/login", person("Bob")).statusCode()).isEqualTo(401);
        assertThat(server.post("/api/guest", Map.of("username", "Bob")).statusCode())
                .isEqualTo(409);

        operator("/api/accounts/Bob", Map.of("disabled", false));

        assertThat(server.post("/api/login", person("Bob")).statusCode()).isEqualTo(200);
        assertThat(server.post("/api/renew", Map.of(), bearer(token)).statusCode())
                .as("what was revoked stays so")
                .isEqualTo(401);
    }

    @Test
    void resetPassword_endsTheOldOne() {
        server.post("/api/register", person("Cleo"));

        assertThat(operator("/api/accounts/Cleo", Map.of("password", "another horse"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(operator("/api/accounts/Cleo", Map.of("password", "short")).statusCode())
                .isEqualTo(400);

        assertThat(server.post("/api/login", person("Cleo")).statusCode()).isEqualTo(401);
        assertThat(server.post("/api/login", Map.of("username", "Cleo", "password", "another horse"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void remove_freesTheName() {
        String id = json(server.post("/api/register", person("Dan")))
                .path("user")
                .path("id")
                .textValue();

        HttpResponse<String> removed = server.send(
                server.request("/api/accounts/Dan", bearer(ADMIN_TOKEN)).DELETE());

        assertThat(json(removed).path("id").textValue()).isEqualTo(id);
        assertThat(server.post("/api/login", person("Dan")).statusCode()).isEqualTo(401);
        assertThat(server.post("/api/register", person("Dan")).statusCode()).isEqualTo(201);
    }

    @Test
    void guest_whoseNameBecomesAnAccount_isOut() {
        String guest = server.guest("Later");
        assertThat(server.post("/api/renew", Map.of(), bearer(guest)).statusCode())
                .isEqualTo(200);

        operator("/api/accounts", person("later"));

        assertThat(server.post("/api/renew", Map.of(), bearer(guest)).statusCode())
                .isEqualTo(401);
    }

    @Test
    void orders_ofOthers_areRefused() {
        operator("/api/accounts", person("Boss"));
        String admin =
                json(server.post("/api/login", person("Boss"))).path("token").textValue();
        for (String token : new String[] {admin, server.guest("Mallory")}) {
            assertThat(server.get("/api/accounts", bearer(token)).statusCode()).isEqualTo(403);
            assertThat(server.post("/api/accounts", person("X"), bearer(token)).statusCode())
                    .isEqualTo(403);
            assertThat(server.post("/api/accounts/Boss", Map.of("disabled", true), bearer(token))
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(server.get("/api/accounts").statusCode()).isEqualTo(401);
        assertThat(operator("/api/accounts/Nobody", Map.of("admin", true)).statusCode())
                .isEqualTo(404);
        JsonNode list = json(server.get("/api/accounts", bearer(ADMIN_TOKEN)));
        assertThat(list.path("accounts").toString()).contains("Boss").doesNotContain("argon2");
    }

    private static HttpResponse<String> operator(String path, Map<String, ?> body) {
        return server.post(path, body, bearer(ADMIN_TOKEN));
    }

    private static Map<String, String> person(String name) {
        return Map.of("username", name, "password", PASSWORD);
    }
}
