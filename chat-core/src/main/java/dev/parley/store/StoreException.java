package dev.parley.store;

import org.jspecify.annotations.Nullable;

/**
 * A store could not do what it was asked. Of a write that fails, it is unknown whether it happened; repeating it is safe
 * (see {@link MessageLog#append}).
 */
public class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Why, and whether the same call may succeed later without a change to program or configuration. */
    public enum Category {
        /** The database cannot be reached, or does not accept work at present. */
        UNAVAILABLE(true),
        /** The database did not answer within the store's bound. */
        TIMEOUT(true),
        /** No space is left: a full disk, or a bound of the store that drops nothing by itself. */
        FULL(true),
        /** The database refuses this user or this file: credentials, permissions, a path that cannot be. */
        REFUSED(false),
        /** The database can be read but not written: a read-only file, file system, replica or user. */
        READ_ONLY(false),
        /** The data is in use by another engine, and can have one only. */
        IN_USE(false),
        /** The stored data was made by a newer version. */
        INCOMPATIBLE(false),
        /** Stored data is damaged: restore a backup. */
        CORRUPT(false),
        /** The room was reset while it was read. */
        RESET(true),
        /** The store was closed. */
        CLOSED(false),
        /** Something else; most likely an error in the program. */
        INTERNAL(false);

        private final boolean retryable;

        Category(boolean retryable) {
            this.retryable = retryable;
        }

        /**
         * Whether the same call may succeed later.
         *
         * @return true if a retry can help
         */
        public boolean retryable() {
            return retryable;
        }
    }

    /** Why. */
    private final Category category;

    /**
     * A failure without a cause below it.
     *
     * @param category why
     * @param message what was tried and what stood against it
     */
    public StoreException(Category category, String message) {
        this(category, message, null);
    }

    /**
     * A failure.
     *
     * @param category why
     * @param message what was tried and what stood against it
     * @param cause the failure below, or null
     */
    public StoreException(Category category, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.category = category;
    }

    /**
     * Why it failed.
     *
     * @return the category
     */
    public Category category() {
        return category;
    }

    /**
     * Whether the same call may succeed later.
     *
     * @return {@link Category#retryable()}
     */
    public boolean retryable() {
        return category.retryable();
    }
}
