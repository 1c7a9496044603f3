package dev.parley.example;

import static dev.parley.example.TestServer.ADMIN_TOKEN;
import static dev.parley.example.TestServer.bearer;
import static dev.parley.example.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator does from the command line, beside a running server where that makes sense. */
@Tag("any-jdk")
final class CommandsTest {

    @TempDir
    private Path folder;

    @Test
    void accounts_madeListedResetAndDisabled_whileTheServerRuns() {
        Path data = folder.resolve("data");
        try (TestServer server = TestServer.start(data, "--admin=Boss")) {
            String first = lastWord(accounts(data, "create", "Boss"));
            String token = json(server.post("/api/login", person("boss", first)))
                    .path("token")
                    .textValue();
            assertThat(server.get("/api/chats/export?room=Java", bearer(token)).statusCode())
                    .isNotEqualTo(403);
            assertThat(accounts(data, "list").out()).contains("Boss").doesNotContain(first);

            String second = lastWord(accounts(data, "reset-password", "boss"));
            assertThat(server.post("/api/login", person("Boss", first)).statusCode())
                    .isEqualTo(401);
            assertThat(server.post("/api/login", person("Boss", second)).statusCode())
                    .isEqualTo(200);
            await().untilAsserted(() -> assertThat(
                            server.post("/api/renew", Map.of(), bearer(token)).statusCode())
                    .isEqualTo(401));

            accounts(data, "disable", "Boss");
            assertThat(accounts(data, "list").out()).contains("disabled");
            assertThat(server.post("/api/login", person("Boss", second)).statusCode())
                    .isBetween(401, 403);
            accounts(data, "enable", "Boss");
            assertThat(server.post("/api/login", person("Boss", second)).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void accounts_setAdmin_givesTheRoleAndRemoveAdminTakesIt() {
        Path data = folder.resolve("data");
        accounts(data, "create", "Ann");
        assertThat(accounts(data, "list").out()).doesNotContain("admin");
        accounts(data, "set-admin", "Ann");
        assertThat(accounts(data, "list").out()).contains("Ann admin");
        accounts(data, "remove-admin", "Ann");
        assertThat(accounts(data, "list").out()).doesNotContain("admin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset-password", "disable", "enable", "set-admin", "remove-admin"})
    void accounts_ofNobody_isSaidInALine(String command) {
        Path data = folder.resolve("data");
        accounts(data, "create", "Ann");

        Console said = Console.run("accounts", command, "Nobody", "--data=" + data);

        assertThat(said.status()).isNotZero();
        assertThat(said.err().lines()).hasSize(1);
        assertThat(said.err()).doesNotContain("Exception");
    }

    @ParameterizedTest
    @ValueSource(strings = {"accounts list", "files list", "backup --to=/tmp/no-such-target"})
    void command_onAMistypedFolder_saysSoAndMakesNothing(String command) {
        Path missing = folder.resolve("dtaa");

        Console said = Console.run(Stream.concat(Stream.of(command.split(" ")), Stream.of("--data=" + missing))
                .toArray(String[]::new));

        assertThat(said.status()).isNotZero();
        assertThat(said.err()).contains(missing.toString()).doesNotContain("Exception");
        assertThat(missing).doesNotExist();
    }

    @Test
    void files_listedAndRemoved_whileTheServerRuns() {
        Path data = folder.resolve("data");
        try (TestServer server = TestServer.start(data)) {
            String url = upload(server);
            String id = url.split("/")[2];
            assertThat(Console.run("files", "list", "--data=" + data).out()).contains(id);

            assertThat(Console.run("files", "remove", id, "--data=" + data).out())
                    .contains(id + " removed");

            assertThat(server.get(url, bearer(ADMIN_TOKEN)).statusCode()).isEqualTo(404);
            assertThat(Console.run("files", "remove", id, "--data=" + data).status())
                    .isNotZero();
        }
    }

    @Test
    void backup_ofARunningServer_restoredElsewhere_hasEverything() throws IOException {
        Path data = folder.resolve("data");
        Path backup = folder.resolve("backup");
        String url;
        try (TestServer server = TestServer.start(data, "--store=sqlite")) {
            server.fill("Java", 120);
            assertThat(server.post("/api/register", person("Ann", "a password")).statusCode())
                    .isEqualTo(201);
            url = upload(server);

            Console said = Console.run("backup", "--to=" + backup, "--data=" + data);

            assertThat(said.err()).isEmpty();
            assertThat(said.status()).isZero();
            assertThat(Console.run("backup", "--to=" + backup, "--data=" + data).status())
                    .as("onto what is there")
                    .isNotZero();
            assertThat(Console.run("restore", "--from=" + backup, "--data=" + data)
                            .err())
                    .contains("in use");
            server.fill("Java", 5);
        }
        try (Stream<Path> all = Files.walk(backup)) {
            assertThat(all)
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .endsWith("------"));
        }
        Path restored = folder.resolve("restored");
        assertThat(Console.run("restore", "--from=" + backup, "--data=" + restored)
                        .status())
                .isZero();
        assertHas(restored, url, 120);
        assertThat(Console.run("restore", "--from=" + backup, "--data=" + data).out())
                .contains("What was there is in");
        assertHas(data, url, 120);
    }

    private static void assertHas(Path data, String url, int messages) {
        try (TestServer server = TestServer.start(data, "--store=sqlite")) {
            assertThat(server.post("/api/login", person("Ann", "a password")).statusCode())
                    .isEqualTo(200);
            assertThat(server.get(url, bearer(ADMIN_TOKEN)).body()).isEqualTo("content");
            assertThat(messages(server)).isEqualTo(messages);
        }
    }

    @Test
    void restore_ofADamagedBackup_changesNothing() throws IOException {
        Path data = folder.resolve("data");
        Path backup = folder.resolve("backup");
        try (TestServer server = TestServer.start(data, "--store=sqlite")) {
            server.fill("Java", 3);
            Console.run("backup", "--to=" + backup, "--data=" + data);
        }
        try (RandomAccessFile file =
                new RandomAccessFile(backup.resolve("messages.db").toFile(), "rw")) {
            file.setLength(5_000);
        }

        Console said = Console.run("restore", "--from=" + backup, "--data=" + data);

        assertThat(said.status()).isNotZero();
        assertThat(said.err()).contains("messages.db").doesNotContain("Exception");
        try (TestServer server = TestServer.start(data, "--store=sqlite")) {
            assertThat(messages(server)).isEqualTo(3);
        }
    }

    private static long messages(TestServer server) {
        return server.get("/api/chats/export?room=Java&format=ndjson", bearer(ADMIN_TOKEN))
                .body()
                .lines()
                .filter(line -> line.contains("\"type\":\"message\""))
                .count();
    }

    private static Console accounts(Path data, String command, String... arguments) {
        Console said = Console.run(Stream.of(Stream.of("accounts", command, "--data=" + data), Stream.of(arguments))
                .flatMap(each -> each)
                .toArray(String[]::new));
        assertThat(said.err()).isEmpty();
        assertThat(said.status()).isZero();
        return said;
    }

    private static String lastWord(Console said) {
        String text = said.out().strip();
        return text.substring(text.lastIndexOf(' ') + 1);
    }

    private static Map<String, String> person(String name, String password) {
        return Map.of("username", name, "password", password);
    }

    private static String upload(TestServer server) {
        return json(server.send(server.request("/api/files?name=a.txt", bearer(server.guest(TestServer.fresh("Guest"))))
                        .POST(BodyPublishers.ofString("content"))))
                .path("url")
                .textValue();
    }
}
