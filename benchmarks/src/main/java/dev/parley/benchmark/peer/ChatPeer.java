package dev.parley.benchmark.peer;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.parley.chat.ChatEngine;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.Limit;
import dev.parley.store.MessageStore;
import dev.parley.store.jdbc.JdbcMessageStore;
import dev.parley.transport.jetty.JettyTransport;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * A chat that stores its messages, without limits of rates. Argument: {@code sqlite}, a new file below the temporary folder, or
 * {@code postgres}, the database of the environment variable {@code PARLEY_POSTGRES_URL}, whose schema {@code parley_benchmark}
 * is dropped. Both as an application gets them: SQLite with {@code synchronous=FULL}, PostgreSQL as it is configured. With the
 * further argument {@code joins} nobody is told of others who join, and reads of the store are counted.
 */
public final class ChatPeer {
    private static final int MOST = 1_000_000;
    private static final int CONNECTIONS = 10;
    private static final Set<String> NO_READS = Set.of("append", "mark", "durability", "health", "close");

    private ChatPeer() {}

    public static void main(String[] args) throws IOException, SQLException {
        MessageStore store = args[0].equals("postgres") ? postgres() : sqlite();
        ChatLimits limits = ChatLimits.defaults()
                .with(Limit.MESSAGE_BURST, MOST)
                .with(Limit.MESSAGE_INTERVAL, Duration.ZERO)
                .with(Limit.COMMAND_BURST, MOST)
                .with(Limit.COMMAND_INTERVAL, Duration.ZERO);
        AtomicLong reads = new AtomicLong();
        if (args.length > 1 && args[1].equals("joins")) {
            store = counting(store, reads);
            limits = limits.with(Limit.NOTICE_USERS, 0).with(Limit.ROOM_USERS_SHOWN, 1);
        }
        ChatEngine chat =
                ChatEngine.builder().store(store).guests(true).limits(limits).build();
        JettyTransport transport =
                JettyTransport.builder().host("127.0.0.1").port(0).build().start(chat);
        PeerControl.serve(transport.port(), () -> 0, () -> Long.toString(reads.get()));
    }

    private static MessageStore counting(MessageStore store, AtomicLong reads) {
        return (MessageStore) Proxy.newProxyInstance(
                MessageStore.class.getClassLoader(), new Class<?>[] {MessageStore.class}, (self, method, arguments) -> {
                    if (!NO_READS.contains(method.getName())) {
                        reads.incrementAndGet();
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getTargetException();
                    }
                });
    }

    private static MessageStore sqlite() throws IOException {
        Path folder = Files.createTempDirectory("parley-chat-benchmark");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
        return JdbcMessageStore.sqlite(folder.resolve("chat.db"));
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            System.err.println(folder + " was not deleted: " + e);
        }
    }

    private static MessageStore postgres() throws SQLException {
        String url = System.getenv("PARLEY_POSTGRES_URL");
        if (url == null) {
            throw new IllegalStateException("set PARLEY_POSTGRES_URL to the JDBC URL of a database for benchmarks");
        }
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setSchema("parley_benchmark");
        config.setMaximumPoolSize(CONNECTIONS);
        HikariDataSource pool = new HikariDataSource(config);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA IF EXISTS parley_benchmark CASCADE");
            statement.execute("CREATE SCHEMA parley_benchmark");
        }
        return JdbcMessageStore.postgres(pool);
    }
}
