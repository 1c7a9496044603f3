package dev.parley.testkit.store;

import dev.parley.store.Inbox;
import dev.parley.store.MessageStore;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * How the contracts get the store they test. A test that takes a {@link MessageStore} gets one from {@link #open}, closed
 * after the test.
 */
@ExtendWith(StoreParameter.class)
public interface StoreFixture {

    /**
     * Opens a store. The first call in a test gives an empty store. Further calls are made only by {@link
     * DurableStoreContract} and {@link SharedStoreContract}, and give another instance over the same data.
     *
     * @return a store, to be closed by the caller
     */
    MessageStore open();

    /**
     * Whether the entries of one call and one room become visible together.
     *
     * @return true by default
     */
    default boolean atomicBatches() {
        return true;
    }

    /**
     * How many items an inbox holds.
     *
     * @return {@link Inbox#DEFAULT_CAPACITY} by default
     */
    default int inboxCapacity() {
        return Inbox.DEFAULT_CAPACITY;
    }
}
