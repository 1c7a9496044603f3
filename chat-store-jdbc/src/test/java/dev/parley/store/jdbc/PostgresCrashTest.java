package dev.parley.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.parley.testkit.store.CrashRounds;
import dev.parley.testkit.store.CrashWriter;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-jdk")
final class PostgresCrashTest {

    @Test
    void append_clientKilledUnderLoad_keepsEveryAcknowledgedMessage() throws SQLException {
        String url = PostgresServer.freshSchema();
        try (HikariDataSource pool = PostgresServer.pool(url)) {
            new CrashRounds(Writer.class, List.of(url), () -> JdbcMessageStore.postgres(pool)).run();
        }
    }

    /** The process that is killed. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] arguments) {
            JdbcMessageStore store = JdbcMessageStore.postgres(PostgresServer.pool(arguments[0]));
            CrashWriter.run(store, Integer.parseInt(arguments[1]), System.out);
        }
    }
}
