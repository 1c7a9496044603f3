package dev.parley.example;

import static dev.parley.example.TestServer.ADMIN_TOKEN;
import static dev.parley.example.TestServer.bearer;
import static dev.parley.example.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file goes with the message that carries it. */
@Tag("any-jdk")
final class MessageFilesTest {

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
    void delete_ofTheOnlyMessage_removesTheFile() throws Exception {
        String token = server.guest("Ann");
        String url = upload(token);
        try (ChatClient ann = ChatClient.connect(server, token)) {
            ann.join("Java");
            String id = send(ann, "Java", url);
            assertThat(server.get(url, bearer(ADMIN_TOKEN)).statusCode()).isEqualTo(200);

            ann.ask("deleteMessage", Map.of("room", "Java", "id", id));

            await().untilAsserted(() -> assertThat(
                            server.get(url, bearer(ADMIN_TOKEN)).statusCode())
                    .isEqualTo(404));
        }
    }

    @Test
    void delete_ofOneOfTwoMessages_keepsTheFile() throws Exception {
        String token = server.guest("Ben");
        String url = upload(token);
        try (ChatClient ben = ChatClient.connect(server, token)) {
            ben.join("Java");
            String first = send(ben, "Java", url + "?w=1&h=1");
            String second = send(ben, "Java", url);
            String marker = upload(token);
            String third = send(ben, "Java", marker);

            ben.ask("deleteMessage", Map.of("room", "Java", "id", first));
            ben.ask("deleteMessage", Map.of("room", "Java", "id", third));
            await().untilAsserted(() -> assertThat(
                            server.get(marker, bearer(ADMIN_TOKEN)).statusCode())
                    .isEqualTo(404));
            assertThat(server.get(url, bearer(ADMIN_TOKEN)).statusCode()).isEqualTo(200);

            ben.ask("deleteMessage", Map.of("room", "Java", "id", second));
            await().untilAsserted(() -> assertThat(
                            server.get(url, bearer(ADMIN_TOKEN)).statusCode())
                    .isEqualTo(404));
        }
    }

    @Test
    void delete_ofAMessageWithAnothersFile_keepsIt() throws Exception {
        String owner = server.guest("Cleo");
        String thief = server.guest("Mallory");
        String url = upload(owner);
        try (ChatClient cleo = ChatClient.connect(server, owner);
                ChatClient mallory = ChatClient.connect(server, thief)) {
            cleo.join("Java");
            mallory.join("Java");
            String original = send(cleo, "Java", url);
            String copy = send(mallory, "Java", url);
            String marker = upload(thief);
            String last = send(mallory, "Java", marker);

            mallory.ask("deleteMessage", Map.of("room", "Java", "id", copy));
            mallory.ask("deleteMessage", Map.of("room", "Java", "id", last));
            await().untilAsserted(() -> assertThat(
                            server.get(marker, bearer(ADMIN_TOKEN)).statusCode())
                    .isEqualTo(404));
            assertThat(server.get(url, bearer(ADMIN_TOKEN)).statusCode())
                    .as("not Mallory's to remove")
                    .isEqualTo(200);

            send(mallory, "Java", url);
            cleo.ask("deleteMessage", Map.of("room", "Java", "id", original));
            await().untilAsserted(() -> assertThat(
                            server.get(url, bearer(ADMIN_TOKEN)).statusCode())
                    .as("not Mallory's to keep")
                    .isEqualTo(404));
        }
    }

    @Test
    void erase_ofAUser_removesAllFilesAndTexts() throws Exception {
        TestServer.Guest dora = server.enter("Dora");
        String posted = upload(dora.token());
        String unposted = upload(dora.token());
        try (ChatClient client = ChatClient.connect(server, dora.token())) {
            client.join("Python");
            send(client, "Python", posted);

            assertThat(server.send(server.request("/api/users/" + dora.id(), bearer(dora.token()))
                                    .DELETE())
                            .statusCode())
                    .isEqualTo(403);
            assertThat(server.send(server.request("/api/users/" + dora.id(), bearer(ADMIN_TOKEN))
                                    .DELETE())
                            .statusCode())
                    .isEqualTo(200);

            assertThat(client.awaitDisconnect()).isTrue();
        }
        assertThat(server.get(posted, bearer(ADMIN_TOKEN)).statusCode()).isEqualTo(404);
        assertThat(server.get(unposted, bearer(ADMIN_TOKEN)).statusCode()).isEqualTo(404);
        assertThat(server.get("/api/chats/export?room=Python", bearer(ADMIN_TOKEN))
                        .body())
                .doesNotContain("Dora");
    }

    private static String upload(String token) {
        return json(server.send(server.request("/api/files?name=cat.png", bearer(token))
                        .POST(BodyPublishers.ofByteArray(new byte[100]))))
                .path("url")
                .textValue();
    }

    private static String send(ChatClient client, String room, String url) throws Exception {
        JSONObject answer = client.ask(
                "chatMessage",
                Map.of(
                        "room",
                        room,
                        "text",
                        "look",
                        "attachments",
                        List.of(Map.of("url", url, "name", "cat.png", "type", "image/png", "size", 100))));
        assertThat(answer.optBoolean("ok")).as(answer.toString()).isTrue();
        return answer.getString("id");
    }
}
