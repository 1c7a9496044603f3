/**
 * JMH benchmarks of the parts of the broadcast path, over the in-memory transport. Each class answers the question in its
 * first sentence; what happens asynchronously is waited for inside the measured call.
 */
@NullMarked
package dev.parley.benchmark.jmh;

import org.jspecify.annotations.NullMarked;
