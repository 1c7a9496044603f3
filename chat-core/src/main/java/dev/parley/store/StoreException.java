package dev.parley.store;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if a store operation fails. Whether a failed write took effect is unknown; retrying it is safe (see {@link
 * MessageLog#append}).
 */
public class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** The cause of a failure, and whether a retry can succeed without a change to program or configuration. */
    public enum Category {
        /** The database is unreachable, or temporarily rejects work. */
        UNAVAILABLE(true),
        /** The database did not answer within the store's time limit. */
        TIMEOUT(true),
        /** No space is left: the disk is full, or a bound of the store that evicts nothing is reached. */
        FULL(true),
        /** What the store has accepted and not yet processed has reached a bound: it accepts no more until that is done. */
        OVERLOADED(true),
        /** The database rejects this user or file: credentials, permissions, an impossible path. */
        REFUSED(false),
        /** The database is read-only: a read-only file, file system, replica or user. */
        READ_ONLY(false),
        /** The data is in use by another engine and supports only one. */
        IN_USE(false),
        /** The data was written by a newer version. */
        INCOMPATIBLE(false),
        /** The data is corrupt: restore a backup. */
        CORRUPT(false),
        /** The room was reset during the read. */
        RESET(true),
        /** The store is closed. */
        CLOSED(false),
        /** Any other failure, most likely a bug. */
        INTERNAL(false);

        private final boolean retryable;

        Category(boolean retryable) {
            this.retryable = retryable;
        }

        /**
         * Returns whether a retry may succeed.
         *
         * @return true if a retry can help
         */
        public boolean retryable() {
            return retryable;
        }
    }

    private final Category category;

    /**
     * Creates an exception without a cause.
     *
     * @param category the category
     * @param message what was attempted and what prevented it
     */
    public StoreException(Category category, String message) {
        this(category, message, null);
    }

    /**
     * Creates an exception.
     *
     * @param category the category
     * @param message what was attempted and what prevented it
     * @param cause the cause, or null
     */
    public StoreException(Category category, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.category = category;
    }

    /**
     * Returns the category of the failure.
     *
     * @return the category
     */
    public Category category() {
        return category;
    }

    /**
     * Returns whether a retry may succeed.
     *
     * @return {@link Category#retryable()}
     */
    public boolean retryable() {
        return category.retryable();
    }
}
