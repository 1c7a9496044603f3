package dev.parley.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** D16: a million messages leave through a heap of 64 MiB. The other formats export a quarter: that would not fit either
 * if it were kept. */
@Tag("any-jdk")
final class LargeExportTest {

    @Test
    @Timeout(value = 300, unit = TimeUnit.SECONDS)
    void write_millionMessagesInSmallHeap_succeeds() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeExport.class.getName(),
                        "csv=1000000",
                        "txt=250000",
                        "json=250000",
                        "ndjson=250000")
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
            assertThat(output.lines())
                    .map(line -> line.substring(0, line.lastIndexOf(' ')))
                    .containsExactly("csv 1000000", "txt 250000", "json 250000", "ndjson 250000");
        } finally {
            process.destroyForcibly();
        }
    }
}
