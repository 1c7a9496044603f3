package dev.parley.chat;

import dev.parley.store.ForwardingMessageStore;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;

/** Two engines of one process. */
final class InMemoryTwoEnginesTest implements TwoEnginesContract {

    private final MessageStore shared = InMemoryMessageStore.create();

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
