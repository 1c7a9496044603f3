package dev.parley.store;

/** Configures an {@link InMemoryMessageStore}. Every bound is at least 1. Used by one thread. */
public final class InMemoryStoreBuilder {

    /** Entries a room keeps by default. */
    public static final int DEFAULT_MAX_ENTRIES_PER_ROOM = 10_000;

    /** Rooms kept by default. */
    public static final int DEFAULT_MAX_ROOMS = 10_000;

    /** About how many bytes all entries take at most by default: 256 MiB. */
    public static final long DEFAULT_MAX_BYTES = 256L * 1024 * 1024;

    /** Inboxes kept by default. */
    public static final int DEFAULT_MAX_INBOXES = 100_000;

    /** Read markers kept by default. */
    public static final int DEFAULT_MAX_MARKERS = 1_000_000;

    /** Room records kept by default. */
    public static final int DEFAULT_MAX_RECORDS = 100_000;

    int maxEntriesPerRoom = DEFAULT_MAX_ENTRIES_PER_ROOM;
    int maxRooms = DEFAULT_MAX_ROOMS;
    long maxBytes = DEFAULT_MAX_BYTES;
    int inboxCapacity = Inbox.DEFAULT_CAPACITY;
    int maxInboxes = DEFAULT_MAX_INBOXES;
    int maxMarkers = DEFAULT_MAX_MARKERS;
    int maxRecords = DEFAULT_MAX_RECORDS;

    InMemoryStoreBuilder() {}

    /**
     * Bounds the entries of each room, by default {@value #DEFAULT_MAX_ENTRIES_PER_ROOM}.
     *
     * @param max the most entries of one room
     * @return this builder
     */
    public InMemoryStoreBuilder maxEntriesPerRoom(int max) {
        maxEntriesPerRoom = (int) atLeastOne("maxEntriesPerRoom", max);
        return this;
    }

    /**
     * Bounds the rooms, by default {@value #DEFAULT_MAX_ROOMS}.
     *
     * @param max the most rooms with a log
     * @return this builder
     */
    public InMemoryStoreBuilder maxRooms(int max) {
        maxRooms = (int) atLeastOne("maxRooms", max);
        return this;
    }

    /**
     * Bounds the memory of all entries, by default 256 MiB. The size of an entry is an estimate.
     *
     * @param max the most bytes
     * @return this builder
     */
    public InMemoryStoreBuilder maxBytes(long max) {
        maxBytes = atLeastOne("maxBytes", max);
        return this;
    }

    /**
     * Bounds each inbox, by default {@value Inbox#DEFAULT_CAPACITY}.
     *
     * @param max the most items of one user
     * @return this builder
     */
    public InMemoryStoreBuilder inboxCapacity(int max) {
        inboxCapacity = (int) atLeastOne("inboxCapacity", max);
        return this;
    }

    /**
     * Bounds the number of inboxes, by default {@value #DEFAULT_MAX_INBOXES}.
     *
     * @param max the most users with an inbox
     * @return this builder
     */
    public InMemoryStoreBuilder maxInboxes(int max) {
        maxInboxes = (int) atLeastOne("maxInboxes", max);
        return this;
    }

    /**
     * Bounds the read markers, by default {@value #DEFAULT_MAX_MARKERS}.
     *
     * @param max the most markers of all users together
     * @return this builder
     */
    public InMemoryStoreBuilder maxMarkers(int max) {
        maxMarkers = (int) atLeastOne("maxMarkers", max);
        return this;
    }

    /**
     * Bounds the room records, by default {@value #DEFAULT_MAX_RECORDS}.
     *
     * @param max the most records of all rooms together
     * @return this builder
     */
    public InMemoryStoreBuilder maxRecords(int max) {
        maxRecords = (int) atLeastOne("maxRecords", max);
        return this;
    }

    /**
     * Makes the store.
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
