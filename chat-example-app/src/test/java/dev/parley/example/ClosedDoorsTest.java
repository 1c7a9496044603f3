package dev.parley.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("any-jdk")
final class ClosedDoorsTest {

    @TempDir
    Path data;

    @Test
    void guestsAndRegistration_switchedOff_areRefused() {
        try (TestServer server = TestServer.start(data, "--no-guests", "--no-registration")) {
            Map<String, String> person = Map.of("username", "Alice", "password", "12345678");

            assertThat(server.post("/api/guest", person).statusCode()).isEqualTo(403);
            assertThat(server.post("/api/register", person).statusCode()).isEqualTo(403);
            assertThat(server.get("/api/config").body())
                    .contains("\"guests\":false")
                    .contains("\"registration\":false");
        }
    }

    @Test
    void attempts_moreThanAllowed_areRefusedForAMinute() {
        try (TestServer server = TestServer.start(data, "--attempts-per-minute=3")) {
            Map<String, String> person = Map.of("username", "Alice", "password", "wrong password");
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThat(server.post("/api/login", person).statusCode()).isEqualTo(401);
            }

            HttpResponse<String> fourth = server.post("/api/login", person);

            assertThat(fourth.statusCode()).isEqualTo(429);
            assertThat(fourth.headers().firstValue("Retry-After")).contains("60");
        }
    }

    @Test
    void requests_moreThanAllowed_areRefused() {
        try (TestServer server = TestServer.start(data, "--requests-per-minute=2")) {
            assertThat(server.get("/").statusCode()).isEqualTo(200);
            assertThat(server.get("/api/config").statusCode()).isEqualTo(200);
            assertThat(server.get("/").statusCode()).isEqualTo(429);
        }
    }
}
