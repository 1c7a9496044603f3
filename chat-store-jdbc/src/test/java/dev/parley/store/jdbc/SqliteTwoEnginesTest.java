package dev.parley.store.jdbc;

import dev.parley.chat.TwoEnginesContract;
import dev.parley.store.MessageStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class SqliteTwoEnginesTest implements TwoEnginesContract {

    @TempDir
    private Path folder;

    @Override
    public MessageStore open() {
        return JdbcMessageStore.sqlite(folder.resolve("chat.db"));
    }
}
