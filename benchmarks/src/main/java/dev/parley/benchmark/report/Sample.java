package dev.parley.benchmark.report;

import java.util.Map;

/**
 * What one round of one scenario found about one contestant.
 *
 * @param scenario its id
 * @param contestant its id
 * @param round counted from 1
 * @param values what was measured
 */
public record Sample(String scenario, String contestant, int round, Map<Metric, Double> values) {
    public Sample {
        values = Map.copyOf(values);
    }
}
