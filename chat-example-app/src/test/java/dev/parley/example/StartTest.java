package dev.parley.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator is told when a server does not start, or starts without its store. */
final class StartTest {

    @TempDir
    private Path data;

    @Test
    void start_portInUse_saysSo() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(refusal("--host=127.0.0.1", "--port=" + other.getLocalPort()))
                    .startsWith("port " + other.getLocalPort() + " is in use");
        }
    }

    @Test
    void start_hostOfAnotherMachine_saysSo() {
        assertThat(refusal("--host=198.51.100.9", "--port=0"))
                .isEqualTo("--host 198.51.100.9 is no address of this machine");
    }

    @Test
    void start_hostThatNobodyKnows_saysSo() {
        assertThat(refusal("--host=nobody.invalid", "--port=0"))
                .isEqualTo("--host nobody.invalid is the name of no machine");
    }

    @Test
    void start_keyStoreThatIsNone_saysSo() throws IOException {
        Path file = Files.writeString(data.resolve("keys.p12"), "no keys");

        assertThat(refusal("--port=0", "--tls-key-store=" + file, "--tls-password=right"))
                .startsWith("the key store " + file + " cannot be used");
    }

    @Test
    void start_keyStoreWithAnotherPassword_saysSo() throws Exception {
        Path file = data.resolve("keys.p12");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        try (OutputStream out = Files.newOutputStream(file)) {
            keys.store(out, "right".toCharArray());
        }

        assertThat(refusal("--port=0", "--tls-key-store=" + file, "--tls-password=wrong"))
                .isEqualTo("the key store " + file + " has another password than --tls-password");
    }

    @Test
    void start_dataFolderInUse_isRefused() {
        try (TestServer first = TestServer.start(data)) {
            assertThat(refusal("--port=0")).contains("the data folder " + data + " is in use");
            assertThat(first.get("/readyz").statusCode()).isEqualTo(200);
        }
        TestServer.start(data).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"messages.db", "accounts.db", "files.db"})
    void start_damagedDatabase_saysThatItIsAndHowToRestore(String name) throws IOException {
        try (TestServer server = TestServer.start(data, "--store=sqlite")) {
            server.fill("Java", 3);
        }
        try (RandomAccessFile file = new RandomAccessFile(data.resolve(name).toFile(), "rw")) {
            file.setLength(5_000);
        }

        assertThat(refusal("--port=0")).contains(name, "is damaged", "restore --from", "docs/operations.md");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"mongodb://bob:secret@127.0.0.1:1/chat", "jdbc:postgresql://127.0.0.1:1/chat?password=secret"})
    void start_storeOutOfReach_isSaidAtOnceInOneLine(String store) {
        try (LogLines log = LogLines.capture();
                TestServer server = TestServer.start(data, "--store=" + store)) {
            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .contains("127.0.0.1:1/chat cannot be used")
                    .doesNotContain("secret");
            assertThat(log.hasStackTrace()).isFalse();
            assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
            assertThat(server.get("/readyz").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void start_storeInReach_isSaid() {
        try (LogLines log = LogLines.capture();
                TestServer server = TestServer.start(data, "--store=sqlite")) {
            assertThat(log.lines()).contains("The message store sqlite is up");
            assertThat(server.get("/readyz").statusCode()).isEqualTo(200);
        }
    }

    private String refusal(String... arguments) {
        String[] all = new String[arguments.length + 1];
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[0] = "--data=" + data;
        ServerOptions options = TestServer.options(all);
        Throwable failure = catchThrowable(
                () -> ExampleServer.start(options, Clock.systemUTC()).close());
        assertThat(failure).isNotNull();
        return StartFailures.describe(failure, options);
    }
}
