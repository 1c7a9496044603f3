/** Metrics of the engine, in a Micrometer registry: {@link dev.parley.metrics.micrometer.ParleyMetrics}. */
@NullMarked
package dev.parley.metrics.micrometer;

import org.jspecify.annotations.NullMarked;
