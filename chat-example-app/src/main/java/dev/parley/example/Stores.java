package dev.parley.example;

import com.zaxxer.hikari.HikariDataSource;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import dev.parley.store.jdbc.JdbcMessageStore;
import dev.parley.store.mongo.MongoMessageStore;

/** Opens the message store that an option names. */
final class Stores {

    private Stores() {}

    /** A store, and what has to be closed behind it. */
    record Opened(MessageStore store, AutoCloseable behind) {}

    static Opened open(String uri, DataFolder data) {
        if (uri.equals("sqlite")) {
            return new Opened(JdbcMessageStore.sqlite(data.file("messages.db")), () -> {});
        }
        if (uri.equals("memory")) {
            return new Opened(InMemoryMessageStore.create(), () -> {});
        }
        if (uri.startsWith("mongodb://") || uri.startsWith("mongodb+srv://")) {
            return new Opened(MongoMessageStore.connect(uri), () -> {});
        }
        if (uri.startsWith("jdbc:postgresql:")) {
            HikariDataSource pool = new HikariDataSource();
            pool.setJdbcUrl(uri);
            return new Opened(JdbcMessageStore.postgres(pool), pool);
        }
        throw new IllegalArgumentException(
                "--store must be sqlite, memory, mongodb://... or jdbc:postgresql://..., not " + uri);
    }
}
