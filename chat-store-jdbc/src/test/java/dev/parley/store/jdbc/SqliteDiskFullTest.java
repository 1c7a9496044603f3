package dev.parley.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.model.RoomName;
import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full: a file system of a few megabytes, which only root can mount. */
final class SqliteDiskFullTest {

    private static final RoomName ROOM = RoomName.of("java");
    private static final int BATCH = 100;

    @TempDir
    private Path disk;

    private boolean mounted;

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (mounted) {
            assertThat(run("umount", disk.toString())).isTrue();
        }
    }

    @Test
    void append_diskFull_isRefusedKeepsTheRestAndGoesOnWhenThereIsSpace() throws IOException, InterruptedException {
        mounted = run("mount", "-t", "tmpfs", "-o", "size=6m", "parley-test", disk.toString());
        assumeTrue(mounted, "mounting a small file system needs root");
        Path file = disk.resolve("chat.db");
        Path ballast = Files.write(disk.resolve("ballast"), new byte[3 << 20]);
        long acknowledged = 0;
        try (JdbcMessageStore store = JdbcMessageStore.sqlite(file)) {
            acknowledged = fill(store);
            assertThat(store.head(ROOM).lastSeq()).isEqualTo(acknowledged);
            assertThat(store.entries(ROOM, 0, 10)).hasSize(10);
            assertThat(store.health().up()).isFalse();
            await().untilAsserted(() -> assertThat(store.health().detail()).contains("space is left"));
            Path target = disk.resolve("backup.db");
            assertFull(() -> store.backup(target));
            assertThat(target).doesNotExist();
            assertFull(() -> JdbcMessageStore.sqlite(disk.resolve("new/other.db")));

            Files.delete(ballast);
            await().until(() -> store.health().up());

            assertThat(store.append(Drafts.messages(ROOM, (int) acknowledged + 1, BATCH)))
                    .hasSize(BATCH);
        }
        try (JdbcMessageStore store = JdbcMessageStore.sqlite(file)) {
            assertThat(store.head(ROOM).lastSeq()).isEqualTo(acknowledged + BATCH);
        }
    }

    /** Appends until the disk is full, and tells how many messages were acknowledged. */
    private static long fill(JdbcMessageStore store) {
        int[] acknowledged = new int[1];
        assertFull(() -> {
            while (acknowledged[0] < 100_000) {
                store.append(Drafts.messages(ROOM, acknowledged[0] + 1, BATCH));
                acknowledged[0] += BATCH;
            }
        });
        assertThat(acknowledged[0]).isGreaterThanOrEqualTo(BATCH);
        return acknowledged[0];
    }

    private static void assertFull(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.category()).as(e.getMessage()).isEqualTo(Category.FULL));
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException notInstalled) {
            return false;
        }
    }
}
