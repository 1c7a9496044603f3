package dev.parley.runtime;

/** Something that holds bytes of a {@link MemoryBudget} and can give them up. Thread-safe. */
public interface MemoryHolder {

    /**
     * What it holds, as if it shared nothing with others: by this the largest is found.
     *
     * @return bytes, 0 or more
     */
    long heldBytes();

    /** Gives up what it holds: a connection is closed, a log forgets. Must not block; may be called when nothing is held. */
    void evict();
}
