package dev.parley.cluster.redis.chat;

import dev.parley.cluster.ClusterStats;

/**
 * What a {@link RedisChatCluster} has done since it was made, and what waits.
 *
 * @param published hints that Redis has taken
 * @param received hints of other engines
 * @param dropped hints that were not sent, since too many waited, or for too long
 * @param refused hints that were not sent, since they are too long or Redis refused them
 * @param unreadable what was published on the channel and is no hint
 * @param reconnects how often a connection was made anew
 * @param waiting hints that wait for Redis
 */
public record RedisChatStats(
        long published, long received, long dropped, long refused, long unreadable, long reconnects, int waiting)
        implements ClusterStats {}
