package dev.parley.example;

import static dev.parley.example.TestServer.ADMIN_TOKEN;
import static dev.parley.example.TestServer.bearer;
import static dev.parley.example.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.chat.policy.ModerationAction;
import dev.parley.model.Content;
import dev.parley.model.User;
import dev.parley.model.UserId;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ban holds on every way to a room: the page's, the API's, and links that were made before. */
@Tag("any-jdk")
final class BannedTest {

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
    void banned_user_findsEveryWayToTheRoomClosed() throws Exception {
        TestServer.Guest eve = server.enter("Eve");
        Map<String, String> room = Map.of("room", "Java");
        try (ChatClient client = ChatClient.connect(server, eve.token())) {
            assertThat(client.join("Java").optBoolean("ok")).isTrue();
            assertThat(client.ask("chatMessage", Map.of("room", "Java", "text", "hello"))
                            .optBoolean("ok"))
                    .isTrue();
            String link = json(server.post("/api/chats/export/link", room, bearer(eve.token())))
                    .path("url")
                    .textValue();
            assertThat(server.get("/api/rooms/Java/users", bearer(eve.token())).statusCode())
                    .isEqualTo(200);

            moderate(ModerationAction.BAN, eve.id());
            say("after the ban");

            assertThat(server.get(link).statusCode()).as("a link made before").isEqualTo(403);
            assertThat(server.post("/api/chats/export/link", room, bearer(eve.token()))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(server.get("/api/rooms/Java/users", bearer(eve.token())).statusCode())
                    .isEqualTo(403);
            assertThat(server.get("/api/rooms/%20Java/users", bearer(eve.token()))
                            .statusCode())
                    .as("another form of the name")
                    .isEqualTo(403);
            for (String command : new String[] {"joinRoom", "getHistory", "syncRoom", "getRoomUsers"}) {
                assertThat(client.ask(
                                        command,
                                        command.equals("syncRoom")
                                                ? Map.of("room", "Java", "epoch", "x", "seq", 0)
                                                : room)
                                .toString())
                        .as(command)
                        .contains("\"ok\":false")
                        .doesNotContain("after the ban");
            }
        }
        assertThat(server.get("/api/rooms/Java/users", bearer(server.guest("Ann")))
                        .statusCode())
                .as("others")
                .isEqualTo(200);
        assertThat(server.get("/api/rooms/Java/users", bearer(ADMIN_TOKEN)).statusCode())
                .isEqualTo(200);

        moderate(ModerationAction.UNBAN, eve.id());

        await().untilAsserted(() -> assertThat(
                        server.get("/api/rooms/Java/users", bearer(eve.token())).statusCode())
                .isEqualTo(200));
    }

    private static void moderate(ModerationAction action, String user) {
        server.server()
                .chat()
                .room("Java")
                .moderate(action, UserId.of(user), null, "")
                .toCompletableFuture()
                .join();
    }

    private static void say(String text) {
        server.server()
                .chat()
                .room("Java")
                .sendAs(User.of("a", "Ann"), Content.of(text), null)
                .toCompletableFuture()
                .join();
    }
}
