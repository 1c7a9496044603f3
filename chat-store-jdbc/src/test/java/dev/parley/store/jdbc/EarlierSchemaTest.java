package dev.parley.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import dev.parley.store.MessageStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases of the versions before there were versions of records: one table less, and otherwise the same. */
final class EarlierSchemaTest {

    private static final String EARLIER = "DROP TABLE parley_record_version";
    private static final RoomName ROOM = RoomName.of("java");
    private static final RoomRecord BAN = new RoomRecord(ROOM, "ban", "1", "");

    @TempDir
    private Path folder;

    @Test
    void sqlite_withoutVersionsOfRecords_getsThemWhenOpened() throws SQLException {
        Path file = folder.resolve("chat.db");
        try (MessageStore store = JdbcMessageStore.sqlite(file)) {
            store.putRecord(BAN);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(EARLIER);
        }
        try (MessageStore store = JdbcMessageStore.sqlite(file)) {
            countsFromNowOn(store);
        }
    }

    @Test
    void postgres_withoutVersionsOfRecords_getsThemOnTheFirstCall() throws SQLException {
        try (HikariDataSource pool = PostgresServer.pool(PostgresServer.freshSchema())) {
            try (MessageStore store = JdbcMessageStore.postgres(pool)) {
                store.putRecord(BAN);
            }
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(EARLIER);
            }
            try (MessageStore store = JdbcMessageStore.postgres(pool)) {
                countsFromNowOn(store);
            }
        }
    }

    private static void countsFromNowOn(MessageStore store) {
        assertThat(store.versionedRecordsIn(ROOM).value()).containsExactly(BAN);
        assertThat(store.recordVersions(List.of(ROOM))).containsEntry(ROOM, 0L);
        store.append(List.of(Drafts.messages(ROOM, 1, 1).get(0).onRules(0)));
        assertThat(store.removeRecord(ROOM, "ban", "1")).isEqualTo(1);
        assertThat(store.recordVersions(List.of(ROOM))).containsEntry(ROOM, 1L);
    }
}
