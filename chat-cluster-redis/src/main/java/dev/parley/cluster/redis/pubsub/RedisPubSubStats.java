package dev.parley.cluster.redis.pubsub;

import dev.parley.cluster.ClusterStats;

/**
 * What a {@link RedisPubSub} has done since it was connected.
 *
 * @param published messages that Redis took
 * @param received messages of other servers that were handed on
 * @param dropped own messages that were not sent: too many waited, or too long
 * @param unknown own messages of which it is not known whether Redis took them
 * @param refused own messages that Redis refused, or that were too long
 * @param unreadable messages that were skipped, as they are malformed or too long
 * @param reconnects how often a connection was made again
 * @param waiting own messages that wait for Redis now
 * @param waitingBytes their bytes
 */
public record RedisPubSubStats(
        long published,
        long received,
        long dropped,
        long unknown,
        long refused,
        long unreadable,
        long reconnects,
        int waiting,
        long waitingBytes)
        implements ClusterStats {}
