package dev.parley.benchmark;

import dev.parley.benchmark.load.Fleet;
import dev.parley.benchmark.load.FleetSpec;
import dev.parley.benchmark.report.Metric;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Light traffic, with much idle time for the server, on several contestants by turns: all are started and warmed up,
 * and then repeatedly get a span of traffic one after the other. A span has so few broadcasts that its 99th percentile
 * is the worst of them, and thus reflects what the host did in one second; and conditions change from minute to minute.
 * So each figure is the median of the spans, and the spans of all contestants are interleaved.
 */
final class Light {
    private static final int SPANS = 5;

    /** Many systems limit a process to 20,000 files, and each client of the load generator is one. */
    private static final int MOST_CLIENTS = 15_000;

    private static final Duration LEAD_IN = Duration.ofSeconds(1);

    /** Effectively never: contestants whose turn it is not do not read. */
    private static final int PING_MILLIS = 3_600_000;

    private final FleetSpec spec;
    private final Bench.Traffic traffic;

    Light(FleetSpec spec, double messagesPerSecond) {
        this.spec = spec;
        this.traffic = fleet -> fleet.sendAtRate(messagesPerSecond);
    }

    /** One contestant, ready to run. */
    private record Turn(Contestant contestant, Bench bench, Fleet fleet, List<Map<Metric, Double>> spans) {}

    /**
     * Measures all contestants: first as many as fit into {@value #MOST_CLIENTS} clients, then the next group.
     *
     * @param failed receives each failed contestant and the reason; the others continue
     * @return the figures of the others
     */
    Map<Contestant, Map<Metric, Double>> run(
            List<Contestant> contestants, Bench.Span span, BiConsumer<Contestant, IOException> failed)
            throws IOException {
        Map<Contestant, Map<Metric, Double>> figures = new EnumMap<>(Contestant.class);
        int together = Math.max(1, MOST_CLIENTS / spec.clients());
        for (int first = 0; first < contestants.size(); first += together) {
            int end = Math.min(contestants.size(), first + together);
            figures.putAll(runTogether(contestants.subList(first, end), span, failed));
        }
        return figures;
    }

    private Map<Contestant, Map<Metric, Double>> runTogether(
            List<Contestant> contestants, Bench.Span span, BiConsumer<Contestant, IOException> failed)
            throws IOException {
        List<Turn> turns = new ArrayList<>();
        try {
            for (Contestant contestant : contestants) {
                attempt(contestant, failed, () -> start(contestant, span, turns::add));
            }
            for (int i = 0; i < SPANS; i++) {
                for (Turn turn : List.copyOf(turns)) {
                    if (!attempt(turn.contestant, failed, () -> turn.spans.add(watch(turn)))) {
                        turns.remove(turn);
                        turn.bench.close();
                    }
                }
            }
            Map<Contestant, Map<Metric, Double>> figures = new EnumMap<>(Contestant.class);
            turns.forEach(turn -> figures.put(turn.contestant, medians(turn)));
            return figures;
        } finally {
            for (Turn turn : turns) {
                turn.bench.close();
            }
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private static boolean attempt(Contestant contestant, BiConsumer<Contestant, IOException> failed, Step step) {
        try {
            step.run();
            return true;
        } catch (IOException e) {
            failed.accept(contestant, e);
            return false;
        }
    }

    private void start(Contestant contestant, Bench.Span span, Consumer<Turn> started) throws IOException {
        Bench bench = Bench.open(contestant, span, PING_MILLIS);
        try {
            Fleet fleet = bench.connect(spec);
            bench.warmUpToLight(fleet, traffic);
            started.accept(new Turn(contestant, bench, fleet, new ArrayList<>()));
        } catch (IOException e) {
            bench.close();
            throw e;
        }
    }

    private Map<Metric, Double> watch(Turn turn) throws IOException {
        traffic.start(turn.fleet);
        turn.bench.runFor(LEAD_IN);
        return turn.bench.measure(turn.fleet);
    }

    private static Map<Metric, Double> medians(Turn turn) {
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        for (Metric metric : turn.spans.get(0).keySet()) {
            values.put(metric, sorted(turn, metric)[SPANS / 2]);
        }
        values.put(Metric.WORST_P99, sorted(turn, Metric.P99)[SPANS - 1]);
        values.put(Metric.FAULTS, Bench.faults(turn.fleet));
        return values;
    }

    private static double[] sorted(Turn turn, Metric metric) {
        return turn.spans.stream()
                .mapToDouble(values -> values.get(metric))
                .sorted()
                .toArray();
    }
}
