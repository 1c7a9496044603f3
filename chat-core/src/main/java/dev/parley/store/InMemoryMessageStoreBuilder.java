package dev.parley.store;

import java.security.SecureRandom;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** Builder of an {@link InMemoryMessageStore}. Every bound is at least 1. Not thread-safe. */
public final class InMemoryMessageStoreBuilder {

    /** Default maximum number of entries per room. */
    public static final int DEFAULT_MAX_ENTRIES_PER_ROOM = 10_000;

    /** Default maximum number of rooms. */
    public static final int DEFAULT_MAX_ROOMS = 10_000;

    /** Default limit of the approximate size of all entries: 256 MiB. */
    public static final long DEFAULT_MAX_BYTES = 256L * 1024 * 1024;

    /** Default maximum number of inboxes. */
    public static final int DEFAULT_MAX_INBOXES = 100_000;

    /** Default maximum number of read markers. */
    public static final int DEFAULT_MAX_MARKERS = 1_000_000;

    /** Default maximum number of room records. */
    public static final int DEFAULT_MAX_RECORDS = 100_000;

    int maxEntriesPerRoom = DEFAULT_MAX_ENTRIES_PER_ROOM;
    int maxRooms = DEFAULT_MAX_ROOMS;
    long maxBytes = DEFAULT_MAX_BYTES;
    int inboxCapacity = Inbox.DEFAULT_CAPACITY;
    int maxInboxes = DEFAULT_MAX_INBOXES;
    int maxMarkers = DEFAULT_MAX_MARKERS;
    int maxRecords = DEFAULT_MAX_RECORDS;
    RandomGenerator random = new SecureRandom();

    InMemoryMessageStoreBuilder() {}

    /**
     * Sets the maximum number of entries per room. Defaults to {@value #DEFAULT_MAX_ENTRIES_PER_ROOM}.
     *
     * @param max the maximum number of entries
     * @return this builder
     */
    public InMemoryMessageStoreBuilder maxEntriesPerRoom(int max) {
        maxEntriesPerRoom = (int) atLeastOne("maxEntriesPerRoom", max);
        return this;
    }

    /**
     * Sets the maximum number of rooms. Defaults to {@value #DEFAULT_MAX_ROOMS}.
     *
     * @param max the maximum number of rooms with a log
     * @return this builder
     */
    public InMemoryMessageStoreBuilder maxRooms(int max) {
        maxRooms = (int) atLeastOne("maxRooms", max);
        return this;
    }

    /**
     * Sets the maximum memory of all entries. Defaults to 256 MiB. Entry sizes are estimates.
     *
     * @param max the maximum number of bytes
     * @return this builder
     */
    public InMemoryMessageStoreBuilder maxBytes(long max) {
        maxBytes = atLeastOne("maxBytes", max);
        return this;
    }

    /**
     * Sets the capacity of each inbox. Defaults to {@value Inbox#DEFAULT_CAPACITY}.
     *
     * @param max the maximum number of items per user
     * @return this builder
     */
    public InMemoryMessageStoreBuilder inboxCapacity(int max) {
        inboxCapacity = (int) atLeastOne("inboxCapacity", max);
        return this;
    }

    /**
     * Sets the maximum number of inboxes. Defaults to {@value #DEFAULT_MAX_INBOXES}.
     *
     * @param max the maximum number of users with an inbox
     * @return this builder
     */
    public InMemoryMessageStoreBuilder maxInboxes(int max) {
        maxInboxes = (int) atLeastOne("maxInboxes", max);
        return this;
    }

    /**
     * Sets the maximum number of read markers. Defaults to {@value #DEFAULT_MAX_MARKERS}.
     *
     * @param max the maximum number of markers of all users together
     * @return this builder
     */
    public InMemoryMessageStoreBuilder maxMarkers(int max) {
        maxMarkers = (int) atLeastOne("maxMarkers", max);
        return this;
    }

    /**
     * Sets the maximum number of room records. Defaults to {@value #DEFAULT_MAX_RECORDS}.
     *
     * @param max the maximum number of records of all rooms together
     * @return this builder
     */
    public InMemoryMessageStoreBuilder maxRecords(int max) {
        maxRecords = (int) atLeastOne("maxRecords", max);
        return this;
    }

    /**
     * Sets where the epochs of logs come from; a {@link SecureRandom} by default. With the same one, and the same calls, the
     * store has the same content.
     *
     * @param value called for one log at a time
     * @return this builder
     */
    public InMemoryMessageStoreBuilder random(RandomGenerator value) {
        random = Objects.requireNonNull(value, "random");
        return this;
    }

    /**
     * Builds the store.
     *
     * @return an empty store
     */
    public InMemoryMessageStore build() {
        return new InMemoryMessageStore(this);
    }

    private static long atLeastOne(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, is " + value);
        }
        return value;
    }
}
