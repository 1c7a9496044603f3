/**
 * The contestants: the same tiny application on each server. On {@code join} a client enters a room, on {@code msg} the
 * payload is broadcast to that room, sender included. {@link dev.parley.benchmark.peer.PeerControl} is what all share.
 */
@NullMarked
package dev.parley.benchmark.peer;

import org.jspecify.annotations.NullMarked;
