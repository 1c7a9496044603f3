/**
 * Load tests of Parley and its peers. {@link dev.parley.benchmark.Compare} runs the scenarios and writes the results;
 * {@link dev.parley.benchmark.LoadCheck} determines the capacity of the load generator; {@link
 * dev.parley.benchmark.Soak} is a long run.
 */
@NullMarked
package dev.parley.benchmark;

import org.jspecify.annotations.NullMarked;
