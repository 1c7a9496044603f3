package dev.parley.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.parley.chat.TwoEnginesContract;
import dev.parley.store.MessageStore;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

final class PostgresTwoEnginesTest implements TwoEnginesContract {

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
