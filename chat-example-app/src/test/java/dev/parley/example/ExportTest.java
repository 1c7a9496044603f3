package dev.parley.example;

import static dev.parley.example.TestServer.ADMIN_TOKEN;
import static dev.parley.example.TestServer.bearer;
import static dev.parley.example.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.model.Content;
import dev.parley.model.User;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("any-jdk")
final class ExportTest {

    @TempDir
    static Path data;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(data);
        say("C#", "Alice", "Hello team!");
        say("C#", "Bob", "=1+1 \"quoted\"");
        say("a&b", "Alice", "ampersand");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void export_withoutFormat_isText() {
        HttpResponse<String> export = admin("room=C%23");

        assertThat(export.statusCode()).isEqualTo(200);
        assertThat(header(export, "Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(header(export, "Content-Disposition"))
                .matches("attachment; filename=\"chatlog-C#-[0-9-]+T[0-9-]+Z\\.txt\".*");
        assertThat(header(export, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(export.body().lines().toList().get(0)).matches("\\[[0-9T:.-]+Z] Alice: Hello team!");
    }

    @Test
    void export_roomThatIsNotThere_saysSo() {
        assertThat(admin("room=C%23%23").statusCode()).isEqualTo(404);
        assertThat(json(admin("room=C%23%23")).get("error").textValue()).isEqualTo("There is no such room");
        assertThat(admin("room=Python").statusCode())
                .as("defined, but nothing was said yet")
                .isEqualTo(200);
        assertThat(admin("room=%20C%23%E2%80%8B").body()).as("the same name").contains("Hello team!");
    }

    @Test
    void export_csv_quotesEveryCell() {
        assertThat(admin("room=C%23&format=csv").body().lines())
                .first()
                .asString()
                .isEqualTo("\"createdAt\",\"user\",\"message\"");
    }

    @Test
    void export_json_isAnArray() {
        HttpResponse<String> export = admin("room=C%23&format=json");

        assertThat(header(export, "Content-Type")).startsWith("application/json");
        assertThat(export.body().lines().count()).as("indented").isGreaterThan(8);
        assertThat(json(export).size()).isEqualTo(2);
        assertThat(json(export).get(0).fieldNames()).toIterable().contains("room", "user", "message", "createdAt");
        assertThat(json(export).get(0).path("room").textValue()).isEqualTo("C#");
        assertThat(json(export).get(0).path("user").textValue()).isEqualTo("Alice");
        assertThat(json(export).findValuesAsText("message")).containsExactly("Hello team!", "=1+1 \"quoted\"");
        assertThat(json(export).findValuesAsText("createdAt")).isSorted();
    }

    @Test
    void export_ofOnePerson_leavesOutTheOthers() {
        assertThat(admin("room=C%23&name=Bob").body()).contains("Bob: ").doesNotContain("Alice: ");
        assertThat(admin("room=C%23&to=2020-01-01").body()).isEmpty();
        assertThat(admin("room=a%26b").body()).contains("ampersand");
    }

    @Test
    void export_withoutRoom_says400() {
        for (String query : new String[] {"", "room=", "format=csv"}) {
            HttpResponse<String> export = admin(query);

            assertThat(export.statusCode()).isEqualTo(400);
            assertThat(export.body()).isEqualTo("{\"error\":\"Room name is required\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "room[$ne]=x",
                "room=a&room=b",
                "room=a&format=exe",
                "room=a&format=../../x",
                "room=a&from=yesterday",
                "room=a&zone=Nowhere",
                "room=Java&form=2025-01-01",
                "room=Java&limit=1",
                "room=Java&From=2025-01-01",
            })
    void export_impossibleParameters_say400(String query) {
        assertThat(admin(query.replace("[", "%5B").replace("]", "%5D")).statusCode())
                .isEqualTo(400);
    }

    @Test
    void export_storeFails_says500(@TempDir Path own) {
        try (TestServer broken = TestServer.start(own)) {
            broken.server().chat().store().close();
            HttpResponse<String> export = broken.get("/api/chats/export?room=C%23", bearer(ADMIN_TOKEN));

            assertThat(export.statusCode()).isEqualTo(500);
            assertThat(export.body()).isEqualTo("{\"error\":\"Failed to export chat logs\"}");
            assertThat(export.headers().firstValue("Content-Disposition")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"room", "with"})
    void export_byALinkWhenTheStoreFails_namesTheKind(String what, @TempDir Path own) throws Exception {
        try (TestServer broken = TestServer.start(own)) {
            TestServer.Guest ann = broken.enter("Ann");
            TestServer.Guest bob = broken.enter("Bob");
            Map<String, String> query = Map.of(what, what.equals("room") ? "C#" : bob.id());
            try (ChatClient client = ChatClient.connect(broken, ann.token())) {
                client.join("C#");
                client.ask("privateMessage", Map.of("to", bob.id(), "text", "hello"));
                HttpResponse<String> link = broken.post("/api/chats/export/link", query, bearer(ann.token()));
                assertThat(link.statusCode()).as(link.body()).isEqualTo(201);
                broken.server().chat().store().close();

                HttpResponse<String> export = broken.get(json(link).path("url").textValue());

                assertThat(export.statusCode()).isEqualTo(503);
                assertThat(json(export).path("code").textValue()).isEqualTo("STORE_UNAVAILABLE");
                assertThat(json(export).path("error").textValue()).isNotBlank();
                assertThat(export.headers().firstValue("Content-Disposition")).isEmpty();
            }
        }
    }

    @Test
    void export_withoutAdmin_isRefused() {
        assertThat(server.get("/api/chats/export?room=C%23").statusCode()).isEqualTo(401);
        assertThat(server.get("/api/chats/export?room=C%23", bearer("wrong")).statusCode())
                .isEqualTo(401);
        assertThat(server.get("/api/chats/export?room=C%23", bearer(server.guest("Mallory")))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void link_worksOnceAndOnlyForWhatItWasMade() throws Exception {
        String token = server.guest("Carol");
        try (ChatClient carol = ChatClient.connect(server, token)) {
            carol.join("C#");
            HttpResponse<String> made =
                    server.post("/api/chats/export/link", Map.of("room", "C#", "format", "csv"), bearer(token));
            String url = json(made).path("url").textValue();

            assertThat(made.statusCode()).isEqualTo(201);
            assertThat(server.get(url + "&room=a%26b").body())
                    .contains("Hello team!")
                    .doesNotContain("ampersand");
            assertThat(server.get(url).statusCode()).isEqualTo(403);
        }
    }

    @Test
    void link_askedForItsHeadersOnly_isNotUsedUp() throws Exception {
        String token = server.guest("Hedda");
        try (ChatClient hedda = ChatClient.connect(server, token)) {
            hedda.join("C#");
            String url = json(server.post("/api/chats/export/link", Map.of("room", "C#"), bearer(token)))
                    .path("url")
                    .textValue();
            for (int time = 0; time < 3; time++) {
                HttpResponse<String> head = server.send(server.request(url).method("HEAD", BodyPublishers.noBody()));
                assertThat(head.statusCode()).isEqualTo(200);
                assertThat(header(head, "Content-Disposition")).contains("chatlog-C#");
                assertThat(header(head, "Content-Type")).isEqualTo("text/plain; charset=utf-8");
                assertThat(head.headers().firstValue("Content-Length"))
                        .as("of the file, which is not made yet")
                        .isEmpty();
                assertThat(head.body()).isEmpty();
            }

            assertThat(server.get(url).body()).contains("Hello team!");
            assertThat(server.send(server.request(url).method("HEAD", BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void link_isForThoseInTheRoom_whenItIsMadeAndWhenItIsUsed() throws Exception {
        String token = server.guest("Leo");
        Map<String, String> query = Map.of("room", "C#");
        assertThat(server.post("/api/chats/export/link", query, bearer(token)).statusCode())
                .as("never in the room")
                .isEqualTo(403);
        try (ChatClient leo = ChatClient.connect(server, token)) {
            leo.join("C#");
            HttpResponse<String> made = server.post("/api/chats/export/link", query, bearer(token));
            assertThat(made.statusCode()).isEqualTo(201);

            leo.ask("leaveRoom", query);

            assertThat(server.get(json(made).path("url").textValue()).statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void link_ofAConversation_isForThoseInIt() {
        TestServer.Guest ann = server.enter("Ann");
        TestServer.Guest ben = server.enter("Ben");
        TestServer.Guest eve = server.enter("Eve");
        server.server()
                .chat()
                .user(ben.id())
                .send(User.of(ann.id(), "Ann"), "between us")
                .toCompletableFuture()
                .join();

        assertThat(export(ann, Map.of("with", ben.id())).body()).contains("Ann: between us");
        assertThat(export(ben, Map.of("with", ann.id(), "format", "json")).body())
                .contains("between us");
        assertThat(export(eve, Map.of("with", ann.id())).statusCode()).isEqualTo(404);
        assertThat(export(eve, Map.of("room", "dm:" + ann.id() + "+" + ben.id()))
                        .statusCode())
                .isEqualTo(404);
        assertThat(export(ann, Map.of("with", ben.id(), "room", "C#")).statusCode())
                .isEqualTo(400);
        assertThat(export(ann, Map.of("with", "x".repeat(1_000))).statusCode()).isEqualTo(400);
        assertThat(admin("with=" + ben.id()).statusCode()).isEqualTo(400);
    }

    @Test
    void export_csvWithByteOrderMark_beginsWithIt() {
        assertThat(admin("room=C%23&format=csv&bom=true").body()).startsWith("\ufeff\"createdAt\"");
        assertThat(admin("room=C%23&format=csv&bom=false").body()).startsWith("\"createdAt\"");
        for (String query :
                new String[] {"format=csv&bom=yes", "format=txt&bom=true", "format=csv&bom=true&bom=true"}) {
            assertThat(admin("room=C%23&" + query).statusCode()).as(query).isEqualTo(400);
        }
    }

    @Test
    void link_withoutTokenOrForNoExport_isRefused() {
        String[] bearer = bearer(server.guest("Dan"));

        assertThat(server.post("/api/chats/export/link", Map.of("room", "C#")).statusCode())
                .isEqualTo(401);
        assertThat(server.post("/api/chats/export/link", Map.of("room", "C#", "format", "exe"), bearer)
                        .statusCode())
                .isEqualTo(400);
        assertThat(server.post("/api/chats/export/link", Map.of("format", "csv"), bearer)
                        .body())
                .contains("Room name is required");
    }

    /** What the page does: asks for a link and follows it. */
    private static HttpResponse<String> export(TestServer.Guest guest, Map<String, String> query) {
        HttpResponse<String> made = server.post("/api/chats/export/link", query, bearer(guest.token()));
        return made.statusCode() == 201 ? server.get(json(made).path("url").textValue()) : made;
    }

    private static HttpResponse<String> admin(String query) {
        return server.get("/api/chats/export?" + query, bearer(ADMIN_TOKEN));
    }

    private static void say(String room, String name, String text) throws Exception {
        server.server()
                .chat()
                .room(room)
                .sendAs(User.of("u-" + URLEncoder.encode(name, StandardCharsets.UTF_8), name), Content.of(text), null)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElseThrow();
    }
}
