package dev.parley.store.jdbc;

import dev.parley.chat.TwoEnginesContract;
import dev.parley.store.ForwardingMessageStore;
import dev.parley.store.MessageStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two engines of one process over one store: another store cannot open the file. */
final class SqliteTwoEnginesTest implements TwoEnginesContract {

    @TempDir
    private Path folder;

    private MessageStore shared;

    @BeforeEach
    void openShared() {
        shared = JdbcMessageStore.sqlite(folder.resolve("chat.db"));
    }

    @AfterEach
    void closeShared() {
        shared.close();
    }

    @Override
    public MessageStore open() {
        return new ForwardingMessageStore(shared) {
            @Override
            public void close() {
                // The other engine still uses it.
            }
        };
    }
}
