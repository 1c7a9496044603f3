package dev.parley.example.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("any-jdk")
final class DataFolderTest {

    @TempDir
    Path folder;

    @Test
    void secret_isMadeOnceAndKept() {
        String first = new DataFolder(folder).secret("token-secret");

        assertThat(first).matches("[0-9a-f]{64}");
        assertThat(new DataFolder(folder).secret("token-secret")).isEqualTo(first);
        assertThat(new DataFolder(folder).secret("other")).isNotEqualTo(first);
    }

    @Test
    void secret_isForTheOwnerOnly() throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        assumeTrue(posix, "file permissions need a POSIX file system");
        Path fresh = folder.resolve("fresh");

        new DataFolder(fresh).secret("token-secret");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fresh.resolve("token-secret"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fresh)))
                .isEqualTo("rwx------");
    }

    @Test
    void secret_cutShort_isRefused() throws IOException {
        Files.writeString(folder.resolve("token-secret"), "short");

        assertThatThrownBy(() -> new DataFolder(folder).secret("token-secret"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("too short");
    }
}
