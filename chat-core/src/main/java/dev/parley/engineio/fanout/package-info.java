/** Delivery to sessions: shards that run commands in turns and flush each receiver once. */
@NullMarked
package dev.parley.engineio.fanout;

import org.jspecify.annotations.NullMarked;
