/**
 * Several servers that act as one by publish and subscribe of Redis: {@link dev.parley.cluster.redis.pubsub.RedisPubSub} publishes what
 * {@code @socket.io/redis-adapter} does, so that servers of Node can be in the same cluster.
 */
@NullMarked
package dev.parley.cluster.redis.pubsub;

import org.jspecify.annotations.NullMarked;
