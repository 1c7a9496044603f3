/** The hints of chat engines over Redis: {@link dev.parley.cluster.redis.chat.RedisChatCluster}. */
@org.jspecify.annotations.NullMarked
package dev.parley.cluster.redis.chat;
