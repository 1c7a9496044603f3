package dev.parley.benchmark.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The results of a run.
 *
 * @param topic what was compared, part of the folder's name
 * @param command the command to reproduce it
 * @param facts machine, runtimes, commit, options
 * @param scenarios title by id, in the order run
 * @param contestants title by id, in the order run
 * @param samples the samples of all rounds
 * @param remarks who was left out and why, and what went wrong
 */
public record Results(
        String topic,
        String command,
        Map<String, String> facts,
        Map<String, String> scenarios,
        Map<String, String> contestants,
        List<Sample> samples,
        List<String> remarks) {

    public Results {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        scenarios = Collections.unmodifiableMap(new LinkedHashMap<>(scenarios));
        contestants = Collections.unmodifiableMap(new LinkedHashMap<>(contestants));
        samples = List.copyOf(samples);
        remarks = List.copyOf(remarks);
    }

    /** The metrics of a scenario, in order of declaration. */
    List<Metric> metricsOf(String scenario) {
        return Arrays.stream(Metric.values())
                .filter(metric -> samples.stream()
                        .anyMatch(sample -> sample.scenario().equals(scenario)
                                && sample.values().containsKey(metric)))
                .toList();
    }

    /** The values of all rounds in one cell, or null if there are none. */
    @Nullable
    Spread spread(String scenario, String contestant, Metric metric) {
        List<Double> values = new ArrayList<>();
        for (Sample sample : samples) {
            Double value = sample.values().get(metric);
            if (sample.scenario().equals(scenario) && sample.contestant().equals(contestant) && value != null) {
                values.add(value);
            }
        }
        return values.isEmpty() ? null : Spread.of(values);
    }

    /**
     * Median and range of some rounds.
     *
     * @param median the middle value, or the mean of the two middle ones
     * @param least minimum
     * @param most maximum
     */
    record Spread(double median, double least, double most) {
        static Spread of(List<Double> values) {
            List<Double> sorted = values.stream().sorted().toList();
            int size = sorted.size();
            double median = (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
            return new Spread(median, sorted.get(0), sorted.get(size - 1));
        }
    }
}
