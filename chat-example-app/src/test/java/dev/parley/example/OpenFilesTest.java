package dev.parley.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that has as many files and connections open as its system lets it have. */
@Tag("any-jdk")
final class OpenFilesTest {

    private static final int MOST = 300;

    @TempDir
    private Path folder;

    @Test
    void limit_reached_makesReadinessRedLogsALineAndPasses() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "limits are set by a shell");
        try (ServerProcess server = ServerProcess.startWithOpenFiles(
                MOST, Files.createDirectory(folder.resolve("jars")), folder.resolve("data"))) {
            Deque<RawClient> early = new ArrayDeque<>();
            for (int i = 0; i < 10; i++) {
                early.add(RawClient.connect(server.port()));
            }
            assertThat(ask(early.remove(), "/readyz")).isEqualTo("HTTP/1.1 200 OK");
            List<RawClient> crowd = new ArrayList<>();
            try {
                crowd(server, crowd);

                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(ask(early.remove(), "/readyz"))
                                .isEqualTo("HTTP/1.1 503 Service Unavailable"));
                assertThat(ask(early.remove(), "/healthz")).isEqualTo("HTTP/1.1 200 OK");
                await().until(() -> count(server, "cannot be accepted") > 0);
                await().during(Duration.ofSeconds(3)).until(() -> count(server, "cannot be accepted") == 1);
            } finally {
                crowd.forEach(RawClient::close);
                early.forEach(RawClient::close);
            }
            await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(() -> {
                try (RawClient client = RawClient.connect(server.port())) {
                    assertThat(ask(client, "/readyz")).isEqualTo("HTTP/1.1 200 OK");
                }
            });
            assertThat(count(server, "cannot be accepted")).isEqualTo(1);
            assertThat(count(server, "Not ready, descriptors")).isEqualTo(1);
            assertThat(count(server, "\tat ")).isZero();
            assertThat(server.output()).hasSizeLessThan(10);
        }
    }

    /** Connects until the server accepts no more. */
    private static void crowd(ServerProcess server, List<RawClient> crowd) {
        while (crowd.size() < 2 * MOST && count(server, "cannot be accepted") == 0) {
            try {
                crowd.add(RawClient.connect(server.port()));
            } catch (UncheckedIOException refused) {
                return;
            }
        }
    }

    private static String ask(RawClient client, String path) {
        return client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .status();
    }

    private static long count(ServerProcess server, String text) {
        return server.output().stream().filter(line -> line.contains(text)).count();
    }
}
