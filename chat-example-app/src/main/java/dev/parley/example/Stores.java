package dev.parley.example;

import com.zaxxer.hikari.HikariDataSource;
import dev.parley.example.data.DataFolder;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import dev.parley.store.jdbc.JdbcMessageStore;
import dev.parley.store.mongo.MongoMessageStore;
import io.micrometer.core.instrument.MeterRegistry;

/** Opens the message store that an option names. */
final class Stores {

    private Stores() {}

    /** A store, and a resource to close after it. */
    record Opened(MessageStore store, AutoCloseable behind) {}

    /** The address for the log, without secrets. */
    static String shown(String uri) {
        int parameters = uri.indexOf('?');
        String address = parameters < 0 ? uri : uri.substring(0, parameters);
        int host = address.indexOf("//") + 2;
        int at = address.lastIndexOf('@');
        return host >= 2 && at >= host ? address.substring(0, host) + address.substring(at + 1) : address;
    }

    /** Whether other servers may have the same store. */
    static boolean isShared(String uri) {
        return uri.contains(":");
    }

    static Opened open(String uri, DataFolder data, MeterRegistry metrics) {
        if (uri.equals("sqlite")) {
            data.ensure(DataFolder.MESSAGES + "-lock");
            return new Opened(JdbcMessageStore.sqlite(data.file(DataFolder.MESSAGES)), () -> {});
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
            pool.setMetricRegistry(metrics);
            return new Opened(JdbcMessageStore.postgres(pool), pool);
        }
        throw new IllegalArgumentException(
                "--store must be sqlite, memory, mongodb://... or jdbc:postgresql://..., not " + shown(uri));
    }
}
