/** Where Redis is, and how a bus signs in: {@link dev.parley.cluster.redis.server.RedisServers} is given to the options of a bus. */
@NullMarked
package dev.parley.cluster.redis.server;

import org.jspecify.annotations.NullMarked;
