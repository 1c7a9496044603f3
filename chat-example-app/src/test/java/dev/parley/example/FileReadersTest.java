package dev.parley.example;

import static dev.parley.example.TestServer.ADMIN_TOKEN;
import static dev.parley.example.TestServer.bearer;
import static dev.parley.example.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.chat.policy.ModerationAction;
import dev.parley.model.UserId;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is for those who may read a message that carries it, now, whoever else knows its address. */
@Tag("any-jdk")
final class FileReadersTest {

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

    @Test
    void fileOfARoom_isForWhoeverMayJoinIt() throws Exception {
        TestServer.Guest ann = server.enter(TestServer.fresh("Ann"));
        TestServer.Guest eve = server.enter(TestServer.fresh("Eve"));
        String url = upload(ann);
        try (ChatClient client = ChatClient.connect(server, eve.token())) {
            client.join("Java");
            post(ann, "Java", url);

            assertThat(status(url, eve)).as("in the room").isEqualTo(200);
            assertThat(client.ask("leaveRoom", Map.of("room", "Java")).optBoolean("ok"))
                    .isTrue();
            assertThat(status(url, eve)).as("left, and may come back").isEqualTo(200);
            assertThat(status(url, server.enter(TestServer.fresh("New"))))
                    .as("may join")
                    .isEqualTo(200);
            assertThat(server.get(url).statusCode()).as("nobody").isEqualTo(401);
            assertThat(server.get(url, bearer("nonsense")).statusCode()).isEqualTo(401);

            moderate(ModerationAction.BAN, eve);

            String etag = server.get(url, bearer(ann.token()))
                    .headers()
                    .firstValue("ETag")
                    .orElseThrow();
            assertThat(status(url, eve)).as("banned").isEqualTo(403);
            assertThat(status(url, eve, "Range", "bytes=0-1")).isEqualTo(403);
            assertThat(status(url, eve, "If-None-Match", etag))
                    .as("what a browser has kept")
                    .isEqualTo(403);
            assertThat(server.send(server.request(url, bearer(eve.token())).method("HEAD", BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(status(url, ann)).as("others").isEqualTo(200);
            assertThat(server.get(url, bearer(ADMIN_TOKEN)).statusCode()).isEqualTo(200);

            post(eve, "elsewhere", url);
            assertThat(status(url, eve)).as("posted again by who may not").isEqualTo(403);

            moderate(ModerationAction.UNBAN, eve);
            await().untilAsserted(() -> assertThat(status(url, eve)).isEqualTo(200));
        }
    }

    @Test
    void fileOfSeveralRooms_isForThoseOfEach() throws Exception {
        TestServer.Guest ann = server.enter(TestServer.fresh("Ann"));
        TestServer.Guest eve = server.enter(TestServer.fresh("Eve"));
        String url = upload(ann);
        post(ann, "Java", url);
        String second = post(ann, "Python", url);
        moderate(ModerationAction.BAN, eve);

        await().untilAsserted(() -> assertThat(status(url, eve)).isEqualTo(200));
        try (ChatClient client = ChatClient.connect(server, ann.token())) {
            client.join("Python");
            client.ask("deleteMessage", Map.of("room", "Python", "id", second));
        }

        await().untilAsserted(() -> assertThat(status(url, eve)).isEqualTo(403));
        assertThat(status(url, server.enter(TestServer.fresh("New")))).isEqualTo(200);
    }

    @Test
    void fileOfAConversation_isForTheTwo() throws Exception {
        TestServer.Guest ann = server.enter(TestServer.fresh("Ann"));
        TestServer.Guest bob = server.enter(TestServer.fresh("Bob"));
        String url = upload(ann);
        try (ChatClient client = ChatClient.connect(server, ann.token())) {
            send(client, "privateMessage", Map.of("to", bob.id()), url);
        }

        assertThat(status(url, bob)).isEqualTo(200);
        assertThat(status(url, ann)).isEqualTo(200);
        assertThat(status(url, server.enter(TestServer.fresh("Eve")))).isEqualTo(403);
    }

    @Test
    void file_isThereForTheOthersWithItsMessage() throws Exception {
        TestServer.Guest ann = server.enter(TestServer.fresh("Ann"));
        TestServer.Guest bob = server.enter(TestServer.fresh("Bob"));
        try (ChatClient client = ChatClient.connect(server, ann.token())) {
            client.join("C#");
            for (int i = 0; i < 20; i++) {
                String url = upload(ann);
                assertThat(status(url, bob)).as("not sent yet").isEqualTo(403);
                assertThat(status(url, ann)).as("one's own").isEqualTo(200);
                send(client, "chatMessage", Map.of("room", "C#"), url);
                assertThat(status(url, bob)).isEqualTo(200);
            }
        }
    }

    @Test
    void erasedUser_hasNoFilesAnyMore() throws Exception {
        TestServer.Guest ann = server.enter(TestServer.fresh("Ann"));
        HttpResponse<String> entered = server.post("/api/guest", Map.of("username", TestServer.fresh("Eve")));
        String id = json(entered).path("user").path("id").textValue();
        String token = json(entered).path("token").textValue();
        String url = upload(ann);
        post(ann, "Java", url);
        assertThat(server.get(url, "Cookie", cookie(entered)).statusCode()).isEqualTo(200);

        assertThat(server.send(server.request("/api/users/" + id, bearer(ADMIN_TOKEN))
                                .DELETE())
                        .statusCode())
                .isEqualTo(200);

        assertThat(server.get(url, "Cookie", cookie(entered)).statusCode()).isEqualTo(401);
        assertThat(server.get(url, bearer(token)).statusCode()).isEqualTo(401);
    }

    @Test
    void browser_showsWhoItIsByACookieThatIsGoodForFilesOnly() throws Exception {
        TestServer.Guest ann = server.enter(TestServer.fresh("Ann"));
        String url = upload(ann);
        post(ann, "Java", url);
        HttpResponse<String> entered = server.post("/api/guest", Map.of("username", TestServer.fresh("Bob")));
        String token = json(entered).path("token").textValue();
        String cookie = cookie(entered);

        assertThat(entered.headers().firstValue("Set-Cookie").orElseThrow())
                .contains("Path=/files/", "HttpOnly", "SameSite=Lax", "Max-Age=");
        assertThat(server.get(url, "Cookie", cookie).statusCode()).isEqualTo(200);
        assertThat(server.get(url, "Cookie", cookie, "Range", "bytes=0-4").statusCode())
                .isEqualTo(206);
        assertThat(server.send(server.request(url, "Cookie", cookie).method("HEAD", BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.get(url, "Cookie", "parley-files=" + token).statusCode())
                .as("a token is no cookie")
                .isEqualTo(401);
        assertThat(server.get("/api/rooms/Java/users", bearer(cookie.split("=", 2)[1]))
                        .statusCode())
                .as("the cookie is no token")
                .isEqualTo(401);
        assertThat(server.get("/api/rooms/Java/users", "Cookie", cookie).statusCode())
                .isEqualTo(401);
    }

    @Test
    void session_isOpenedWithATokenAndClosed() {
        TestServer.Guest ann = server.enter(TestServer.fresh("Ann"));
        String url = upload(ann);

        HttpResponse<String> opened = server.post("/api/session", Map.of(), bearer(ann.token()));
        HttpResponse<String> closed = server.send(server.request("/api/session").DELETE());

        assertThat(server.get(url, "Cookie", cookie(opened)).statusCode()).isEqualTo(200);
        assertThat(server.post("/api/session", Map.of()).statusCode()).isEqualTo(401);
        assertThat(closed.statusCode()).isEqualTo(200);
        assertThat(closed.headers().firstValue("Set-Cookie").orElseThrow())
                .startsWith("parley-files=;")
                .contains("Expires=Thu, 01 Jan 1970", "Path=/files/");
    }

    private static int status(String url, TestServer.Guest reader, String... headers) {
        Map<String, String> all = new HashMap<>();
        all.put("Authorization", "Bearer " + reader.token());
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        String[] flat = all.entrySet().stream()
                .flatMap(header -> List.of(header.getKey(), header.getValue()).stream())
                .toArray(String[]::new);
        return server.get(url, flat).statusCode();
    }

    private static String cookie(HttpResponse<String> response) {
        return response.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    }

    private static String upload(TestServer.Guest owner) {
        return json(server.send(server.request("/api/files?name=cat.png", bearer(owner.token()))
                        .POST(BodyPublishers.ofByteArray(new byte[100]))))
                .path("url")
                .textValue();
    }

    private static String post(TestServer.Guest sender, String room, String url) throws Exception {
        try (ChatClient client = ChatClient.connect(server, sender.token())) {
            client.join(room);
            return send(client, "chatMessage", Map.of("room", room), url);
        }
    }

    private static String send(ChatClient client, String command, Map<String, String> where, String url)
            throws Exception {
        Map<String, Object> payload = new HashMap<>(where);
        payload.put("text", "look");
        payload.put("attachments", List.of(Map.of("url", url, "name", "cat.png", "type", "image/png", "size", 100)));
        JSONObject answer = client.ask(command, payload);
        assertThat(answer.optBoolean("ok")).as(answer.toString()).isTrue();
        return answer.getString("id");
    }

    private static void moderate(ModerationAction action, TestServer.Guest user) {
        server.server()
                .chat()
                .room("Java")
                .moderate(action, UserId.of(user.id()), null, "")
                .toCompletableFuture()
                .join();
    }
}
