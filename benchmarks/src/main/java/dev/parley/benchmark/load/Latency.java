package dev.parley.benchmark.load;

import org.HdrHistogram.Histogram;

/**
 * Latencies from the intended send time to the receipt, in milliseconds.
 *
 * @param count deliveries measured
 * @param p50 median
 * @param p90 90th percentile
 * @param p99 99th percentile
 * @param p999 99.9th percentile
 * @param max largest
 */
public record Latency(long count, double p50, double p90, double p99, double p999, double max) {
    static Latency of(Histogram micros) {
        return new Latency(
                micros.getTotalCount(),
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(90) / 1e3,
                micros.getValueAtPercentile(99) / 1e3,
                micros.getValueAtPercentile(99.9) / 1e3,
                micros.getMaxValue() / 1e3);
    }
}
