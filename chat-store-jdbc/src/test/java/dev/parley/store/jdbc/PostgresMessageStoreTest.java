package dev.parley.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.parley.store.MessageStore;
import dev.parley.testkit.store.DurableStoreContract;
import dev.parley.testkit.store.LogArchiveContract;
import dev.parley.testkit.store.MessageStoreContract;
import dev.parley.testkit.store.SharedStoreContract;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

@Tag("any-jdk")
final class PostgresMessageStoreTest
        implements MessageStoreContract, LogArchiveContract, DurableStoreContract, SharedStoreContract {

    private HikariDataSource pool;

    @BeforeEach
    void connect() throws SQLException {
        pool = PostgresServer.pool(PostgresServer.freshSchema());
    }

    @AfterEach
    void disconnect() {
        if (pool != null) {
            pool.close();
        }
    }

    @Override
    public MessageStore open() {
        return JdbcMessageStore.postgres(pool);
    }
}
