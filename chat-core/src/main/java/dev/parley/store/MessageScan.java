package dev.parley.store;

import dev.parley.model.Message;
import java.util.Iterator;

/**
 * Messages read one after the other in constant memory. Used by one thread. {@link #hasNext} and {@link #next} throw
 * {@link StoreException} if the store fails, with {@link StoreException.Category#RESET} if the room was reset meanwhile.
 */
public interface MessageScan extends Iterator<Message>, AutoCloseable {

    /**
     * The end of the log when the scan began. No message above its number is returned, however many are appended.
     *
     * @return the head
     */
    Head head();

    /** Lets go of what the scan holds. Closing twice is fine. */
    @Override
    void close();
}
