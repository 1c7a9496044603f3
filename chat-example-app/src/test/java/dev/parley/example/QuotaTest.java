package dev.parley.example;

import static dev.parley.example.TestServer.ADMIN_TOKEN;
import static dev.parley.example.TestServer.bearer;
import static dev.parley.example.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may fill how much of the disk, from the first byte on. */
@Tag("any-jdk")
final class QuotaTest {

    @TempDir
    Path data;

    @Test
    void upload_upToWhatOnePersonMayHave_andNoByteMore() {
        try (TestServer server = TestServer.start(
                data, "--uploads-user-bytes=2500", "--uploads-total-bytes=100kB", "--upload-bytes=1000")) {
            String first = server.guest("First");
            assertThat(upload(server, first, 1000).statusCode()).isEqualTo(201);
            assertThat(upload(server, first, 1000).statusCode()).isEqualTo(201);
            assertThat(upload(server, first, 500).statusCode()).isEqualTo(201);

            HttpResponse<String> refused = upload(server, first, 1);

            assertThat(refused.statusCode()).isEqualTo(507);
            assertThat(json(refused).path("code").textValue()).isEqualTo("QUOTA_FULL");
            assertThat(upload(server, server.guest("Second"), 1000).statusCode())
                    .as("others have theirs")
                    .isEqualTo(201);
        }
    }

    @Test
    void upload_ofGuests_leavesHalfToAccounts() {
        try (TestServer server = TestServer.start(data, "--uploads-total-bytes=4000", "--upload-bytes=1000")) {
            for (String guest : List.of("One", "Two")) {
                assertThat(upload(server, server.guest(guest), 1000).statusCode())
                        .isEqualTo(201);
            }
            HttpResponse<String> refused = upload(server, server.guest("Three"), 1);

            assertThat(refused.statusCode()).isEqualTo(507);
            assertThat(json(refused).path("code").textValue()).isEqualTo("STORAGE_FULL");
            String account = account(server, "Alice");
            assertThat(upload(server, account, 1000).statusCode()).isEqualTo(201);
            assertThat(upload(server, account, 1000).statusCode()).isEqualTo(201);
            assertThat(upload(server, account, 1).statusCode()).isEqualTo(507);
        }
    }

    @Test
    void upload_thatIsNotFinished_countsUntilItEnds() throws Exception {
        try (TestServer server = TestServer.start(data, "--uploads-user-bytes=1500", "--upload-bytes=1000")) {
            String token = account(server, "Alice");
            RawClient slow = begin(server, token, 1000, 900);
            await().until(() -> total(server) == 900);
            assertThat(upload(server, token, 601).statusCode()).isEqualTo(507);
            assertThat(upload(server, token, 600).statusCode()).isEqualTo(201);
            assertThat(parts()).hasSize(1);

            slow.close();

            await().untilAsserted(() -> assertThat(total(server)).isEqualTo(600));
            await().untilAsserted(() -> assertThat(parts()).isEmpty());
            assertThat(upload(server, token, 900).statusCode()).isEqualTo(201);
        }
    }

    @Test
    void upload_largerThanAnnounced_isRefusedAndLeavesNothing() {
        try (TestServer server = TestServer.start(data, "--upload-bytes=1000")) {
            String token = server.guest("Alice");
            try (RawClient client = RawClient.connect(server.server().port())) {
                String answer = client.send(
                                "POST /api/files?name=x HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                        + token + "\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + "x".repeat(1001)
                                        + "\r\n0\r\n\r\n")
                        .readAll();
                assertThat(answer).startsWith("HTTP/1.1 413 ");
            }
            await().untilAsserted(() -> assertThat(parts()).isEmpty());
            assertThat(total(server)).isZero();
        }
    }

    @Test
    void start_afterAKill_removesWhatWasHalfReceived() throws IOException {
        Path files = Files.createDirectories(data.resolve("files"));
        Files.write(files.resolve("0123456789abcdef0123456789abcdef.part"), new byte[700]);
        Files.write(files.resolve("ffffffffffffffffffffffffffffffff"), new byte[700]);

        try (TestServer server = TestServer.start(data)) {
            assertThat(total(server)).isZero();
        }

        assertThat(files).isEmptyDirectory();
    }

    @Test
    void start_withFilesOfAVersionWithoutATable_keepsThem() throws IOException {
        Path files = Files.createDirectories(data.resolve("files"));
        String id = "0123456789abcdef0123456789abcdef";
        Files.write(files.resolve(id), new byte[700]);
        Files.writeString(files.resolve(id + ".type"), "image/png");

        for (int start = 0; start < 2; start++) {
            try (TestServer server = TestServer.start(data)) {
                HttpResponse<String> file = server.get("/files/" + id + "/old.png", bearer(server.guest("Reader")));
                assertThat(server.get("/files/" + id + "/old.png").statusCode()).isEqualTo(401);
                assertThat(file.statusCode()).isEqualTo(200);
                assertThat(file.headers().firstValue("Content-Type")).contains("image/png");
                assertThat(total(server)).isEqualTo(700);
            }
        }
    }

    private static RawClient begin(TestServer server, String token, int announced, int sent) {
        return RawClient.connect(server.server().port())
                .send("POST /api/files?name=slow HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                        + "\r\nContent-Length: " + announced + "\r\n\r\n" + "x".repeat(sent));
    }

    private List<Path> parts() throws IOException {
        try (Stream<Path> all = Files.list(data.resolve("files"))) {
            return all.filter(file -> file.toString().endsWith(".part")).toList();
        }
    }

    private static long total(TestServer server) {
        JsonNode list = json(server.get("/api/files", bearer(ADMIN_TOKEN)));
        return list.path("totalBytes").longValue();
    }

    private static String account(TestServer server, String name) {
        return json(server.post("/api/register", Map.of("username", name, "password", "correct horse")))
                .path("token")
                .textValue();
    }

    private static HttpResponse<String> upload(TestServer server, String token, int bytes) {
        return server.send(
                server.request("/api/files?name=x", bearer(token)).POST(BodyPublishers.ofByteArray(new byte[bytes])));
    }
}
