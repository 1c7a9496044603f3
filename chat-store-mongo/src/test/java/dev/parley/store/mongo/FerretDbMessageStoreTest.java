package dev.parley.store.mongo;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.parley.store.FerretDb;
import dev.parley.store.MessageStore;
import dev.parley.testkit.store.DurableStoreContract;
import dev.parley.testkit.store.LogArchiveContract;
import dev.parley.testkit.store.MessageStoreContract;
import dev.parley.testkit.store.SharedStoreContract;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Over FerretDB, which others wrote by MongoDB's documentation; each test in a database of its own, which stays. {@link FerretDbGap} says
 * what is skipped. Says nothing of write concern, fail-over and index use.
 */
@Tag("any-jdk")
@ExtendWith(FerretDbGap.Skips.class)
final class FerretDbMessageStoreTest
        implements MessageStoreContract, LogArchiveContract, DurableStoreContract, SharedStoreContract {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private static MongoClient client;

    private final String database = "parley_test_" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet();

    @BeforeAll
    static void connect() {
        client = MongoClients.create(FerretDb.awaited());
    }

    @AfterAll
    static void disconnect() {
        if (client != null) {
            client.close();
        }
    }

    @Override
    public MessageStore open() {
        return MongoMessageStore.builder().client(client).database(database).build();
    }

    @Override
    public boolean atomicBatches() {
        return false;
    }
}
