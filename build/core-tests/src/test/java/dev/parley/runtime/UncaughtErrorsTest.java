package dev.parley.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.time.SystemScheduler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class UncaughtErrorsTest {

    private final long before = UncaughtErrors.count();

    @Test
    void thread_taskThrows_isCounted() throws InterruptedException {
        Thread thread = UncaughtErrors.threads("failing").newThread(() -> {
            throw new AssertionError("on demand");
        });
        thread.start();
        thread.join();

        assertThat(thread.getName()).isEqualTo("failing-1");
        assertThat(thread.isDaemon()).isTrue();
        assertThat(UncaughtErrors.count()).isGreaterThan(before);
    }

    @Test
    void scheduler_taskThrows_isCountedAndTheNextRuns() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        try (SystemScheduler scheduler = new SystemScheduler("clock")) {
            scheduler.schedule(Duration.ZERO, () -> {
                throw new AssertionError("on demand");
            });
            scheduler.schedule(Duration.ofMillis(1), ran::countDown);

            assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
        }
        Awaitility.await().until(() -> UncaughtErrors.count() > before);
    }

    @Test
    void reportError_exceptionWithAnErrorAsCause_isCounted() {
        UncaughtErrors.reportError("a test", new IllegalStateException(new LinkageError("on demand")));

        assertThat(UncaughtErrors.count()).isGreaterThan(before);
    }

    /** What an operator sees: a line for each way in which a server runs out of memory, and a server that goes on. */
    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void outOfMemory_anywhere_leavesALineAndTheServerAlive() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx48m",
                        "-XX:TieredStopAtLevel=1",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OutOfMemoryProcess.class.getName())
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
            for (String place : OutOfMemoryProcess.PLACES) {
                assertThat(output).containsPattern("ERROR .*Uncaught in [^\n]*" + place);
            }
            assertThat(output).contains("java.lang.OutOfMemoryError: Java heap space");
            assertThat(output).contains("counted " + OutOfMemoryProcess.PLACES.size(), "alive");
        } finally {
            process.destroyForcibly();
        }
    }
}
