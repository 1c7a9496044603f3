package dev.parley.testkit.store;

import dev.parley.store.MessageStore;

/**
 * What every {@link MessageStore} must do. A store's test class implements {@link #open} and inherits
 * the tests. Where it applies, it also takes on {@link DurableStoreContract} and {@link SharedStoreContract}, and says how
 * the store differs ({@link #atomicBatches}, {@link #inboxCapacity}):
 *
 * <pre>{@code
 * final class InMemoryMessageStoreContractTest implements MessageStoreContract {
 *     @Override
 *     public MessageStore open() {
 *         return InMemoryMessageStore.create();
 *     }
 * }
 * }</pre>
 */
public interface MessageStoreContract
        extends AppendContract,
                HistoryContract,
                ChangesContract,
                ConditionsContract,
                HousekeepingContract,
                MarkersContract,
                RecordVersionsContract,
                FidelityContract,
                ConcurrencyContract {}
