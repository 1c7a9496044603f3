package dev.parley.transport.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.clients.MatrixServer;
import dev.parley.socketio.SocketServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** The Python client over polling, WebSocket, and polling with upgrade; skipped where there is no Python with venv and pip. */
@Tag("any-jdk")
final class PythonClientMatrixTest {

    private static final Path SOURCE = Path.of("src/test/python");
    private static final Path ENVIRONMENT = Path.of("target/python-client");
    private static final Path LOG = Path.of("target/python.log");
    private static final int CHECKS = 9;
    private static final int TRANSPORTS = 3;

    @TestFactory
    List<DynamicTest> pythonClientOnEveryTransport_passesEveryCheck() throws Exception {
        Path python = installed();
        Path report = ENVIRONMENT.resolve("report.json");
        Files.deleteIfExists(report);
        try (MatrixServer server = JettyBinding.serve(SocketServer.builder());
                MatrixServer impatient = JettyBinding.serve(
                        SocketServer.builder().engine(engine -> engine.pingInterval(Duration.ofSeconds(5))))) {
            int code = run(
                    python.toString(),
                    SOURCE.resolve("matrix.py").toString(),
                    report.toString(),
                    server.url(),
                    impatient.url());
            assertThat(code).as(Files.readString(LOG)).isZero();
        }
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode entry : new ObjectMapper().readTree(report.toFile())) {
            tests.add(DynamicTest.dynamicTest(
                    entry.get("transport").asText() + " · " + entry.get("check").asText(),
                    () -> assertThat(entry.get("error").asText()).isEmpty()));
        }
        assertThat(tests).hasSize(CHECKS * TRANSPORTS);
        return tests;
    }

    /** The client in an environment of its own, made once for a list of versions. */
    private static Path installed() throws Exception {
        Path python = ENVIRONMENT.resolve("bin/python");
        Path wanted = SOURCE.resolve("requirements.txt");
        Path have = ENVIRONMENT.resolve("installed.txt");
        if (Files.exists(have) && Files.mismatch(wanted, have) == -1) {
            return python;
        }
        assumeTrue(runs("python3", "-m", "venv", ENVIRONMENT.toString()), "there is no Python 3 with venv");
        assumeTrue(runs(python.toString(), "-m", "pip", "--version"), "there is no pip");
        assumeTrue(
                runs(python.toString(), "-m", "pip", "install", "--quiet", "--requirement", wanted.toString()),
                "the Python client cannot be installed here, see target/python.log");
        Files.copy(wanted, have, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        return python;
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            return run(command) == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(LOG.toFile())
                .start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        return ended ? process.exitValue() : -1;
    }
}
