package dev.parley.testkit.simulation;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a {@link Simulation} has come to. Immutable.
 *
 * @param seed repeats the run
 * @param transcript what happened, line by line: the virtual time in seconds, who, what. The same for the same simulation and
 *     seed, in every process
 * @param violations what should not have been, the first ten; empty if all is well
 * @param counts how often what happened, by name, such as {@code acknowledged}: for tests of the simulation itself
 */
public record SimulationReport(
        long seed, List<String> transcript, List<Violation> violations, Map<String, Integer> counts) {

    /**
     * Something that should not have been.
     *
     * @param what what is wrong
     * @param lines the lines of the transcript that concern it, up to the moment when it was noticed
     */
    public record Violation(String what, List<String> lines) {

        /** Copies the lines. */
        public Violation {
            lines = List.copyOf(lines);
        }
    }

    /** Copies the lists and the map, which is sorted. */
    public SimulationReport {
        transcript = List.copyOf(transcript);
        violations = List.copyOf(violations);
        counts = Collections.unmodifiableMap(new TreeMap<>(counts));
    }

    /**
     * Fails unless all is well.
     *
     * @return this report
     * @throws AssertionError names the seed and what was violated, with the lines that concern the first violation
     */
    public SimulationReport check() {
        if (!violations.isEmpty()) {
            throw new AssertionError(this);
        }
        return this;
    }

    /** The seed, the violations, and the lines that concern the first. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("seed " + seed + ": ");
        if (violations.isEmpty()) {
            return text.append("all is well, ").append(counts).toString();
        }
        violations.forEach(violation -> text.append(violation.what()).append('\n'));
        violations.get(0).lines().forEach(line -> text.append("  ").append(line).append('\n'));
        return text.toString();
    }
}
