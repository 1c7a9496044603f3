/** The cost of a message in each store: {@link dev.parley.benchmark.store.StoreAppendBenchmark} and its neighbours. */
@NullMarked
package dev.parley.benchmark.store;

import org.jspecify.annotations.NullMarked;
