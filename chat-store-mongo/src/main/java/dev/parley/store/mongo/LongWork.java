package dev.parley.store.mongo;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Database access for work that may take minutes, such as an import: uses its own client, closed afterwards. */
final class LongWork {

    /** Timeout of one exchange of such work. */
    static final Duration EXCHANGE = Duration.ofMinutes(10);

    private final @Nullable MongoClientSettings settings;
    private final @Nullable MongoDatabase database;
    private final String name;

    private LongWork(@Nullable MongoClientSettings settings, @Nullable MongoDatabase database, String name) {
        this.settings = settings;
        this.database = database;
        this.name = name;
    }

    static LongWork withClientsOf(MongoClientSettings settings, String database) {
        return new LongWork(settings, null, database);
    }

    /** Uses the existing client. */
    static LongWork in(MongoDatabase database) {
        return new LongWork(null, database, database.getName());
    }

    <T> T run(Function<MongoDatabase, T> work) {
        if (database != null) {
            return work.apply(database);
        }
        MongoClientSettings own = settings;
        if (own == null) {
            throw new IllegalStateException("neither a database nor settings");
        }
        try (MongoClient client = MongoClients.create(own)) {
            return work.apply(client.getDatabase(name));
        }
    }
}
