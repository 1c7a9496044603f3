package dev.parley.benchmark.report;

import java.util.Map;

/**
 * The results of one round of one scenario on one contestant.
 *
 * @param scenario its id
 * @param contestant its id
 * @param round counted from 1
 * @param values the measured values
 */
public record Sample(String scenario, String contestant, int round, Map<Metric, Double> values) {
    public Sample {
        values = Map.copyOf(values);
    }
}
