package dev.parley.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.parley.model.RoomName;
import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

final class PostgresFailureTest {

    private static final RoomName ROOM = RoomName.of("java");

    @Test
    void head_serverDown_isUnavailableAndHealthSaysSo() throws IOException {
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closedPort = socket.getLocalPort();
        }
        String url = "jdbc:postgresql://127.0.0.1:" + closedPort + "/none?user=nobody&password=hush";
        try (HikariDataSource pool = PostgresServer.pool(url);
                JdbcMessageStore store = JdbcMessageStore.postgres(pool)) {
            assertThatThrownBy(() -> store.head(ROOM))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.category()).isEqualTo(Category.UNAVAILABLE));
            assertThat(store.health().up()).isFalse();
            assertThat(store.health().detail()).doesNotContain("hush");
        }
    }

    @Test
    void head_newerSchema_isRefusedWithBothVersions() throws SQLException {
        try (HikariDataSource pool = PostgresServer.pool(PostgresServer.freshSchema())) {
            try (JdbcMessageStore store = JdbcMessageStore.postgres(pool)) {
                assertThat(store.health().up()).isTrue();
            }
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.executeUpdate("INSERT INTO parley_schema VALUES (" + (Schema.VERSION + 1) + ")");
            }
            try (JdbcMessageStore store = JdbcMessageStore.postgres(pool)) {
                assertThatThrownBy(() -> store.head(ROOM))
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("schema version " + (Schema.VERSION + 1))
                        .hasMessageContaining("up to " + Schema.VERSION);
            }
        }
    }

    @Test
    void append_connectionsCut_recoversWithoutRestart() throws SQLException {
        String url = PostgresServer.freshSchema();
        try (HikariDataSource pool = PostgresServer.pool(url);
                HikariDataSource admin = PostgresServer.pool(url);
                JdbcMessageStore store = JdbcMessageStore.postgres(pool)) {
            store.append(Drafts.messages(ROOM, 1, 3));
            try (Connection connection = admin.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE pid <> pg_backend_pid() AND query LIKE '%parley_%'");
            }
            appendUntilAccepted(store);

            assertThat(store.head(ROOM).lastSeq()).isEqualTo(6);
        }
    }

    /** The drafts have client ids, so repeating after an unknown outcome is safe. */
    private static void appendUntilAccepted(JdbcMessageStore store) {
        for (int attempt = 0; attempt < 10; attempt++) {
            try {
                store.append(Drafts.messages(ROOM, 4, 3));
                return;
            } catch (StoreException e) {
                assertThat(e.retryable()).as("%s", e.getMessage()).isTrue();
            }
        }
        throw new AssertionError("no append was accepted");
    }
}
