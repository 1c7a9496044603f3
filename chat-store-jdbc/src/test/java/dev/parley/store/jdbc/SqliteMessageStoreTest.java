package dev.parley.store.jdbc;

import dev.parley.store.MessageStore;
import dev.parley.testkit.store.DurableStoreContract;
import dev.parley.testkit.store.LogArchiveContract;
import dev.parley.testkit.store.MessageStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class SqliteMessageStoreTest implements MessageStoreContract, LogArchiveContract, DurableStoreContract {

    @TempDir
    private Path folder;

    @Override
    public MessageStore open() {
        return JdbcMessageStore.sqlite(folder.resolve("chat.db"));
    }
}
