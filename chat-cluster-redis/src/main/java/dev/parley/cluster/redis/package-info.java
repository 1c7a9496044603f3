/**
 * Several servers that act as one over Redis: {@link dev.parley.cluster.redis.RedisStreams} is the bus of
 * {@link dev.parley.cluster.Clustering}, and writes what {@code @socket.io/redis-streams-adapter} writes, so that servers of Node can
 * be in the same cluster.
 */
@NullMarked
package dev.parley.cluster.redis;

import org.jspecify.annotations.NullMarked;
