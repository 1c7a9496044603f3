package dev.parley.store.redis;

import dev.parley.model.RoomName;
import java.time.Duration;
import java.util.Map;

/**
 * Settings of a {@link TieredMessageStore}. Immutable.
 *
 * @param durability of rooms that are not named in {@code rooms}; {@code hotFsync} by default
 * @param rooms the levels of particular rooms; none by default
 * @param archiveEvery how long entries wait for the archive, 10 ms to 1 hour; 250 ms by default. Zero archives only when {@link
 *     TieredMessageStore#archiveNow} is called, by a cron job for example
 * @param batch entries archived in one call, 1 to 10,000; 500 by default
 * @param maxLag when the oldest entry that waits for the archive is older than this, appends fail, 1 second to 1 day; 60 seconds by
 *     default
 * @param maxBytes how much waits for the archive at most, in bytes of all entries in Redis, 1 MiB or more; 256 MiB by default
 * @param retryWindow how long a repeated {@code clientMsgId} is recognised at least, 1 minute to 7 days; 1 hour by default
 * @param custodyBytes how many bytes of acknowledged entries that are not archived yet this process keeps in case that Redis
 *     loses them, 0 or more; 32 MiB by default
 * @param settle how long processes have to report what they keep after Redis was restarted, 100 ms to 1 minute; 2 seconds by default
 */
public record TierOptions(
        Durability durability,
        Map<RoomName, Durability> rooms,
        Duration archiveEvery,
        int batch,
        Duration maxLag,
        long maxBytes,
        Duration retryWindow,
        long custodyBytes,
        Duration settle) {

    private static final Duration MOST = Duration.ofDays(7);

    /** Checks the bounds; throws IllegalArgumentException. */
    public TierOptions {
        rooms = Map.copyOf(rooms);
        if (!archiveEvery.isZero()) {
            within(archiveEvery, Duration.ofMillis(10), Duration.ofHours(1), "archiveEvery");
        }
        within(maxLag, Duration.ofSeconds(1), Duration.ofDays(1), "maxLag");
        within(retryWindow, Duration.ofMinutes(1), MOST, "retryWindow");
        within(settle, Duration.ofMillis(100), Duration.ofMinutes(1), "settle");
        if (batch < 1 || batch > 10_000) {
            throw new IllegalArgumentException("batch " + batch + ", must be 1 to 10000");
        }
        if (maxBytes < 1024 * 1024 || custodyBytes < 0) {
            throw new IllegalArgumentException("maxBytes " + maxBytes + ", custodyBytes " + custodyBytes);
        }
    }

    /**
     * The defaults.
     *
     * @return settings to derive others from
     */
    public static TierOptions defaults() {
        return new TierOptions(
                Durability.hotFsync(),
                Map.of(),
                Duration.ofMillis(250),
                500,
                Duration.ofSeconds(60),
                256L * 1024 * 1024,
                Duration.ofHours(1),
                32L * 1024 * 1024,
                Duration.ofSeconds(2));
    }

    /**
     * Changes the level of rooms that are not named.
     *
     * @param level the level
     * @return the changed copy
     */
    public TierOptions withDurability(Durability level) {
        return new TierOptions(level, rooms, archiveEvery, batch, maxLag, maxBytes, retryWindow, custodyBytes, settle);
    }

    /**
     * Changes the levels of particular rooms.
     *
     * @param levels the levels by room
     * @return the changed copy
     */
    public TierOptions withRooms(Map<RoomName, Durability> levels) {
        return new TierOptions(
                durability, levels, archiveEvery, batch, maxLag, maxBytes, retryWindow, custodyBytes, settle);
    }

    /**
     * Changes when and how much is archived at once.
     *
     * @param every how long entries wait, or zero
     * @param entries how many in one call
     * @return the changed copy
     */
    public TierOptions withArchiving(Duration every, int entries) {
        return new TierOptions(durability, rooms, every, entries, maxLag, maxBytes, retryWindow, custodyBytes, settle);
    }

    /**
     * Changes how much may wait for the archive.
     *
     * @param lag how long
     * @param bytes how many bytes
     * @return the changed copy
     */
    public TierOptions withBounds(Duration lag, long bytes) {
        return new TierOptions(durability, rooms, archiveEvery, batch, lag, bytes, retryWindow, custodyBytes, settle);
    }

    /**
     * Changes how long repeated keys are recognised at least.
     *
     * @param window how long
     * @return the changed copy
     */
    public TierOptions withRetryWindow(Duration window) {
        return new TierOptions(durability, rooms, archiveEvery, batch, maxLag, maxBytes, window, custodyBytes, settle);
    }

    /**
     * Changes what is kept in case that Redis loses it, and how long others have to report what they keep.
     *
     * @param bytes how many bytes
     * @param wait how long
     * @return the changed copy
     */
    public TierOptions withCustody(long bytes, Duration wait) {
        return new TierOptions(durability, rooms, archiveEvery, batch, maxLag, maxBytes, retryWindow, bytes, wait);
    }

    Durability of(RoomName room) {
        return rooms.getOrDefault(room, durability);
    }

    private static void within(Duration value, Duration least, Duration most, String what) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(what + ' ' + value + ", must be " + least + " to " + most);
        }
    }
}
