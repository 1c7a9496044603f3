package dev.parley.example;

import static dev.parley.example.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may try how often; the addresses are those that a proxy adds. */
@Tag("any-jdk")
final class SignInLimitsTest {

    @TempDir
    Path data;

    @Test
    void successes_ofAClassBehindOneAddress_allComeIn() {
        try (TestServer server = TestServer.start(data, "--attempts-per-minute=3")) {
            for (int pupil = 0; pupil < 15; pupil++) {
                Map<String, String> person = person("Pupil " + pupil, "correct horse");
                assertThat(server.post("/api/register", person).statusCode()).isEqualTo(201);
                assertThat(server.post("/api/login", person).statusCode()).isEqualTo(200);
            }
            assertThat(server.post("/api/guest", Map.of("username", "One more")).statusCode())
                    .as("the 31st success at ten times three")
                    .isEqualTo(429);
        }
    }

    @Test
    void failures_withOneName_areLimitedWhereverTheyComeFrom() {
        try (TestServer server = TestServer.start(data, "--behind-proxy", "--account-attempts-per-minute=4")) {
            server.post("/api/register", person("Victim", "correct horse"), from(1));
            server.post("/api/register", person("Other", "correct horse"), from(1));
            for (int address = 10; address < 14; address++) {
                assertThat(server.post("/api/login", person("victim", "guess " + address), from(address))
                                .statusCode())
                        .isEqualTo(401);
            }

            assertThat(server.post("/api/login", person("VICTIM ", "guess again"), from(20))
                            .statusCode())
                    .isEqualTo(429);
            assertThat(server.post("/api/login", person("Other", "correct horse"), from(20))
                            .statusCode())
                    .as("another account")
                    .isEqualTo(200);
            assertThat(server.post("/api/login", person("Victim", "correct horse"), from(1))
                            .statusCode())
                    .as("the owner, where the account was last used")
                    .isEqualTo(200);
        }
    }

    @Test
    void failures_withANameThatDoesNotExist_areLimitedAlike() {
        try (TestServer server = TestServer.start(data, "--behind-proxy", "--account-attempts-per-minute=2")) {
            for (int address = 10; address < 12; address++) {
                assertThat(server.post("/api/login", person("Nobody", "guess"), from(address))
                                .statusCode())
                        .isEqualTo(401);
            }

            assertThat(server.post("/api/login", person("Nobody", "guess"), from(12))
                            .statusCode())
                    .isEqualTo(429);
        }
    }

    @Test
    void failures_manyAtOnce_areNoMoreThanAllowed() {
        try (TestServer server = TestServer.start(data, "--attempts-per-minute=5")) {
            AtomicInteger tried = new AtomicInteger();
            IntStream.range(0, 40).parallel().forEach(i -> {
                if (server.post("/api/login", person("Name " + i, "wrong password"))
                                .statusCode()
                        == 401) {
                    tried.incrementAndGet();
                }
            });

            assertThat(tried.get()).isEqualTo(5);
        }
    }

    @Test
    void refusals_thatAreNobodysFault_doNotCount() {
        try (TestServer server = TestServer.start(data, "--attempts-per-minute=2")) {
            for (int i = 0; i < 5; i++) {
                assertThat(server.post("/api/login", Map.of("username", 7)).statusCode())
                        .as("no attempt")
                        .isEqualTo(400);
            }
            assertThat(json(server.post("/api/register", person("Ann", "correct horse")))
                            .path("token")
                            .textValue())
                    .isNotEmpty();
        }
    }

    private static String[] from(int address) {
        return new String[] {"X-Forwarded-For", "203.0.113." + address};
    }

    private static Map<String, String> person(String name, String password) {
        return Map.of("username", name, "password", password);
    }
}
