package dev.parley.benchmark.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.parley.model.Content;
import dev.parley.model.EntryDraft;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.model.Sender;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import dev.parley.store.jdbc.JdbcMessageStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * An empty store of a given kind, and the folder or schema it lives in. Not thread-safe.
 *
 * <p>PostgreSQL is taken from the environment variable {@code PARLEY_POSTGRES_URL}; its schema {@code parley_benchmark}
 * is dropped.
 */
final class Stores implements AutoCloseable {

    private static final Instant START = Instant.parse("2025-06-12T04:40:00Z");
    private static final String TEXT = "The quick brown fox jumps over the lazy dog. ".repeat(4);

    private final MessageStore store;
    private final List<AutoCloseable> owned = new ArrayList<>();
    private long next;

    Stores(String kind) throws IOException, SQLException {
        store = switch (kind) {
            case "memory" ->
                InMemoryMessageStore.builder()
                        .maxEntriesPerRoom(2_000_000)
                        .maxBytes(4L << 30)
                        .build();
            case "sqlite" -> sqlite();
            case "postgres" -> postgres();
            default -> throw new IllegalArgumentException("store " + kind + ": memory, sqlite or postgres");
        };
    }

    private MessageStore sqlite() throws IOException {
        Path folder = Files.createTempDirectory("parley-store-benchmark");
        owned.add(() -> delete(folder));
        return JdbcMessageStore.sqlite(folder.resolve("chat.db"));
    }

    private MessageStore postgres() throws SQLException {
        String url = System.getenv("PARLEY_POSTGRES_URL");
        if (url == null) {
            throw new IllegalStateException("set PARLEY_POSTGRES_URL to the JDBC URL of a database for benchmarks");
        }
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setSchema("parley_benchmark");
        config.setMaximumPoolSize(8);
        HikariDataSource pool = new HikariDataSource(config);
        owned.add(pool);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA IF EXISTS parley_benchmark CASCADE");
            statement.execute("CREATE SCHEMA parley_benchmark");
        }
        return JdbcMessageStore.postgres(pool);
    }

    MessageStore store() {
        return store;
    }

    static RoomName room(int number) {
        return RoomName.of("room-" + number);
    }

    /** Drafts of about 250 bytes, spread over rooms. */
    List<EntryDraft> drafts(int count, int rooms) {
        List<EntryDraft> drafts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long number = next++;
            drafts.add(EntryDraft.message(
                            room((int) (number % rooms)),
                            MessageId.of("m" + number),
                            Sender.of("user-" + number % 50, "User " + number % 50),
                            START.plusMillis(number),
                            Content.of(TEXT))
                    .withClientMsgId("c" + number));
        }
        return drafts;
    }

    /** Fills one room with messages. */
    void fill(int messages) {
        for (int stored = 0; stored < messages; stored += 1_000) {
            store.append(drafts(Math.min(1_000, messages - stored), 1));
        }
    }

    @Override
    public void close() {
        store.close();
        for (AutoCloseable part : owned) {
            try {
                part.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
