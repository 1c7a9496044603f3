package dev.parley.store;

final class InMemoryMessageStoreContractTest implements MessageStoreContract {

    @Override
    public MessageStore open() {
        return InMemoryMessageStore.create();
    }
}
