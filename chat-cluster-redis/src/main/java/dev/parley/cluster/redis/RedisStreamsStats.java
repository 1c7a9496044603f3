package dev.parley.cluster.redis;

import dev.parley.cluster.ClusterStats;

/**
 * What a {@link RedisStreams} has done since it was connected.
 *
 * @param published messages that Redis took
 * @param received messages of other servers that were handed on
 * @param dropped own messages that were not sent: too many waited, or too long
 * @param unknown own messages of which it is not known whether Redis took them
 * @param refused own messages that Redis refused, or that were too long
 * @param duplicates entries that had been read before
 * @param gaps how often entries of others were missed
 * @param unreadable entries and messages that were skipped, as they are malformed or too long
 * @param reconnects how often a connection was made again
 * @param localFirst own broadcasts in {@code Order.LOG} that own sockets got without waiting for Redis, as it did not answer, or
 *     refused them, or lost them
 * @param waiting own messages that wait for Redis now
 * @param waitingBytes their bytes
 * @param lagMillis how far the reader is behind the end of the streams now, in milliseconds: between the last entry that was read and
 *     the last one that was there, and since then if what was read is still handed on
 */
public record RedisStreamsStats(
        long published,
        long received,
        long dropped,
        long unknown,
        long refused,
        long duplicates,
        long gaps,
        long unreadable,
        long reconnects,
        long localFirst,
        int waiting,
        long waitingBytes,
        long lagMillis)
        implements ClusterStats {}
