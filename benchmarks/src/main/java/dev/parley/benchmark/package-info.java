/**
 * Load runs of Parley beside its peers. {@link dev.parley.benchmark.Compare} runs the scenarios and writes the results;
 * {@link dev.parley.benchmark.LoadCheck} finds out what the load generator itself can take; {@link
 * dev.parley.benchmark.Soak} runs for long.
 */
@NullMarked
package dev.parley.benchmark;

import org.jspecify.annotations.NullMarked;
