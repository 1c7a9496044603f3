/**
 * A load generator in Java NIO: one thread, thousands of Socket.IO clients, every delivery counted and checked. Start at
 * {@link dev.parley.benchmark.load.LoadLoop}.
 */
@NullMarked
package dev.parley.benchmark.load;

import org.jspecify.annotations.NullMarked;
