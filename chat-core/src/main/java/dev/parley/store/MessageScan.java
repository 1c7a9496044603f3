package dev.parley.store;

import dev.parley.model.Message;
import java.util.Iterator;

/**
 * Iterates over messages in constant memory. Not thread-safe. {@link #hasNext} and {@link #next} throw {@link
 * StoreException} if the store fails, with {@link StoreException.Category#RESET} if the room was reset meanwhile.
 */
public interface MessageScan extends Iterator<Message>, AutoCloseable {

    /**
     * Returns the end of the log when the scan began. Messages appended later are not returned.
     *
     * @return the head
     */
    Head head();

    /** Releases the scan's resources. Idempotent. */
    @Override
    void close();
}
