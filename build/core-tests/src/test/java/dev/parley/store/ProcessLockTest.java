package dev.parley.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.store.StoreException.Category;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessLockTest {

    @TempDir
    private Path folder;

    @Test
    void acquire_freeFile_isHeldUntilClosed() throws IOException {
        Path file = folder.resolve("new/folder/.lock");
        ProcessLock lock = ProcessLock.acquire(file, "the folder");
        refused(file).hasMessageContaining("the folder is in use by this process");
        lock.close();
        lock.close();

        try (ProcessLock again = ProcessLock.acquire(file, "the folder")) {
            lock.close();
            assertThat(again).isNotNull();
            assertThat(ProcessLock.tryAcquire(file)).isNull();
        }
    }

    @Test
    void acquire_heldByAnotherProcess_isRefusedWithItsIdUntilThatIsKilled() throws IOException {
        Path file = folder.resolve(".lock");
        try (LockHolder other = LockHolder.start(LockHolder.OfProcessLock.class, file)) {
            assertThat(other.answer()).isEqualTo("held");

            refused(file).hasMessageContaining("in use by process " + other.pid());
            assertThat(ProcessLock.tryAcquire(file)).isNull();
        }
        ProcessLock.acquire(file, "the folder").close();
    }

    /** On POSIX systems, closing any channel on a file drops all locks that the process has on it. */
    @Test
    void acquire_refusedInTheSameProcess_keepsOtherProcessesOutAllTheSame() throws IOException {
        Path file = folder.resolve(".lock");
        try (ProcessLock held = ProcessLock.acquire(file, "the folder")) {
            assertThat(held).isNotNull();
            refused(file);
            assertThat(ProcessLock.tryAcquire(file)).isNull();

            try (LockHolder other = LockHolder.start(LockHolder.OfProcessLock.class, file)) {
                assertThat(other.answer())
                        .startsWith("IN_USE")
                        .contains("process " + ProcessHandle.current().pid());
            }
        }
    }

    @Test
    void acquire_byAnotherWayToTheSameFile_isRefused() throws IOException {
        Path file = folder.resolve("data/.lock");
        try (ProcessLock held = ProcessLock.acquire(file, "the folder")) {
            assertThat(held).isNotNull();
            refused(folder.resolve("data/../data/./.lock"));
            Path link;
            try {
                link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("data"));
            } catch (IOException | UnsupportedOperationException noLinks) {
                assumeTrue(false, "symbolic links cannot be made here");
                return;
            }
            refused(link.resolve(".lock"));
        }
    }

    @Test
    void acquire_fileCannotBeMade_isRefusedWithTheReason() throws IOException {
        Path notAFolder = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> ProcessLock.acquire(notAFolder.resolve(".lock"), "the folder"))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.category()).isEqualTo(Category.REFUSED))
                .hasMessageContaining("the folder cannot be locked");
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refused(Path file) {
        return assertThatThrownBy(() -> ProcessLock.acquire(file, "the folder"))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.category()).isEqualTo(Category.IN_USE));
    }
}
