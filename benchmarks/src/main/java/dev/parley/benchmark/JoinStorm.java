package dev.parley.benchmark;

import dev.parley.benchmark.load.Fleet;
import dev.parley.benchmark.load.FleetSpec;
import dev.parley.benchmark.load.Latency;
import dev.parley.benchmark.report.Metric;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * Clients that are connected join one room with messages, at even intervals, and get its history and an acknowledgement. Each
 * storm is in another room. The last one is measured, and the first one for a fresh process.
 *
 * @param store what {@code ChatPeer} stores in
 * @param clients how many
 * @param time the time in which they join
 * @param warmUp at least so many storms before the one that is measured, and more while compilers are busy
 */
record JoinStorm(String store, int clients, Duration time, int warmUp) {
    /** Twice as many as are sent to who joins. */
    private static final int MESSAGES = 2 * Fleet.HISTORY;

    private static final int PAYLOAD = 64;
    private static final int UNDER_WAY = 256;
    private static final int MOST_STORMS = 16;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    Map<Metric, Double> run(Contestant contestant, Bench.Span span) throws IOException {
        FleetSpec spec = new FleetSpec(1, clients, 1, 0, PAYLOAD, false, UNDER_WAY, FleetSpec.Text.CHAT);
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        try (Bench bench = Bench.openChat(contestant, span, store, "joins")) {
            Fleet fleet = bench.connect(spec);
            boolean warm = false;
            for (int storm = 0; storm <= warmUp || (!warm && storm < MOST_STORMS); storm++) {
                Bench.Cpu before = bench.cpuTimes();
                storm(bench, fleet, storm + 1, values);
                warm = !bench.cpuTimes().minus(before).isCompiling();
                if (storm == 0) {
                    values.put(Metric.FRESH_ACK_P99, values.get(Metric.ACK_P99));
                }
                bench.settle();
            }
        }
        return values;
    }

    private void storm(Bench bench, Fleet fleet, int room, Map<Metric, Double> values) throws IOException {
        long stored = fleet.acknowledged() + MESSAGES;
        fleet.fill(room, MESSAGES);
        await(bench, fleet, stored);
        bench.settle();
        fleet.resetLatency();
        Duration cpu = bench.serverCpu();
        long reads = bench.reads();
        fleet.joinWithin(room, time);
        await(bench, fleet, stored + clients);
        Latency latency = fleet.ackLatency();
        values.put(Metric.ACK_P50, latency.p50());
        values.put(Metric.ACK_P99, latency.p99());
        values.put(Metric.MICROS_PER_JOIN, Bench.seconds(bench.serverCpu().minus(cpu)) * 1e6 / clients);
        values.put(Metric.STORE_READS, (double) (bench.reads() - reads));
        values.put(Metric.FAULTS, (double) fleet.count().gone() + fleet.count().astray());
    }

    private static void await(Bench bench, Fleet fleet, long acknowledged) throws IOException {
        boolean all = bench.runUntil(() -> fleet.acknowledged() >= acknowledged || fleet.firstFailure() != null, LIMIT);
        if (fleet.firstFailure() != null) {
            throw new IOException("a client was lost: " + fleet.firstFailure());
        }
        if (!all) {
            throw new IOException(fleet.acknowledged() + " of " + acknowledged + " were answered within " + LIMIT);
        }
    }
}
