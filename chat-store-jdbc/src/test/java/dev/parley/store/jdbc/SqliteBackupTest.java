package dev.parley.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.model.Entry;
import dev.parley.model.RoomName;
import dev.parley.store.LockHolder;
import dev.parley.store.MessageQuery;
import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteBackupTest {

    private static final RoomName ROOM = RoomName.of("java");

    @TempDir
    private Path folder;

    @Test
    void backup_whileWritersRun_isAWholeStateThatHasAllThatWasAcknowledgedBefore() throws Exception {
        Path file = folder.resolve("chat.db");
        Path target = folder.resolve("backups/chat-1.db");
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong acknowledged = new AtomicLong();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (JdbcMessageStore store = JdbcMessageStore.sqlite(file)) {
            store.append(Drafts.messages(ROOM, 1, 5_000));
            acknowledged.set(5_000);
            List<CompletableFuture<Void>> writers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                RoomName own = RoomName.of("other " + i);
                writers.add(CompletableFuture.runAsync(
                        () -> {
                            for (int batch = 0; !stop.get(); batch++) {
                                store.append(Drafts.messages(own, batch * 10 + 1, 10));
                            }
                        },
                        threads));
            }
            writers.add(CompletableFuture.runAsync(
                    () -> {
                        while (!stop.get()) {
                            store.append(Drafts.messages(ROOM, (int) acknowledged.get() + 1, 10));
                            acknowledged.addAndGet(10);
                        }
                    },
                    threads));
            long before;
            try {
                await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.get() >= 5_050);
                before = acknowledged.get();
                store.backup(target);
            } finally {
                stop.set(true);
                threads.shutdown();
            }
            for (CompletableFuture<Void> writer : writers) {
                writer.join();
            }
            Path restored = folder.resolve("restored/chat.db");
            assertThat(SqliteBackup.restore(target, restored)).isEmpty();
            try (JdbcMessageStore copy = JdbcMessageStore.sqlite(restored)) {
                long last = copy.head(ROOM).lastSeq();
                assertThat(last).isBetween(before, acknowledged.get());
                assertThat(last % 10).as("no part of a batch").isZero();
                assertThat(allSeqs(copy))
                        .isEqualTo(LongStream.rangeClosed(1, last).boxed().toList());
                assertThat(copy.append(Drafts.messages(ROOM, (int) last + 1, 1))
                                .get(0)
                                .entry()
                                .seq())
                        .isEqualTo(last + 1);
            }
        }
        assertThat(names(folder.resolve("backups"))).containsExactly("chat-1.db");
    }

    @Test
    void make_databaseOfAKilledOrRunningProcess_hasWhatWasAcknowledged() throws IOException {
        Path file = folder.resolve("chat.db");
        Path running = folder.resolve("running.db");
        Path killed = folder.resolve("killed.db");
        try (LockHolder other = LockHolder.start(SqliteLockTest.Engine.class, file)) {
            assertThat(other.answer()).isEqualTo("held");
            SqliteBackup.make(file, running);
        }
        SqliteBackup.make(file, killed);
        for (Path backup : List.of(running, killed)) {
            try (JdbcMessageStore copy = JdbcMessageStore.sqlite(backup)) {
                assertThat(copy.head(ROOM).lastSeq()).isEqualTo(3);
            }
        }
    }

    @Test
    void close_afterFewWrites_leavesOneWholeFile() throws IOException {
        Path file = folder.resolve("chat.db");
        try (JdbcMessageStore store = JdbcMessageStore.sqlite(file)) {
            store.append(Drafts.messages(ROOM, 1, 20));
        }
        Path copy = Files.copy(file, folder.resolve("copy.db"));

        assertThat(names(folder)).doesNotContain("chat.db-wal", "chat.db-shm");
        try (JdbcMessageStore store = JdbcMessageStore.sqlite(copy)) {
            assertThat(store.head(ROOM).lastSeq()).isEqualTo(20);
        }
    }

    @Test
    void restore_overAnotherState_keepsThatAsideAndDoesNotMixThem() throws IOException {
        Path file = folder.resolve("chat.db");
        Path backup = folder.resolve("backup.db");
        try (LockHolder other = LockHolder.start(SqliteLockTest.Engine.class, file)) {
            assertThat(other.answer()).isEqualTo("held");
            SqliteBackup.make(file, backup);
        }
        // Killed: the last writes of the old state are in the file beside it, which must not be applied to the new one.
        assertThat(Files.size(folder.resolve("chat.db-wal"))).isPositive();

        Optional<Path> replaced = SqliteBackup.restore(backup, file);
        Optional<Path> again = SqliteBackup.restore(backup, file);

        assertThat(replaced).contains(folder.resolve("chat.db.replaced"));
        assertThat(again).contains(folder.resolve("chat.db.replaced-2"));
        for (Path each : List.of(file, folder.resolve("chat.db.replaced"), folder.resolve("chat.db.replaced-2"))) {
            try (JdbcMessageStore store = JdbcMessageStore.sqlite(each)) {
                assertThat(store.head(ROOM).lastSeq()).isEqualTo(3);
            }
        }
    }

    @Test
    void restore_databaseInUse_isRefusedAndChangesNothing() {
        Path file = folder.resolve("chat.db");
        Path backup = folder.resolve("backup.db");
        try (JdbcMessageStore store = JdbcMessageStore.sqlite(file)) {
            store.append(Drafts.messages(ROOM, 1, 2));
            store.backup(backup);
            store.append(Drafts.messages(ROOM, 3, 2));

            refused(Category.IN_USE, () -> SqliteBackup.restore(backup, file));

            assertThat(store.head(ROOM).lastSeq()).isEqualTo(4);
        }
    }

    @Test
    void restore_damagedOrForeignOrNewerBackup_isRefusedAndChangesNothing() throws IOException, SQLException {
        Path file = folder.resolve("chat.db");
        Path damaged = folder.resolve("damaged.db");
        Path newer = folder.resolve("newer.db");
        try (JdbcMessageStore store = JdbcMessageStore.sqlite(file)) {
            store.append(Drafts.messages(ROOM, 1, 2_000));
            store.backup(damaged);
            store.backup(newer);
        }
        try (RandomAccessFile bytes = new RandomAccessFile(damaged.toFile(), "rw")) {
            bytes.seek(bytes.length() / 2);
            bytes.write("damage".repeat(10_000).getBytes(StandardCharsets.US_ASCII));
        }
        Path letter = Files.writeString(folder.resolve("letter.db"), "this is a letter, not a database".repeat(100));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + newer);
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE parley_schema SET version = 99");
        }
        byte[] before = Files.readAllBytes(file);

        refused(Category.CORRUPT, () -> SqliteBackup.restore(damaged, file)).hasMessageContaining("damaged");
        refused(Category.CORRUPT, () -> SqliteBackup.restore(letter, file));
        refused(Category.INCOMPATIBLE, () -> SqliteBackup.restore(newer, file)).hasMessageContaining("99");
        refused(Category.REFUSED, () -> SqliteBackup.restore(folder.resolve("none.db"), file));
        refused(Category.CORRUPT, () -> SqliteBackup.make(damaged, folder.resolve("copy.db")));

        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(names(folder)).noneMatch(name -> name.contains("replaced") || name.endsWith(".tmp"));
        assertThat(folder.resolve("copy.db")).doesNotExist();
    }

    @Test
    void make_targetExistsOrDatabaseMissing_isRefusedAndTouchesNothing() throws IOException {
        Path file = folder.resolve("chat.db");
        Path kept = Files.writeString(folder.resolve("kept.db"), "kept");
        try (JdbcMessageStore store = JdbcMessageStore.sqlite(file)) {
            refused(Category.REFUSED, () -> store.backup(kept)).hasMessageContaining("exists already");
            refused(Category.REFUSED, () -> store.backup(file));
        }
        Path missing = folder.resolve("missing.db");
        refused(Category.REFUSED, () -> SqliteBackup.make(missing, folder.resolve("copy.db")));

        assertThat(kept).hasContent("kept");
        assertThat(names(folder)).doesNotContain("missing.db", "copy.db");
    }

    @Test
    void make_backup_isReadableByItsOwnerAlone() throws IOException {
        Path file = folder.resolve("chat.db");
        Path target = folder.resolve("it's a \"backup\"?.db");
        try (JdbcMessageStore store = JdbcMessageStore.sqlite(file)) {
            store.backup(target);
        }
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                    .isEqualTo("rw-------");
        }
        SqliteBackup.verify(target);
    }

    private static List<Long> allSeqs(JdbcMessageStore store) {
        List<Long> all = new ArrayList<>();
        List<Entry> page = store.entries(ROOM, 0, MessageQuery.MAX_LIMIT);
        while (!page.isEmpty()) {
            page.forEach(entry -> all.add(entry.seq()));
            page = store.entries(ROOM, all.get(all.size() - 1), MessageQuery.MAX_LIMIT);
        }
        return all;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refused(Category category, ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.category()).as(e.getMessage()).isEqualTo(category));
    }
}
