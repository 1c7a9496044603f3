package dev.parley.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.model.Content;
import dev.parley.model.User;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("any-jdk")
final class DailyExportsTest {

    @TempDir
    Path folder;

    @Test
    void start_afterTheDayIsOver_writesIt() throws Exception {
        Path exports = folder.resolve("exports");
        LocalDate day;
        try (TestServer server = TestServer.start(folder.resolve("data"), "--store=sqlite")) {
            Instant said = server.server()
                    .chat()
                    .room("C#")
                    .sendAs(User.of("a", "Alice"), Content.of("for the archive"), null)
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS)
                    .createdAt();
            day = LocalDate.ofInstant(said, ZoneOffset.UTC);
        }
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(2));

        try (ExampleServer server = ExampleServer.start(
                TestServer.options(
                        "--port=0",
                        "--host=127.0.0.1",
                        "--data=" + folder.resolve("data"),
                        "--daily-export=" + exports),
                later)) {
            assertThat(server.port()).isPositive();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> !textsIn(exports.resolve(day.toString())).isEmpty());
        }

        assertThat(textsIn(exports.resolve(day.toString())))
                .singleElement()
                .asString()
                .contains("Alice: for the archive");
        try (Stream<Path> days = Files.list(exports)) {
            assertThat(days.filter(Files::isDirectory)
                            .map(each -> each.getFileName().toString()))
                    .as("days before the first message")
                    .allMatch(each -> each.compareTo(day.toString()) >= 0);
        }
    }

    private static List<String> textsIn(Path day) throws IOException {
        if (!Files.exists(day.resolve("manifest.json"))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(day)) {
            List<Path> texts =
                    files.filter(file -> file.toString().endsWith(".txt")).toList();
            return texts.isEmpty() ? List.of() : List.of(Files.readString(texts.get(0)));
        }
    }
}
