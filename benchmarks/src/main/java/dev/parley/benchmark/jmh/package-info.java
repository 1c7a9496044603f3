/**
 * JMH benchmarks of the broadcast path's components, over the in-memory transport. Each class answers the question in
 * its first sentence; asynchronous work is awaited inside the measured call.
 */
@NullMarked
package dev.parley.benchmark.jmh;

import org.jspecify.annotations.NullMarked;
