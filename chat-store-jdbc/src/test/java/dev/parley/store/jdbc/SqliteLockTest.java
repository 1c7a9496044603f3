package dev.parley.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.model.RoomName;
import dev.parley.store.LockHolder;
import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One engine a file. */
final class SqliteLockTest {

    private static final RoomName ROOM = RoomName.of("java");

    @TempDir
    private Path folder;

    @Test
    void sqlite_fileInUseInThisProcess_isRefusedUntilClosed() {
        Path file = folder.resolve("chat.db");
        try (JdbcMessageStore first = JdbcMessageStore.sqlite(file)) {
            refused(file, "in use by this process");
            refused(folder.resolve("../" + folder.getFileName() + "/chat.db"), "in use by this process");
            first.append(Drafts.messages(ROOM, 1, 1));
        }
        JdbcMessageStore.sqlite(file).close();
    }

    @Test
    void sqlite_fileInUseByAnotherProcess_isRefusedUntilThatIsKilled() throws IOException {
        Path file = folder.resolve("chat.db");
        try (LockHolder other = LockHolder.start(Engine.class, file)) {
            assertThat(other.answer()).isEqualTo("held");
            refused(file, "the database " + file + " is in use by process " + other.pid());
        }
        try (JdbcMessageStore store = JdbcMessageStore.sqlite(file)) {
            assertThat(store.head(ROOM).lastSeq()).as("written before the kill").isEqualTo(3);
            try (LockHolder other = LockHolder.start(Engine.class, file)) {
                assertThat(other.answer())
                        .startsWith("IN_USE")
                        .contains("process " + ProcessHandle.current().pid());
            }
        }
    }

    @Test
    void sqlite_linkToAFileInUse_isRefused() throws IOException {
        Path file = folder.resolve("chat.db");
        try (JdbcMessageStore first = JdbcMessageStore.sqlite(file)) {
            await().until(() -> first.health().up());
            Path link = folder.resolve("link.db");
            try {
                Files.createSymbolicLink(link, file);
            } catch (IOException | UnsupportedOperationException noLinks) {
                assumeTrue(false, "symbolic links cannot be made here");
            }
            refused(link, "in use by this process");
        }
    }

    @Test
    void sqlite_opensNoDatabase_releasesTheLock() throws IOException {
        Path file = Files.writeString(folder.resolve("chat.db"), "this is a letter, not a database".repeat(100));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> JdbcMessageStore.sqlite(file))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.category()).isEqualTo(Category.CORRUPT));
        }
        Files.delete(file);
        JdbcMessageStore.sqlite(file).close();
    }

    @Test
    void sqlite_newFile_isReadableByItsOwnerAlone() throws IOException {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"), "no POSIX permissions here");
        Path file = folder.resolve("chat.db");
        try (JdbcMessageStore store = JdbcMessageStore.sqlite(file)) {
            store.append(Drafts.messages(ROOM, 1, 1));
            for (String name : new String[] {"chat.db", "chat.db-wal", "chat.db-shm"}) {
                assertThat(Files.getPosixFilePermissions(folder.resolve(name)))
                        .as(name)
                        .containsOnly(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
            }
        }
    }

    private static void refused(Path file, String message) {
        assertThatThrownBy(() -> JdbcMessageStore.sqlite(file))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.category()).isEqualTo(Category.IN_USE))
                .hasMessageContaining(message);
    }

    /** Another process with a store over the file. */
    static final class Engine {

        private Engine() {}

        public static void main(String[] arguments) throws IOException {
            Path path = Path.of(arguments[0]);
            System.setProperty("org.sqlite.tmpdir", path.resolveSibling("").toString());
            LockHolder.hold(
                    file -> JdbcMessageStore.sqlite(file).append(Drafts.messages(ROOM, 1, 3)), path, System.out);
        }
    }
}
