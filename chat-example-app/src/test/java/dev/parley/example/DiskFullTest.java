package dev.parley.example;

import static dev.parley.example.TestServer.bearer;
import static dev.parley.example.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.model.Content;
import dev.parley.model.User;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full: a file system of a few megabytes, which only root can mount. */
@Tag("any-jdk")
final class DiskFullTest {

    @TempDir
    private Path disk;

    private boolean mounted;

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (mounted) {
            assertThat(run("umount", disk.toString())).isTrue();
        }
    }

    @Test
    void diskFull_isNamedByReadinessAnswersAndFewLines_andPasses() throws IOException, InterruptedException {
        mounted = run("mount", "-t", "tmpfs", "-o", "size=8m", "parley-test", disk.toString());
        assumeTrue(mounted, "mounting a small file system needs root");
        try (LogLines log = LogLines.capture()) {
            run(log);
            assertThat(log.hasStackTrace()).as("at the stop").isFalse();
        }
    }

    private void run(LogLines log) throws IOException {
        try (TestServer server = TestServer.start(disk.resolve("data"), "--store=sqlite")) {
            server.fill("Java", 3);
            String token = server.guest("Ann");
            assertThat(server.get("/readyz").statusCode()).isEqualTo(200);
            Path ballast = fill();

            await().untilAsserted(() -> {
                HttpResponse<String> ready = server.get("/readyz");
                assertThat(ready.statusCode()).isEqualTo(503);
                assertThat(json(ready).path("store").textValue()).isEqualTo("down");
            });
            for (int i = 0; i < 50; i++) {
                HttpResponse<String> refused = upload(server, token);
                assertThat(refused.statusCode()).isEqualTo(507);
                assertThat(json(refused).path("code").textValue()).isEqualTo("STORAGE_FULL");
            }
            for (int i = 0; i < 300; i++) {
                assertThat(server.server()
                                .chat()
                                .room("Java")
                                .sendAs(User.of("a", "Ann"), Content.of("x".repeat(4_000)), null))
                        .failsWithin(Duration.ofSeconds(20));
            }
            HttpResponse<String> refused =
                    server.post("/api/register", Map.of("username", "Bob", "password", "a password"));
            assertThat(refused.statusCode()).isEqualTo(507);
            assertThat(json(refused).path("code").textValue()).isEqualTo("STORAGE_FULL");
            assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
            assertThat(log.hasStackTrace()).isFalse();
            assertThat(log.warnings()).hasSizeBetween(1, 10);

            Files.delete(ballast);
            await().untilAsserted(
                            () -> assertThat(server.get("/readyz").statusCode()).isEqualTo(200));
            assertThat(upload(server, token).statusCode()).isEqualTo(201);
            assertThat(server.post("/api/register", Map.of("username", "Bob", "password", "a password"))
                            .statusCode())
                    .isEqualTo(201);
        }
    }

    private static HttpResponse<String> upload(TestServer server, String token) {
        return server.send(
                server.request("/api/files?name=a", bearer(token)).POST(BodyPublishers.ofByteArray(new byte[100_000])));
    }

    /** Takes all the space there is. */
    private Path fill() throws IOException {
        Path ballast = disk.resolve("ballast");
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(new byte[4_096]);
            }
        } catch (IOException full) {
            return ballast;
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
