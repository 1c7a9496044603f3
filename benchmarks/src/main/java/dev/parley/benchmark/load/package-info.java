/**
 * A load generator on Java NIO: one thread, thousands of Socket.IO clients, every delivery counted and verified. Start
 * at {@link dev.parley.benchmark.load.LoadLoop}.
 */
@NullMarked
package dev.parley.benchmark.load;

import org.jspecify.annotations.NullMarked;
