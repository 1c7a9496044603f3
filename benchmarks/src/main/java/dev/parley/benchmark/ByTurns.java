package dev.parley.benchmark;

import dev.parley.benchmark.Bench.Cost;
import dev.parley.benchmark.load.Fleet;
import dev.parley.benchmark.load.FleetSpec;
import dev.parley.benchmark.report.Metric;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Scenarios that compare a server with itself: the same process and clients alternate between situations. Noise of a
 * shared machine, which exceeds the effects to be measured, thus affects all situations alike.
 */
final class ByTurns {
    private static final Duration LONGEST_TURN = Duration.ofSeconds(2);
    private static final Bench.Traffic TRAFFIC = fleet -> fleet.sendSaturating(4);

    private ByTurns() {}

    /** A room size. */
    private enum Size {
        TEN(10, Metric.MICROS_IN_ROOMS_OF_10),
        HUNDRED(100, Metric.MICROS_IN_ROOMS_OF_100),
        THOUSAND(1_000, Metric.MICROS_IN_ROOMS_OF_1000),
        TEN_THOUSAND(10_000, Metric.MICROS_IN_ROOMS_OF_10000);

        private final int members;
        private final Metric metric;

        Size(int members, Metric metric) {
            this.members = members;
            this.metric = metric;
        }

        FleetSpec spec(int clients) {
            return FleetSpec.rooms(clients / members, members, 1);
        }

        /** Rooms of different sizes have different names, because members stay in all of them. */
        int firstRoom(int clients) {
            int rooms = 0;
            for (Size smaller : values()) {
                rooms += smaller.members < members ? clients / smaller.members : 0;
            }
            return rooms;
        }
    }

    /** What does a delivery cost in rooms of each size, with a fixed number of members in total? */
    static Map<Metric, Double> growth(Contestant contestant, Bench.Span span, int members) throws IOException {
        List<Size> sizes = Arrays.stream(Size.values())
                .filter(size -> size.members <= members)
                .toList();
        try (Bench bench = Bench.open(contestant, span)) {
            Fleet fleet = bench.connect(sizes.get(0).spec(members));
            for (Size size : sizes) {
                bench.regroup(fleet, size.spec(members), size.firstRoom(members));
                bench.warmUp(fleet, TRAFFIC);
            }
            Map<Size, Cost> costs = new EnumMap<>(Size.class);
            for (int turn = 0; turn < turns(span); turn++) {
                for (Size size : sizes) {
                    bench.regroup(fleet, size.spec(members), size.firstRoom(members));
                    costs.merge(size, turn(bench, fleet), Cost::plus);
                }
            }
            Map<Metric, Double> values = new EnumMap<>(Metric.class);
            costs.forEach((size, cost) -> values.put(size.metric, cost.microsPerDelivery()));
            double dearest =
                    values.values().stream().mapToDouble(micros -> micros).max().orElseThrow();
            double cheapest =
                    values.values().stream().mapToDouble(micros -> micros).min().orElseThrow();
            values.put(Metric.GROWTH, dearest / cheapest);
            values.put(Metric.FAULTS, Bench.faults(fleet));
            return values;
        }
    }

    /** What does a delivery cost without, and with, this many idle connections, alternating this many times? */
    static Map<Metric, Double> idle(Contestant contestant, Bench.Span span, int connections, int times)
            throws IOException {
        try (Bench bench = Bench.open(contestant, span)) {
            Fleet fleet = bench.connect(FleetSpec.rooms(1, 1_000, 1));
            bench.warmUp(fleet, TRAFFIC);
            Fleet passing = bench.connect(FleetSpec.silent(connections));
            bench.warmUp(fleet, TRAFFIC);
            double faults = Bench.faults(passing);
            passing.close();
            Cost alone = Cost.NONE;
            Cost beside = Cost.NONE;
            for (int time = 0; time < times; time++) {
                alone = alone.plus(turns(bench, fleet));
                Fleet idle = bench.connect(FleetSpec.silent(connections));
                beside = beside.plus(turns(bench, fleet));
                faults += Bench.faults(idle);
                idle.close();
            }
            Map<Metric, Double> values = new EnumMap<>(Metric.class);
            values.put(Metric.MICROS_ALONE, alone.microsPerDelivery());
            values.put(Metric.MICROS_BESIDE_IDLE, beside.microsPerDelivery());
            values.put(Metric.IDLE_SHARE, beside.microsPerDelivery() / alone.microsPerDelivery());
            values.put(Metric.FAULTS, faults + Bench.faults(fleet));
            return values;
        }
    }

    /** Measures some turns, once the server has processed the connections that came or went. */
    private static Cost turns(Bench bench, Fleet fleet) throws IOException {
        bench.settle();
        Cost sum = Cost.NONE;
        for (int turn = 0; turn < turns(bench.span()); turn++) {
            sum = sum.plus(turn(bench, fleet));
        }
        return sum;
    }

    private static Cost turn(Bench bench, Fleet fleet) throws IOException {
        return bench.turn(fleet, TRAFFIC, length(bench.span()));
    }

    private static int turns(Bench.Span span) {
        return (int) span.measured().dividedBy(length(span));
    }

    private static Duration length(Bench.Span span) {
        return span.measured().compareTo(LONGEST_TURN) < 0 ? span.measured() : LONGEST_TURN;
    }
}
