package dev.parley.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.model.RoomName;
import dev.parley.store.Head;
import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteFailureTest {

    private static final RoomName ROOM = RoomName.of("java");

    @TempDir
    private Path folder;

    @Test
    void sqlite_newerSchema_isRefusedWithBothVersions() throws SQLException {
        Path file = folder.resolve("chat.db");
        JdbcMessageStore.sqlite(file).close();
        execute(file, "INSERT INTO parley_schema VALUES (" + (Schema.VERSION + 1) + ")");

        refused(Category.INCOMPATIBLE, () -> JdbcMessageStore.sqlite(file))
                .hasMessageContaining("schema version " + (Schema.VERSION + 1))
                .hasMessageContaining("up to " + Schema.VERSION);
    }

    @Test
    void sqlite_fileIsNoDatabase_isRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("chat.db"), "this is a letter, not a database".repeat(100));

        refused(Category.CORRUPT, () -> JdbcMessageStore.sqlite(file));
    }

    @Test
    void sqlite_folderIsAFile_isRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("data"), "");

        refused(Category.REFUSED, () -> JdbcMessageStore.sqlite(file.resolve("chat.db")));
    }

    @Test
    void sqlite_folderNotWritable_isRefused() {
        // Permissions do not stop root, but nobody makes a file in procfs.
        Path system = Path.of("/proc/self");
        Path closed = Files.isDirectory(system) ? system : folder;
        assumeTrue(closed == system || closed.toFile().setWritable(false), "no folder that cannot be written to");

        refused(Category.REFUSED, () -> JdbcMessageStore.sqlite(closed.resolve("chat.db")))
                .hasMessageContaining("cannot be made");
        refused(Category.REFUSED, () -> JdbcMessageStore.sqlite(closed.resolve("data/chat.db")))
                .hasMessageContaining("cannot be made");
    }

    @Test
    void append_readOnlyDatabase_isRefusedAndLosesNothing() {
        Path file = folder.resolve("chat.db");
        try (SqliteDatabase database = new SqliteDatabase(file, Duration.ofSeconds(5));
                JdbcMessageStore store = JdbcMessageStore.over(database)) {
            store.append(Drafts.messages(ROOM, 1, 5));
            database.write(sql -> {
                sql.execute("PRAGMA query_only = ON");
                return true;
            });

            refused(Category.READ_ONLY, () -> store.append(Drafts.messages(ROOM, 6, 5)));

            assertThat(store.head(ROOM).lastSeq()).isEqualTo(5);
            assertThat(store.entries(ROOM, 0, 10)).hasSize(5);
        }
    }

    @Test
    void health_readsWorkButWritesDoNot_isNotUp() {
        Path file = folder.resolve("chat.db");
        try (SqliteDatabase database = new SqliteDatabase(file, Duration.ofSeconds(5));
                JdbcMessageStore store = JdbcMessageStore.over(database)) {
            await().until(() -> store.health().up());
            database.write(sql -> {
                sql.execute("PRAGMA query_only = ON");
                return true;
            });
            assertThat(store.health().up()).isFalse();
            await().untilAsserted(() -> assertThat(store.health().detail()).contains("read-only"));
            assertThat(store.head(ROOM)).isEqualTo(Head.none(ROOM));
        }
    }

    @Test
    void health_fileDeletedOrReplaced_saysSo() throws IOException {
        Path file = folder.resolve("chat.db");
        try (JdbcMessageStore store = JdbcMessageStore.sqlite(file)) {
            await().until(() -> store.health().up());
            assumeTrue(SqliteFile.identity(file) != null, "files have no identity here");
            Files.move(file, folder.resolve("moved.db"));
            await().untilAsserted(() -> assertThat(store.health().detail()).contains("moved, deleted or replaced"));
            Files.writeString(file, "another");
            assertThat(store.health().up()).isFalse();
        }
    }

    /** What a work does wrong beside SQL must not leave its transaction open for those behind it. */
    @Test
    void write_workFailsWithAnyException_leavesNothingAndOthersGoOn() {
        try (SqliteDatabase database = new SqliteDatabase(folder.resolve("chat.db"), Duration.ofSeconds(5));
                JdbcMessageStore store = JdbcMessageStore.over(database)) {
            refused(
                    Category.INTERNAL,
                    () -> database.write(sql -> {
                        sql.update("INSERT INTO parley_garbage (log) VALUES (7)");
                        throw new IllegalStateException("a defect");
                    }));

            store.append(Drafts.messages(ROOM, 1, 1));
            assertThat(database.<Long>read(sql -> sql.number("SELECT count(*) FROM parley_garbage")))
                    .isZero();
        }
    }

    @Test
    void append_diskFull_isRefusedAndLosesNothing() {
        Path file = folder.resolve("chat.db");
        try (SqliteDatabase database = new SqliteDatabase(file, Duration.ofSeconds(5));
                JdbcMessageStore store = JdbcMessageStore.over(database)) {
            store.append(Drafts.messages(ROOM, 1, 5));
            // SQLite fails in the same way at its own limit of pages as on a full disk: SQLITE_FULL.
            database.write(sql -> sql.number("PRAGMA max_page_count = 1"));

            refused(Category.FULL, () -> store.append(Drafts.messages(ROOM, 6, 2_000)));
            assertThat(store.head(ROOM).lastSeq()).isEqualTo(5);

            database.write(sql -> sql.number("PRAGMA max_page_count = 1000000"));
            assertThat(store.append(Drafts.messages(ROOM, 6, 2_000))).hasSize(2_000);
            assertThat(store.head(ROOM).lastSeq()).isEqualTo(2_005);
        }
        try (JdbcMessageStore store = JdbcMessageStore.sqlite(file)) {
            assertThat(store.head(ROOM).lastSeq()).isEqualTo(2_005);
        }
    }

    @Test
    void append_anotherProcessHoldsTheFile_timesOutThenRecovers() throws SQLException {
        Path file = folder.resolve("chat.db");
        try (JdbcMessageStore store = JdbcMessageStore.builder()
                .timeout(Duration.ofSeconds(1))
                .sqlite(file)
                .build()) {
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement statement = other.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                refused(Category.TIMEOUT, () -> store.append(Drafts.messages(ROOM, 1, 1)));
                statement.execute("COMMIT");
            }
            store.append(Drafts.messages(ROOM, 1, 1));

            assertThat(store.head(ROOM)).extracting(Head::lastSeq).isEqualTo(1L);
        }
    }

    @Test
    void append_oneOfAGroupFails_othersAreStored() throws SQLException {
        Path file = folder.resolve("chat.db");
        try (SqliteDatabase database = new SqliteDatabase(file, Duration.ofSeconds(5));
                JdbcMessageStore store = JdbcMessageStore.over(database)) {
            store.append(Drafts.messages(ROOM, 1, 1));
            refused(
                    Category.INTERNAL,
                    () -> database.write(sql -> sql.update("INSERT INTO parley_schema (nothing) VALUES (1)")));

            assertThat(store.append(Drafts.messages(ROOM, 2, 1)).get(0).entry().seq())
                    .isEqualTo(2);
        }
    }

    @Test
    void builder_boundsPassed_areRefused() {
        assertThatThrownBy(() -> JdbcMessageStore.builder().timeout(Duration.ofMillis(999)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JdbcMessageStore.builder().timeout(Duration.ofMinutes(11)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JdbcMessageStore.builder().inboxCapacity(0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JdbcMessageStore.builder().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("sqlite or postgres");
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refused(Category category, ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.category()).as(e.getMessage()).isEqualTo(category));
    }

    private static void execute(Path file, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
