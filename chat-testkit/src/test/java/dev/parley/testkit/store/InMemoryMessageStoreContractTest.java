package dev.parley.testkit.store;

import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;

final class InMemoryMessageStoreContractTest implements MessageStoreContract, LogArchiveContract {

    @Override
    public MessageStore open() {
        return InMemoryMessageStore.create();
    }
}
