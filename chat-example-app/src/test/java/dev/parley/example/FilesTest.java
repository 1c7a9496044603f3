package dev.parley.example;

import static dev.parley.example.TestServer.ADMIN_TOKEN;
import static dev.parley.example.TestServer.bearer;
import static dev.parley.example.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("any-jdk")
final class FilesTest {

    private static final byte[] PNG = "\u0089PNG\r\n\u001a\n and more".getBytes(StandardCharsets.ISO_8859_1);

    @TempDir
    static Path data;

    private static TestServer server;
    private static String token;

    @BeforeAll
    static void start() {
        server = TestServer.start(data, "--upload-bytes=1000", "--uploads-total-bytes=20000");
        token = server.guest("Alice");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void upload_picture_isShownByTheBrowser() {
        JsonNode stored = json(upload("cat.png", PNG));
        HttpResponse<String> file = server.get(stored.path("url").textValue(), bearer(token));

        assertThat(stored.path("type").textValue()).isEqualTo("image/png");
        assertThat(stored.path("size").longValue()).isEqualTo(PNG.length);
        assertThat(header(file, "Content-Type")).isEqualTo("image/png");
        assertThat(header(file, "Content-Disposition")).contains("inline; filename*=UTF-8''cat.png");
    }

    @Test
    void upload_page_isOnlyEverDownloaded() {
        byte[] page = "<script>alert(1)</script>".getBytes(StandardCharsets.UTF_8);
        JsonNode stored = json(upload("evil.html", page));
        HttpResponse<String> file = server.get(stored.path("url").textValue(), bearer(token));

        assertThat(file.body()).isEqualTo("<script>alert(1)</script>");
        assertThat(header(file, "Content-Type")).isEqualTo("application/octet-stream");
        assertThat(header(file, "Content-Disposition")).startsWith("attachment;");
        assertThat(header(file, "Content-Security-Policy")).contains("sandbox");
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
        assertThat(upload("empty", new byte[0]).statusCode()).isEqualTo(201);
    }

    @Test
    void upload_withoutToken_isRefused() {
        HttpResponse<String> refused =
                server.send(server.request("/api/files?name=x").POST(BodyPublishers.ofByteArray(PNG)));

        assertThat(refused.statusCode()).isEqualTo(401);
    }

    @Test
    void upload_refusedWhileItIsStillSent_isAnsweredAllTheSame() {
        byte[] large = new byte[8 * 1024 * 1024];

        assertThat(server.send(server.request("/api/files?name=x").POST(BodyPublishers.ofByteArray(large)))
                        .statusCode())
                .isEqualTo(401);
        assertThat(upload("large", large).statusCode()).isEqualTo(413);
    }

    @Test
    void download_unknownId_isNotFound() {
        assertThat(server.get("/files/" + "0".repeat(32) + "/x", bearer(token)).statusCode())
                .isEqualTo(404);
        assertThat(server.get("/files/..%2ftoken-secret/x", bearer(token)).statusCode())
                .isIn(400, 404);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-4,      01234, bytes 0-4/36",
        "bytes=5-,       56789abcdefghijklmnopqrstuvwxyz, bytes 5-35/36",
        "bytes=-3,       xyz,   bytes 33-35/36",
        "bytes=35-35,    z,     bytes 35-35/36",
        "bytes=30-1000,  uvwxyz, bytes 30-35/36",
        "bytes=30-99999999999999999999, uvwxyz, bytes 30-35/36",
        "BYTES=0-1,      01,    bytes 0-1/36",
    })
    void download_range_givesThatPart(String range, String part, String contentRange) {
        HttpResponse<String> answer = server.get(alphabet(), with("Range", range));

        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.body()).isEqualTo(part);
        assertThat(header(answer, "Content-Range")).isEqualTo(contentRange);
        assertThat(header(answer, "Content-Length"))
                .isEqualTo(Integer.toString(answer.body().length()));
    }

    @Test
    void download_severalRanges_givesThemAll() {
        HttpResponse<String> answer = server.get(alphabet(), with("Range", "bytes=0-1,34-35"));

        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(header(answer, "Content-Type")).startsWith("multipart/byteranges");
        assertThat(answer.body()).contains("01", "bytes 0-1/36", "yz", "bytes 34-35/36");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "items=0-1",
                "lines=1-2",
                "bytes",
                "bytes 0-1",
                "bytes=a-b",
                "bytes=0-1;2-3",
                "bytes=0--1",
                "bytes=--1",
                "bytes=0-1,x"
            })
    void download_rangeThatIsNone_givesTheWholeFile(String range) {
        HttpResponse<String> answer = server.get(alphabet(), with("Range", range));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).hasSize(36);
    }

    @Test
    void download_rangesThatOverlap_sendNothingTwice() {
        for (String range : List.of("0-", "30-", "-36", "0-35")) {
            String all = "bytes=" + String.join(",", Collections.nCopies(1_000, range));
            HttpResponse<String> answer = server.get(alphabet(), with("Range", all));

            assertThat(answer.statusCode()).as(range).isBetween(200, 206);
            assertThat(answer.body()).hasSizeLessThanOrEqualTo(36);
        }
    }

    @Test
    void download_ofHundredsOfPieces_givesTheWholeFile() {
        byte[] content = new byte[1_000];
        String url = json(upload("long.bin", content)).path("url").textValue();
        String pieces =
                IntStream.range(0, 101).mapToObj(i -> i * 3 + "-" + i * 3).collect(Collectors.joining(","));

        HttpResponse<String> answer = server.get(url, with("Range", "bytes=" + pieces));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).hasSize(content.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=36-", "bytes=100-200", "bytes=-0", "bytes=99999999999999999999-"})
    void download_rangeBeyondTheEnd_isRefused(String range) {
        HttpResponse<String> answer = server.get(alphabet(), with("Range", range));

        assertThat(answer.statusCode()).isEqualTo(416);
        assertThat(header(answer, "Content-Range")).isEqualTo("bytes */36");
    }

    @Test
    void download_ofWhatIsKnown_isNotSentAgain() {
        String url = alphabet();
        HttpResponse<String> whole = server.get(url, with());
        String etag = header(whole, "ETag");

        assertThat(header(whole, "Accept-Ranges")).isEqualTo("bytes");
        assertThat(header(whole, "Content-Length")).isEqualTo("36");
        assertThat(server.get(url, with("If-None-Match", etag)).statusCode()).isEqualTo(304);
        assertThat(server.get(url, with("Range", "bytes=0-4", "If-Range", etag)).statusCode())
                .isEqualTo(206);
        assertThat(server.get(url, with("Range", "bytes=0-4", "If-Range", "\"other\""))
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> head = server.send(server.request(url, with()).method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "Content-Length")).isEqualTo("36");
    }

    @Test
    void remove_isForWhoSentItAndForAdmins() {
        String first = json(upload("one", PNG)).path("url").textValue();
        String second = json(upload("two", PNG)).path("url").textValue();
        String[] other = bearer(server.guest("Mallory"));

        assertThat(delete(id(first), other)).isEqualTo(404);
        assertThat(delete(id(first))).isEqualTo(401);
        assertThat(delete(id(first), bearer(token))).isEqualTo(200);
        assertThat(delete(id(second), bearer(ADMIN_TOKEN))).isEqualTo(200);
        assertThat(delete(id(second), bearer(ADMIN_TOKEN))).isEqualTo(404);
        assertThat(server.get(first, with()).statusCode()).isEqualTo(404);
        assertThat(server.get(second, with()).statusCode()).isEqualTo(404);
    }

    @Test
    void list_isForAdmins() {
        TestServer.Guest owner = server.enter("Lister");
        upload("mine", PNG, owner.token());

        HttpResponse<String> list = server.get("/api/files?user=" + owner.id(), bearer(ADMIN_TOKEN));

        assertThat(json(list).path("files")).hasSize(1);
        assertThat(json(list).path("files").get(0).path("size").longValue()).isEqualTo(PNG.length);
        assertThat(server.get("/api/files", bearer(owner.token())).statusCode()).isEqualTo(403);
        assertThat(server.get("/api/files").statusCode()).isEqualTo(401);
    }

    private static String alphabet() {
        byte[] bytes = "0123456789abcdefghijklmnopqrstuvwxyz".getBytes(StandardCharsets.US_ASCII);
        return json(upload("alphabet.txt", bytes)).path("url").textValue();
    }

    /** Headers of a request with the token of who uploads here. */
    private static String[] with(String... headers) {
        return Stream.concat(Stream.of(bearer(token)), Stream.of(headers)).toArray(String[]::new);
    }

    private static String id(String url) {
        return url.split("/")[2];
    }

    private static int delete(String id, String... headers) {
        return server.send(server.request("/api/files/" + id, headers).DELETE()).statusCode();
    }

    private static HttpResponse<String> upload(String name, byte[] bytes) {
        return upload(name, bytes, token);
    }

    private static HttpResponse<String> upload(String name, byte[] bytes, String by) {
        String path = "/api/files?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
        return server.send(server.request(path, bearer(by)).POST(BodyPublishers.ofByteArray(bytes)));
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElseThrow();
    }
}
