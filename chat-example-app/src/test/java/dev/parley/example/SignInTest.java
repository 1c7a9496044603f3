package dev.parley.example;

import static dev.parley.example.TestServer.bearer;
import static dev.parley.example.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.example.account.AccountException;
import dev.parley.example.account.Accounts;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("any-jdk")
final class SignInTest {

    @TempDir
    static Path data;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(data, "--admin=Keeper");
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
    void names_thatLookAlike_areOneName() {
        assertThat(server.post("/api/register", person("boss carl", "12345678")).statusCode())
                .isEqualTo(201);
        for (String name :
                new String[] {"Boss Carl", "bosscarl", "boss\u200b carl", "b\u03bfss carl", "\uff42oss carl"}) {
            assertThat(server.post("/api/register", person(name, "12345678")).statusCode())
                    .as(name)
                    .isIn(400, 409);
            assertThat(server.post("/api/guest", Map.of("username", name)).statusCode())
                    .as(name)
                    .isIn(400, 409);
        }
    }

    @Test
    void names_forTheServerOrForEverybody_areReserved() {
        for (String name :
                new String[] {"admin", "Administrator", "@everyone", "here", "System", "Parley", "moderator"}) {
            assertThat(server.post("/api/register", person(name, "12345678")).statusCode())
                    .as(name)
                    .isEqualTo(409);
            assertThat(server.post("/api/guest", Map.of("username", name)).statusCode())
                    .as(name)
                    .isEqualTo(409);
        }
    }

    @Test
    void register_reservedName_isRefusedInEveryForm() {
        for (String name : new String[] {"Keeper", "keeper", " KEEPER ", "\uff2beeper", "Ke eper"}) {
            assertThat(server.post("/api/register", person(name, "12345678")).statusCode())
                    .as(name)
                    .isEqualTo(409);
            assertThat(server.post("/api/guest", Map.of("username", name)).statusCode())
                    .as(name)
                    .isEqualTo(409);
        }
    }

    @Test
    void register_passwordWithHalfACharacter_isRefused() {
        for (String password : new String[] {"\ud83d\ud83d\ud83d\ud83dabcdef", "abcdefgh\ud83d", "\ude00abcdefgh"}) {
            String body = "{\"username\":\"Half\",\"password\":\"" + escaped(password) + "\"}";

            assertThat(post("/api/register", body).statusCode()).isEqualTo(400);
            assertThat(post("/api/login", body).statusCode()).isEqualTo(401);
        }
        assertThat(server.post("/api/register", person("Whole", "abcdefg\ud83d\ude00"))
                        .statusCode())
                .isEqualTo(201);
    }

    /** By the processor time that checking takes, which other work on the machine does not change. */
    @Test
    void login_unknownName_takesAsMuchWorkAsAWrongPassword(@TempDir Path own) throws Exception {
        try (Accounts accounts = Accounts.open(own.resolve("accounts.db"), Set.of(), Clock.systemUTC())) {
            accounts.register("Known", "correct horse");
            for (String password : new String[] {"wrong password", "", "x".repeat(256), "x".repeat(257), "\ud83d"}) {
                long known = work(accounts, "Known", password);
                long unknown = work(accounts, "Unknown", password);
                if (known > MEASURABLE) {
                    assertThat(unknown).as(password).isBetween(known / 3, known * 3);
                } else {
                    assertThat(unknown).as(password).isLessThan(2 * MEASURABLE);
                }
            }
            accounts.administration().setDisabled("Known", true);
            assertThat(work(accounts, "Known", "correct horse"))
                    .isBetween(work(accounts, "Unknown", "correct horse") / 3, Long.MAX_VALUE);
        }
    }

    private static final long MEASURABLE = 5_000_000;

    /** The least of several rounds, in nanoseconds. */
    private static long work(Accounts accounts, String name, String password) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long begun = threads.getCurrentThreadCpuTime();
            assertThatThrownBy(() -> accounts.login(name, password)).isInstanceOf(AccountException.class);
            least = Math.min(least, threads.getCurrentThreadCpuTime() - begun);
        }
        return least;
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> escaped.append(String.format("\\u%04x", c)));
        return escaped.toString();
    }

    private static HttpResponse<String> post(String path, String body) {
        return server.send(server.request(path, "Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
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
