package dev.parley.example;

import static dev.parley.example.TestServer.ADMIN_TOKEN;
import static dev.parley.example.TestServer.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a request comes from, and what depends on it: nobody chooses that by a header. */
@Tag("any-jdk")
final class AddressTest {

    private static final Map<String, String> PERSON = Map.of("username", "Alice", "password", "wrong password");

    @TempDir
    Path data;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For: 198.51.100.7",
                "X-Forwarded-For: 127.0.0.1",
                "X-Forwarded-For: ::1",
                "X-Forwarded-For:",
                "x-forwarded-for: 127.0.0.1, 127.0.0.1",
                "Forwarded: for=127.0.0.1",
                "Forwarded: for=198.51.100.7",
                "X-Real-IP: 127.0.0.1",
                "X-Forwarded-Proto: https",
                "Forwarded-For: 127.0.0.1",
                "x-original-forwarded-for: 127.0.0.1",
                "X-Acme-Client-IP: 127.0.0.1",
                "WL-Proxy-Client-IP: 127.0.0.1",
                "X-ProxyUser-Ip: 127.0.0.1",
                "X-Azure-ClientIP: 127.0.0.1",
                "X-Remote-Addr: 127.0.0.1",
                "X-Envoy-External-Address: 127.0.0.1",
                "CDN-Loop: cdn",
                "Cf-Ray: 1",
                "Via: 1.1 proxy",
                "CF-Connecting-IP: 198.51.100.7"
            })
    void metrics_throughAProxyOnThisMachine_needTheAdminToken(String header) {
        for (String[] options : new String[][] {{}, {"--behind-proxy"}}) {
            try (TestServer server = TestServer.start(data, options)) {
                assertThat(metrics(server, "localhost", header))
                        .as("%s", (Object) options)
                        .contains(" 401 ");
                assertThat(metrics(server, "localhost", header + "\r\nAuthorization: Bearer " + ADMIN_TOKEN))
                        .contains(" 200 ");
            }
        }
    }

    @Test
    void metrics_askedForByAnotherName_needTheAdminToken() {
        try (TestServer server = TestServer.start(data)) {
            assertThat(metrics(server, "localhost:" + server.server().port(), "X-Other: 1"))
                    .contains(" 200 ");
            assertThat(metrics(server, "127.0.0.1", "X-Other: 1")).contains(" 200 ");
            assertThat(metrics(server, "[::1]", "X-Other: 1")).contains(" 200 ");
            assertThat(metrics(server, "chat.example.org", "X-Other: 1"))
                    .as("a page of another site, or a proxy that keeps the name")
                    .contains(" 401 ");
        }
    }

    @Test
    void limits_withoutTheOption_countThePeerWhateverHeadersSay() {
        try (TestServer server = TestServer.start(data, "--attempts-per-minute=3")) {
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThat(logIn(server, "X-Forwarded-For", "203.0.113." + attempt))
                        .isEqualTo(401);
            }

            assertThat(logIn(server, "X-Forwarded-For", "203.0.113.99")).isEqualTo(429);
            assertThat(logIn(server, "Forwarded", "for=203.0.113.98")).isEqualTo(429);
        }
    }

    @Test
    void limits_behindAProxy_countWhatTheProxyAdded() {
        try (TestServer server = TestServer.start(data, "--attempts-per-minute=3", "--behind-proxy")) {
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThat(logIn(server, "X-Forwarded-For", "192.0.2." + attempt + ", 203.0.113.7"))
                        .isEqualTo(401);
            }

            assertThat(logIn(server, "X-Forwarded-For", "192.0.2.77, 203.0.113.7"))
                    .as("another forged first entry")
                    .isEqualTo(429);
            assertThat(logIn(server, "X-Forwarded-For", "203.0.113.7:4711")).isEqualTo(429);
            assertThat(logIn(server, "X-Forwarded-For", "203.0.113.7", "Forwarded", "for=192.0.2.1"))
                    .isEqualTo(429);
            assertThat(logIn(server, "X-Forwarded-For", "203.0.113.7, 203.0.113.8"))
                    .isEqualTo(401);
        }
    }

    @Test
    void limits_behindTwoProxies_countWhatTheOuterOneAdded() {
        try (TestServer server =
                TestServer.start(data, "--attempts-per-minute=1", "--behind-proxy", "--proxy-hops=2")) {
            assertThat(logIn(server, "X-Forwarded-For", "192.0.2.1, 203.0.113.7, 10.0.0.1"))
                    .isEqualTo(401);
            assertThat(logIn(server, "X-Forwarded-For", "192.0.2.2, 203.0.113.7, 10.0.0.2"))
                    .isEqualTo(429);
            assertThat(logIn(server, "X-Forwarded-For", "192.0.2.1, 203.0.113.8, 10.0.0.1"))
                    .isEqualTo(401);
        }
    }

    @Test
    void limits_namesAndOtherTextsForAddresses_countThePeerAndAskNobody() {
        try (TestServer server = TestServer.start(data, "--attempts-per-minute=5", "--behind-proxy")) {
            for (String forged : new String[] {"name.invalid", "unknown", "_hidden", "1.2.3", "::zz"}) {
                assertThat(logIn(server, "X-Forwarded-For", forged)).as(forged).isEqualTo(401);
            }

            assertThat(logIn(server, "X-Forwarded-For", "other.invalid")).isEqualTo(429);
        }
    }

    @Test
    void limits_ofOneIpv6Network_areShared() {
        try (TestServer server = TestServer.start(data, "--attempts-per-minute=2", "--behind-proxy")) {
            assertThat(logIn(server, "X-Forwarded-For", "2001:db8:1:2::1")).isEqualTo(401);
            assertThat(logIn(server, "X-Forwarded-For", "[2001:db8:1:2:ffff::9]:80"))
                    .isEqualTo(401);

            assertThat(logIn(server, "X-Forwarded-For", "2001:db8:1:2:3:4:5:6")).isEqualTo(429);
            assertThat(logIn(server, "X-Forwarded-For", "2001:db8:1:3::1")).isEqualTo(401);
        }
    }

    private static int logIn(TestServer server, String... headers) {
        HttpResponse<String> answer = server.post("/api/login", PERSON, headers);
        return answer.statusCode();
    }

    private static String metrics(TestServer server, String host, String header) {
        try (RawClient client = RawClient.connect(server.server().port())) {
            return client.send("GET /metrics HTTP/1.1\r\nHost: " + host + "\r\n" + header
                                    + "\r\nConnection: close\r\n\r\n")
                            .status()
                    + " ";
        }
    }

    @Test
    void metrics_withATokenThatIsNoAdmins_areRefused() {
        try (TestServer server = TestServer.start(data)) {
            String[] guest = bearer(server.guest("Eve"));

            assertThat(server.get("/metrics", guest[0], guest[1], "X-Forwarded-For", "198.51.100.7")
                            .statusCode())
                    .isEqualTo(403);
        }
    }
}
