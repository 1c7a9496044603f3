package dev.parley.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.parley.testkit.fault.CuttableProxy;
import java.net.InetSocketAddress;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** A real PostgreSQL for tests, named by the environment; each store in a schema of its own. */
final class PostgresServer {

    /** The environment variable with a JDBC URL of an empty database, with user and password in it. */
    static final String VARIABLE = "PARLEY_POSTGRES_URL";

    private static final int DEFAULT_PORT = 5432;

    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private PostgresServer() {}

    /** Skips the test where there is no server, but never in CI. */
    static String url() {
        String url = System.getenv(VARIABLE);
        if ("true".equals(System.getenv("CI"))) {
            assertThat(url).as("CI starts PostgreSQL and sets " + VARIABLE).isNotBlank();
        }
        assumeTrue(url != null && !url.isBlank(), "needs PostgreSQL: set " + VARIABLE + " to a JDBC URL");
        return url;
    }

    /** Makes an empty schema and returns a URL that uses it. */
    static String freshSchema() throws SQLException {
        String url = url();
        String schema = "parley_" + ProcessHandle.current().pid() + "_" + SCHEMAS.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(url);
                java.sql.Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
            statement.execute("CREATE SCHEMA " + schema);
        }
        return url + (url.contains("?") ? "&" : "?") + "currentSchema=" + schema;
    }

    /** A proxy before the server of a URL. */
    static CuttableProxy proxyTo(String url) {
        URI server = address(url);
        return new CuttableProxy(
                new InetSocketAddress(server.getHost(), server.getPort() < 0 ? DEFAULT_PORT : server.getPort()));
    }

    /** The URL by way of a proxy. */
    static String through(CuttableProxy proxy, String url) {
        URI server = address(url);
        return "jdbc:postgresql://127.0.0.1:" + proxy.port() + server.getRawPath() + "?" + server.getRawQuery();
    }

    private static URI address(String url) {
        return URI.create(url.substring("jdbc:".length()));
    }

    static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(8);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(2_000);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }
}
