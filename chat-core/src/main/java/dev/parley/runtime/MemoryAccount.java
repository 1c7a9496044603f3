package dev.parley.runtime;

/** Where bytes of one holder are counted, and with them those of a {@link MemoryBudget}. Thread-safe; no method blocks. */
public interface MemoryAccount {

    /**
     * Counts bytes that are held from now on.
     *
     * @param bytes 0 or more
     * @return false when the memory is exhausted and the holder has more than {@link MemoryBudget#FLOOR_BYTES}: it is to give
     *     something up. The bytes are counted all the same
     */
    boolean hold(long bytes);

    /**
     * Counts bytes that are not held any more.
     *
     * @param bytes as many as were counted
     */
    void release(long bytes);

    /**
     * The budget.
     *
     * @return what all holders have together
     */
    MemoryBudget memory();
}
