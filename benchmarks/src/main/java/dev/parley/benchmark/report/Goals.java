package dev.parley.benchmark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Parley's goals, checked per round: each round is an independent repetition, compared with the other's result in it. */
final class Goals {
    private static final String PARLEY = "parley";
    private static final String TOMCAT = "parley-tomcat";
    private static final String NODE = "node";
    private static final String NETTY = "netty";
    private static final double NO_AIM = Double.NaN;
    private static final List<Goal> GOALS = List.of(
            new Goal("S1", Metric.MICROS_PER_DELIVERY, Kind.TIMES_CHEAPER, 8, 15),
            new Goal("S2", Metric.MICROS_PER_DELIVERY, Kind.TIMES_CHEAPER, 2, 3),
            new Goal("S2", Metric.P99, Kind.SHARE, 1, 0.5),
            new Goal("S3", Metric.MICROS_PER_DELIVERY, Kind.SHARE, 0.8, 0.7),
            new Goal("S3", Metric.P99, Kind.SHARE, 1, 1),
            new Goal("DEFLATE", Metric.MICROS_PER_DELIVERY, Kind.SHARE, 0.15, 0.05),
            new Goal("CHAT_SQLITE_100", Metric.ACKNOWLEDGED_PER_SECOND, Kind.TIMES_MORE, 5, 10),
            new Goal("CHAT_POSTGRES_100", Metric.ACKNOWLEDGED_PER_SECOND, Kind.TIMES_MORE, 5, 10),
            new Goal("JOIN_SQLITE", Metric.STORE_READS, Kind.ABSOLUTE, 10, NO_AIM),
            new Goal("JOIN_POSTGRES", Metric.STORE_READS, Kind.ABSOLUTE, 10, NO_AIM),
            new Goal("S4", Metric.BYTES_PER_MEMBER, Kind.ABSOLUTE, 4_500, 4_000),
            new Goal("S4", Metric.RESIDENT_BYTES_PER_MEMBER, Kind.SHARE, 1, 0.5),
            new Goal("S5", Metric.CONNECTS_PER_SECOND, Kind.TIMES_MORE_THAN_NETTY, 1, 1.3),
            new Goal("S5", Metric.FRESH_MICROS_PER_CONNECT, Kind.SHARE, 1, 0.5),
            new Goal("HEARTBEAT", Metric.MICROS_PER_HEARTBEAT, Kind.SHARE, 1, 0.5),
            new Goal("GROWTH", Metric.GROWTH, Kind.ABSOLUTE, 1.5, NO_AIM),
            new Goal("S1", Metric.MICROS_PER_DELIVERY, Kind.SHARE_OF_JETTY, 1.5, NO_AIM),
            new Goal("S2", Metric.MICROS_PER_DELIVERY, Kind.SHARE_OF_JETTY, 1.5, NO_AIM),
            new Goal("S3", Metric.MICROS_PER_DELIVERY, Kind.SHARE_OF_JETTY, 1.5, NO_AIM),
            new Goal("S4", Metric.BYTES_PER_MEMBER, Kind.IN_TOMCAT, 32_000, NO_AIM));

    private final Results results;
    private final StringBuilder text = new StringBuilder(1_024);

    private Goals(Results results) {
        this.results = results;
    }

    private enum Kind {
        /** Node's value divided by Parley's. */
        TIMES_CHEAPER("Node's by ours", true, PARLEY, NODE),
        /** Parley's value divided by Node's, more is better. */
        TIMES_MORE("× Node's", true, PARLEY, NODE),
        /** Parley's value divided by netty-socketio's, more is better. */
        TIMES_MORE_THAN_NETTY("× netty-socketio's", true, PARLEY, NETTY),
        /** Parley's value divided by Node's, less is better. */
        SHARE("× Node's", false, PARLEY, NODE),
        ABSOLUTE("", false, PARLEY, null),
        /** The value in Tomcat divided by that of the Jetty transport, less is better. */
        SHARE_OF_JETTY("in Tomcat, × the Jetty transport's", false, TOMCAT, PARLEY),
        IN_TOMCAT("in Tomcat", false, TOMCAT, null);

        private final String unit;
        private final boolean atLeast;
        private final String ours;
        private final @Nullable String theirs;

        Kind(String unit, boolean atLeast, String ours, @Nullable String theirs) {
            this.unit = unit;
            this.atLeast = atLeast;
            this.ours = ours;
            this.theirs = theirs;
        }
    }

    private record Goal(String scenario, Metric metric, Kind kind, double must, double aim) {
        boolean met(double value) {
            return kind.atLeast ? value >= must : value <= must;
        }

        boolean aimed(double value) {
            return kind.atLeast ? value >= aim : value <= aim;
        }
    }

    /** A section with a line for each measured goal, or empty. */
    static String of(Results results) {
        return new Goals(results).section();
    }

    private String section() {
        GOALS.forEach(this::line);
        faults();
        if (text.length() == 0) {
            return "";
        }
        return "\n## Goals\n\nEach round is a repeat of its own.\n\n| goal | must | aim | rounds | |\n|---|---|---|---|---|\n"
                + text;
    }

    private void line(Goal goal) {
        List<Double> rounds = new ArrayList<>();
        for (int round = 1; round <= rounds(); round++) {
            Kind kind = goal.kind;
            Double ours = value(goal.scenario, kind.ours, goal.metric, round);
            Double theirs = kind.theirs == null ? null : value(goal.scenario, kind.theirs, goal.metric, round);
            if (ours != null && kind.theirs == null) {
                rounds.add(ours);
            } else if (ours != null && theirs != null) {
                rounds.add(kind == Kind.TIMES_CHEAPER ? theirs / ours : ours / theirs);
            }
        }
        if (!rounds.isEmpty()) {
            String sign = goal.kind.atLeast ? "≥ " : "≤ ";
            String verdict = rounds.stream().allMatch(goal::aimed)
                    ? "aim met"
                    : rounds.stream().allMatch(goal::met) ? "met" : "**missed**";
            row(
                    goal.scenario + " " + goal.metric.title() + (goal.kind.unit.isEmpty() ? "" : ", " + goal.kind.unit),
                    sign + number(goal.must),
                    Double.isNaN(goal.aim) ? "" : sign + number(goal.aim),
                    rounds,
                    verdict);
        }
    }

    private void faults() {
        List<Double> rounds = new ArrayList<>();
        for (int round = 1; round <= rounds(); round++) {
            double sum = 0;
            boolean measured = false;
            for (Sample sample : results.samples()) {
                if (sample.round() == round && sample.contestant().startsWith(PARLEY)) {
                    sum += sample.values().getOrDefault(Metric.FAULTS, 0.0);
                    measured = true;
                }
            }
            if (measured) {
                rounds.add(sum);
            }
        }
        if (!rounds.isEmpty()) {
            boolean met = rounds.stream().allMatch(value -> value == 0);
            row(Metric.FAULTS.title() + ", all scenarios", "0", "", rounds, met ? "met" : "**missed**");
        }
    }

    private void row(String goal, String must, String aim, List<Double> rounds, String verdict) {
        text.append("| ")
                .append(goal)
                .append(" | ")
                .append(must)
                .append(" | ")
                .append(aim)
                .append(" | ");
        text.append(String.join(", ", rounds.stream().map(Goals::number).toList()));
        text.append(" | ").append(verdict).append(" |\n");
    }

    private int rounds() {
        return results.samples().stream().mapToInt(Sample::round).max().orElse(0);
    }

    private @Nullable Double value(String scenario, String contestant, Metric metric, int round) {
        for (Sample sample : results.samples()) {
            if (sample.round() == round
                    && sample.scenario().equals(scenario)
                    && sample.contestant().equals(contestant)) {
                return sample.values().get(metric);
            }
        }
        return null;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : value == Math.rint(value) ? "%.0f" : "%.2f", value);
    }
}
