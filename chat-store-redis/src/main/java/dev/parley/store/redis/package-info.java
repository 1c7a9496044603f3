/**
 * A hot tier over any store: {@link dev.parley.store.redis.TieredMessageStore} takes new entries in Redis, and archives them in
 * the store behind it.
 */
@NullMarked
package dev.parley.store.redis;

import org.jspecify.annotations.NullMarked;
