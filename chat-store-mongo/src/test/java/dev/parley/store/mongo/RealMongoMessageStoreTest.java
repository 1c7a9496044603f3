package dev.parley.store.mongo;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.parley.store.MessageStore;
import dev.parley.testkit.store.DurableStoreContract;
import dev.parley.testkit.store.LogArchiveContract;
import dev.parley.testkit.store.MessageStoreContract;
import dev.parley.testkit.store.SharedStoreContract;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Over a real server, named by the environment variable {@code MONGODB_URI}; each test in a database of its own. */
@EnabledIfEnvironmentVariable(
        named = "MONGODB_URI",
        matches = ".+",
        disabledReason = "needs MongoDB: set MONGODB_URI to a connection string")
final class RealMongoMessageStoreTest
        implements MessageStoreContract, LogArchiveContract, DurableStoreContract, SharedStoreContract {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final String uri = System.getenv().getOrDefault("MONGODB_URI", "");
    private final String database = "parley_test_" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet();

    @AfterEach
    void drop() {
        try (MongoClient client = MongoClients.create(uri)) {
            client.getDatabase(database).drop();
        }
    }

    @Override
    public MessageStore open() {
        return MongoMessageStore.builder().database(database).uri(uri).build();
    }

    @Override
    public boolean atomicBatches() {
        return false;
    }
}
