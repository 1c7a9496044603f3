package dev.parley.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.parley.model.RoomName;
import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import dev.parley.testkit.fault.CuttableProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("any-jdk")
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
                await().until(() -> store.health().up());
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

    /** As a server that was stopped with SIGSTOP, or a network that drops packets: neither answers nor ends the connection. */
    @Test
    @Timeout(60)
    void calls_serverFrozen_endWithinTheTimeoutAndWorkAgainLater() throws SQLException {
        String url = PostgresServer.freshSchema();
        try (CuttableProxy proxy = PostgresServer.proxyTo(url);
                HikariDataSource pool = PostgresServer.pool(PostgresServer.through(proxy, url));
                JdbcMessageStore store = JdbcMessageStore.builder()
                        .timeout(Duration.ofSeconds(1))
                        .postgres(pool)
                        .build()) {
            store.append(Drafts.messages(ROOM, 1, 3));
            await().until(() -> store.health().up());
            proxy.freeze();

            failsWithin(Duration.ofSeconds(8), () -> store.head(ROOM));
            failsWithin(Duration.ofSeconds(8), () -> store.append(Drafts.messages(ROOM, 4, 3)));
            assertThat(store.health().up()).isFalse();
            await().untilAsserted(() -> assertThat(store.health().detail()).contains("PostgreSQL"));

            proxy.thaw();
            appendUntilAccepted(store);
            assertThat(store.head(ROOM).lastSeq()).isEqualTo(6);
        }
    }

    private static void failsWithin(Duration bound, Runnable call) {
        assertThat(CompletableFuture.runAsync(call))
                .failsWithin(bound)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.category()).as(e.getMessage()).isIn(Category.UNAVAILABLE, Category.TIMEOUT));
    }

    @Test
    void head_tablesMissingOrWithoutVersion_saysThatTheDatabaseIsDamaged() throws SQLException {
        for (String damage : List.of("DROP TABLE parley_entry", "DELETE FROM parley_schema")) {
            try (HikariDataSource pool = PostgresServer.pool(PostgresServer.freshSchema())) {
                JdbcMessageStore.postgres(pool).head(ROOM);
                try (Connection connection = pool.getConnection();
                        Statement statement = connection.createStatement()) {
                    statement.execute(damage);
                }
                assertThatThrownBy(() -> JdbcMessageStore.postgres(pool).head(ROOM))
                        .isInstanceOfSatisfying(
                                StoreException.class,
                                e -> assertThat(e.category()).isEqualTo(Category.CORRUPT))
                        .hasMessageContaining("restore a backup");
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
