package dev.parley.example;

import static dev.parley.example.TestServer.ADMIN_TOKEN;
import static dev.parley.example.TestServer.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no client library sends is answered 400, and leaves no line in the log. */
@Tag("any-jdk")
final class MalformedRequestTest {

    @TempDir
    static Path data;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(data);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/chats/export?room=%FF",
                "GET /api/chats/export?room=%",
                "GET /api/chats/export?room=%zz",
                "GET /api/chats/export?room=%u0041",
                "GET /api/chats/export?room=%C3",
                "GET /api/chats/export?room=%ED%A0%80",
                "GET /api/chats/export?%FF=1&room=Java",
                "GET /api/chats/export?link=%FF",
                "GET /api/rooms/%FF/users",
                "GET /api/rooms/%/users",
                "GET /api/rooms/%zz/users",
                "GET /files/00000000000000000000000000000000/%FF",
                "GET /files/%FF/x",
                "GET /api/files?user=%FF",
                "DELETE /api/files/%FF",
                "GET /assets/%FF",
                "GET /%00"
            })
    void address_encodedWrongly_isRefused(String request) {
        try (LogLines log = LogLines.capture()) {
            String answer = ask(request + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + ADMIN_TOKEN
                    + "\r\nConnection: close\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 400 ").contains("{\"error\":");
            assertThat(log.warnings()).isEmpty();
            assertThat(log.hasStackTrace()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: a b",
                "Host: [::1",
                "Host: [::1]x",
                "Host: ::zz::",
                "Host: :80",
                "Host: a:99999",
                "Host: a:x",
                "Host: a\r\nHost: b",
                "X: no host"
            })
    void host_malformed_isRefused(String header) {
        try (LogLines log = LogLines.capture()) {
            String answer = ask("GET / HTTP/1.1\r\n" + header + "\r\nConnection: close\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 400 ");
            assertThat(log.warnings()).isEmpty();
        }
    }

    @Test
    void address_encodedWrongly_isRefusedWithoutSignInToo() {
        assertThat(ask("GET /api/chats/export?room=%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(ask("POST /api/files?name=%FF HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0"
                        + "\r\nAuthorization: Bearer " + server.guest("Ann") + "\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00ff\u00fe",
                "{\"username\": \"\u00ff\"}",
                "[]",
                "",
                "{",
                "null",
                "{\"a\":1}{",
                "{\"a\":1,\"a\":2}",
                "{} x"
            })
    void body_notAJsonObject_isRefused(String body) {
        String answer = ask("POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);

        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("{\"error\":");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/accounts/Nobody {\"disabled\":\"no\"}",
                "/api/accounts/Nobody {\"admin\":1}",
                "/api/accounts/Nobody {\"password\":12345678}",
                "/api/accounts/Nobody {\"disable\":true}",
                "/api/accounts {\"username\":5,\"password\":\"a password\"}",
                "/api/accounts {\"username\":\"Ann\",\"password\":12345678}",
                "/api/accounts {\"username\":\"Ann\",\"password\":\"a password\",\"admin\":\"false\"}",
                "/api/accounts {\"username\":\"Ann\",\"password\":\"a password\",\"roles\":[\"admin\"]}",
                "/api/accounts {\"username\":\"Ann\"}",
                "/api/register {\"username\":\"Ann\",\"password\":12345678}",
                "/api/register {\"username\":[\"Ann\"],\"password\":\"a password\"}",
                "/api/login {\"username\":\"Ann\",\"password\":[\"a password\"]}",
                "/api/guest {\"username\":true}",
                "/api/notify {\"userId\":5,\"type\":\"t\",\"message\":\"m\"}",
                "/api/notify {\"userId\":\"u\",\"type\":\"t\",\"message\":5}",
                "/api/notify {\"userId\":\"u\",\"type\":\"t\",\"message\":\"m\",\"body\":{}}"
            })
    void body_ofFieldsOfAnotherTypeOrName_isRefused(String request) {
        String[] parts = request.split(" ", 2);

        HttpResponse<String> answer = server.send(server.request(
                        parts[0], bearer(ADMIN_TOKEN)[0], bearer(ADMIN_TOKEN)[1], "Content-Type", "application/json")
                .POST(BodyPublishers.ofString(parts[1])));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    }

    private static String ask(String request) {
        try (RawClient client = RawClient.connect(server.server().port())) {
            return client.send(request).readAll();
        }
    }
}
