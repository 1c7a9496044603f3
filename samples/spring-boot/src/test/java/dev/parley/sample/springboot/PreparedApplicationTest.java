package dev.parley.sample.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar with what Spring prepared ahead of time ({@code process-aot}), which Maven runs this test after. */
@Tag("any-jdk")
final class PreparedApplicationTest {

    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

    @TempDir
    Path folder;

    @Test
    void people_ofTheApplicationPreparedAheadOfTime_chatAndAreNotified() throws Exception {
        Path log = folder.resolve("server.log");
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dspring.aot.enabled=true",
                        "-Xmx256m",
                        "-jar",
                        "target/parley-sample-spring-boot.jar",
                        "--server.port=0")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> port(log).find() || !server.isAlive());
            Matcher port = port(log);
            assertThat(port.find()).as(() -> read(log)).isTrue();
            assertThat(read(log)).contains("AOT-processed");

            NodeClient.useTheApplication("http://localhost:" + port.group(1), folder);
        } finally {
            server.destroy();
            assertThat(server.waitFor(20, java.util.concurrent.TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    private static Matcher port(Path log) {
        return PORT.matcher(read(log));
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (java.io.IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}
