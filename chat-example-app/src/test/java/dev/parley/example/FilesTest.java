package dev.parley.example;

import static dev.parley.example.TestServer.bearer;
import static dev.parley.example.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FilesTest {

    private static final byte[] PNG = "\u0089PNG\r\n\u001a\n and more".getBytes(StandardCharsets.ISO_8859_1);

    @TempDir
    static Path data;

    private static TestServer server;
    private static String token;

    @BeforeAll
    static void start() {
        server = TestServer.start(data, "--upload-bytes=1000", "--uploads-total-bytes=5000");
        token = server.guest("Alice");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void upload_picture_isShownByTheBrowser() {
        JsonNode stored = json(upload("cat.png", PNG));
        HttpResponse<String> file = server.get(stored.path("url").textValue());

        assertThat(stored.path("type").textValue()).isEqualTo("image/png");
        assertThat(stored.path("size").longValue()).isEqualTo(PNG.length);
        assertThat(file.headers().firstValue("Content-Type")).contains("image/png");
        assertThat(file.headers().firstValue("Content-Disposition")).contains("inline; filename*=UTF-8''cat.png");
    }

    @Test
    void upload_page_isOnlyEverDownloaded() {
        byte[] page = "<script>alert(1)</script>".getBytes(StandardCharsets.UTF_8);
        JsonNode stored = json(upload("evil.html", page));
        HttpResponse<String> file = server.get(stored.path("url").textValue());

        assertThat(file.body()).isEqualTo("<script>alert(1)</script>");
        assertThat(file.headers().firstValue("Content-Type")).contains("application/octet-stream");
        assertThat(file.headers().firstValue("Content-Disposition").orElseThrow())
                .startsWith("attachment;");
        assertThat(file.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("sandbox");
    }

    @Test
    void upload_namesOfAllKinds_comeBackSafe() {
        assertThat(json(upload("../../etc/passwd", PNG)).path("name").textValue())
                .isEqualTo(".._.._etc_passwd");
        assertThat(json(upload("日本 🎉.txt", PNG)).path("name").textValue()).isEqualTo("日本 🎉.txt");
        assertThat(json(upload("", PNG)).path("name").textValue()).isEqualTo("file");
    }

    @Test
    void upload_atAndOverTheLimit() {
        assertThat(upload("a", new byte[1000]).statusCode()).isEqualTo(201);
        assertThat(upload("b", new byte[1001]).statusCode()).isEqualTo(413);
    }

    @Test
    void upload_withoutToken_isRefused() {
        HttpResponse<String> refused =
                server.send(server.request("/api/files?name=x").POST(BodyPublishers.ofByteArray(PNG)));

        assertThat(refused.statusCode()).isEqualTo(401);
    }

    @Test
    void download_unknownId_isNotFound() {
        assertThat(server.get("/files/" + "0".repeat(32) + "/x").statusCode()).isEqualTo(404);
        assertThat(server.get("/files/..%2ftoken-secret/x").statusCode()).isIn(400, 404);
    }

    private static HttpResponse<String> upload(String name, byte[] bytes) {
        String path = "/api/files?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
        return server.send(server.request(path, bearer(token)).POST(BodyPublishers.ofByteArray(bytes)));
    }
}
