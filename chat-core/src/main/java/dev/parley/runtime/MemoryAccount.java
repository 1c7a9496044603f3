package dev.parley.runtime;

/** Counts the bytes of one holder, which also count towards a {@link MemoryBudget}. Thread-safe; no method blocks. */
public interface MemoryAccount {

    /**
     * Adds bytes that are now held.
     *
     * @param bytes 0 or more
     * @return false if memory is exhausted and the holder has more than {@link MemoryBudget#FLOOR_BYTES}: it must
     *     release something. The bytes are counted in any case
     */
    boolean hold(long bytes);

    /**
     * Subtracts bytes that are no longer held.
     *
     * @param bytes as many as were added
     */
    void release(long bytes);

    /**
     * Returns the budget.
     *
     * @return the budget shared by all holders
     */
    MemoryBudget memory();
}
