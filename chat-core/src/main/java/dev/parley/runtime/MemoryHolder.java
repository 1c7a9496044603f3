package dev.parley.runtime;

/** Holds bytes of a {@link MemoryBudget} and can release them. Thread-safe. */
public interface MemoryHolder {

    /**
     * Returns what it holds, ignoring any sharing; used to find the largest holders.
     *
     * @return the number of bytes, 0 or more
     */
    long heldBytes();

    /**
     * Releases what is held: a connection is closed, a log is cleared. Must not block; may be called when nothing is
     * held.
     */
    void evict();
}
