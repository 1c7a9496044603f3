/**
 * The contestants: the same minimal application on each server. On {@code join} a client joins a room, on {@code msg}
 * the payload is broadcast to that room, including the sender. {@link dev.parley.benchmark.peer.PeerControl} is shared
 * by all.
 */
@NullMarked
package dev.parley.benchmark.peer;

import org.jspecify.annotations.NullMarked;
