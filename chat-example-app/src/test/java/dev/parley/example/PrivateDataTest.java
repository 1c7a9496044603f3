package dev.parley.example;

import static dev.parley.example.TestServer.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Password hashes, messages and secrets are for the owner's eyes, whatever the folder they are in lets others do. */
@Tag("any-jdk")
final class PrivateDataTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void openFolder() throws IOException {
        assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
                "file permissions need a POSIX file system");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void files_inAFolderThatOthersCanRead_areForTheOwnerOnly() throws IOException {
        try (TestServer server = TestServer.start(folder, "--store=sqlite")) {
            use(server);
            assertPrivate();
        }
        assertPrivate();
    }

    @Test
    void files_thatOthersCouldRead_areClosedAtTheStart() throws IOException {
        try (TestServer server = TestServer.start(folder, "--store=sqlite")) {
            use(server);
        }
        for (Path file : files()) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        }

        try (TestServer server = TestServer.start(folder, "--store=sqlite")) {
            assertThat(server.get("/readyz").statusCode()).isEqualTo(200);
            assertPrivate();
        }
    }

    private static void use(TestServer server) {
        server.fill("Java", 3);
        assertThat(server.post("/api/register", Map.of("username", "Ann", "password", "a password"))
                        .statusCode())
                .isEqualTo(201);
        assertThat(server.send(server.request("/api/files?name=a", bearer(server.guest("Bob")))
                                .POST(BodyPublishers.ofString("content")))
                        .statusCode())
                .isEqualTo(201);
    }

    private void assertPrivate() throws IOException {
        assertThat(files())
                .hasSizeGreaterThan(6)
                .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(file.toString())
                        .endsWith("------"));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
