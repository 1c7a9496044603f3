package demo.store;

import dev.parley.store.MessageStore;
import dev.parley.testkit.store.DurableStoreContract;
import dev.parley.testkit.store.MessageStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class JournalMessageStoreTest implements MessageStoreContract, DurableStoreContract {

    @TempDir
    Path folder;

    @Override
    public MessageStore open() {
        return JournalMessageStore.open(folder);
    }
}
