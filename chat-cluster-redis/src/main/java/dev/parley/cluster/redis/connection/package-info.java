/** Connections to Redis that outlast its absence, and what waits for them: shared by all buses. */
@NullMarked
package dev.parley.cluster.redis.connection;

import org.jspecify.annotations.NullMarked;
