package dev.parley.example;

import static dev.parley.example.TestServer.ADMIN_TOKEN;
import static dev.parley.example.TestServer.bearer;
import static dev.parley.example.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.chat.policy.ModerationAction;
import dev.parley.chat.policy.RoomDefinition;
import dev.parley.model.UserId;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a room for invited people only: the guest list of now decides, whoever was in it before and wherever the room is. */
@Tag("any-jdk")
final class PrivateRoomFilesTest {

    private static final String ROOM = "Board";

    @TempDir
    static Path data;

    private static TestServer server;

    private TestServer.Guest ann;
    private TestServer.Guest bob;
    private TestServer.Guest eve;

    @BeforeAll
    static void start() {
        server = TestServer.startWith(data, RoomDefinition.closed(ROOM), RoomDefinition.open("Java"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void invite() {
        ann = server.enter(TestServer.fresh("Ann"));
        bob = server.enter(TestServer.fresh("Bob"));
        eve = server.enter(TestServer.fresh("Eve"));
        moderate(ModerationAction.INVITE, ann);
        moderate(ModerationAction.INVITE, bob);
    }

    @Test
    void file_isForTheInvitedOnly() throws Exception {
        String url = upload(ann);
        try (ChatClient client = ChatClient.connect(server, ann.token())) {
            client.join(ROOM);
            send(client, ROOM, url);
        }

        assertThat(status(url, ann)).isEqualTo(200);
        assertThat(status(url, bob)).as("invited, never in it").isEqualTo(200);
        assertThat(status(url, eve)).as("not invited").isEqualTo(403);
        assertThat(server.get(url).statusCode()).as("nobody").isEqualTo(401);
        assertThat(server.get(url, bearer(ADMIN_TOKEN)).statusCode()).isEqualTo(200);

        moderate(ModerationAction.INVITE, eve);
        assertThat(status(url, eve)).as("invited later").isEqualTo(200);
    }

    @Test
    void file_afterRemoval_isForTheOthersOnly() throws Exception {
        String url = upload(ann);
        String own = upload(bob);
        try (ChatClient first = ChatClient.connect(server, ann.token());
                ChatClient second = ChatClient.connect(server, bob.token())) {
            first.join(ROOM);
            second.join(ROOM);
            send(first, ROOM, url);
            send(second, ROOM, own);

            moderate(ModerationAction.KICK, bob);
            assertThat(status(url, bob)).as("kicked, and may come back").isEqualTo(200);

            moderate(ModerationAction.UNINVITE, bob);
            assertThat(status(url, bob)).as("no longer invited").isEqualTo(403);
            assertThat(status(own, bob)).as("one's own").isEqualTo(200);
            assertThat(status(own, ann)).isEqualTo(200);

            second.join("Java");
            send(second, "Java", url);
            assertThat(status(url, bob))
                    .as("posted elsewhere by who may not have it")
                    .isEqualTo(403);
            assertThat(status(url, eve)).isEqualTo(403);
        }
    }

    @Test
    void file_ofAnInvitedWhoIsBanned_isNotForThem() throws Exception {
        String url = upload(ann);
        try (ChatClient client = ChatClient.connect(server, ann.token())) {
            client.join(ROOM);
            send(client, ROOM, url);
        }

        moderate(ModerationAction.BAN, bob);
        assertThat(status(url, bob)).isEqualTo(403);
        moderate(ModerationAction.UNBAN, bob);
        assertThat(status(url, bob)).isEqualTo(200);
    }

    @Test
    void file_ofARoomThatNobodyIsIn_staysForTheInvited() throws Exception {
        String url = upload(ann);
        try (ChatClient client = ChatClient.connect(server, ann.token())) {
            client.join(ROOM);
            send(client, ROOM, url);
            client.ask("leaveRoom", Map.of("room", ROOM));
        }
        await().untilAsserted(
                        () -> assertThat(server.server().chat().liveRooms()).isZero());

        assertThat(status(url, bob)).isEqualTo(200);
        assertThat(status(url, eve)).isEqualTo(403);
        assertThat(server.server().chat().liveRooms())
                .as("asking brings no room into memory")
                .isZero();
    }

    @Test
    void file_ofADeletedMessage_isGoneForAll() throws Exception {
        String url = upload(ann);
        try (ChatClient client = ChatClient.connect(server, ann.token())) {
            client.join(ROOM);
            String id = send(client, ROOM, url);
            assertThat(client.ask("deleteMessage", Map.of("room", ROOM, "id", id))
                            .optBoolean("ok"))
                    .isTrue();
        }

        await().untilAsserted(() -> assertThat(status(url, ann)).isEqualTo(404));
        assertThat(status(url, bob)).isEqualTo(404);
        assertThat(status(url, eve)).isEqualTo(404);
    }

    @Test
    void file_afterTheRoomIsCleared_isNotForOthersEither() throws Exception {
        String url = upload(ann);
        try (ChatClient client = ChatClient.connect(server, ann.token())) {
            client.join(ROOM);
            send(client, ROOM, url);
            server.server().chat().room(ROOM).clear().toCompletableFuture().join();
        }

        assertThat(status(url, eve)).isEqualTo(403);
    }

    private static int status(String url, TestServer.Guest reader) {
        return server.get(url, bearer(reader.token())).statusCode();
    }

    private static String upload(TestServer.Guest owner) {
        return json(server.send(server.request("/api/files?name=cat.png", bearer(owner.token()))
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

    private static void moderate(ModerationAction action, TestServer.Guest user) {
        server.server()
                .chat()
                .room(ROOM)
                .moderate(action, UserId.of(user.id()), null, "")
                .toCompletableFuture()
                .join();
    }
}
