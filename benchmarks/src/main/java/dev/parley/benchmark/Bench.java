package dev.parley.benchmark;

import dev.parley.benchmark.load.Count;
import dev.parley.benchmark.load.Fleet;
import dev.parley.benchmark.load.FleetSpec;
import dev.parley.benchmark.load.Latency;
import dev.parley.benchmark.load.LoadLoop;
import dev.parley.benchmark.report.Metric;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * The place where one scenario meets one contestant once: the server's process, the load generator, and how long to warm
 * up and to measure.
 */
final class Bench implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(60);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(20);
    private static final Duration SETTLE = Duration.ofMillis(1_500);
    private static final Duration WARM_UP_STEP = Duration.ofSeconds(1);
    private static final Duration LEAD_IN = Duration.ofMillis(500);

    /** How many steps in a row the compilers must have rested: they come back when they have seen more. */
    private static final int QUIET_STEPS = 3;

    /** How many times the CPU time of the warm-up it may take. */
    private static final int LONGEST_WARM_UP = 6;

    /** A server whose compilers use more of its CPU time than this is not warm. */
    private static final double COMPILING_SHARE = 0.05;

    private static final int QUIET_PING_MILLIS = 25_000;

    /** Starts traffic in a fleet that is all connected. */
    @FunctionalInterface
    interface Traffic {
        void start(Fleet fleet) throws IOException;
    }

    private final Contestant contestant;
    private final Span span;
    private final ServerProcess server;
    private final LoadLoop loop;

    private Bench(Contestant contestant, Span span, ServerProcess server) throws IOException {
        this.contestant = contestant;
        this.span = span;
        this.server = server;
        loop = new LoadLoop(server.port());
    }

    static Bench open(Contestant contestant, Span span, int pingIntervalMillis) throws IOException {
        return new Bench(contestant, span, ServerProcess.start(contestant, pingIntervalMillis));
    }

    static Bench open(Contestant contestant, Span span) throws IOException {
        return open(contestant, span, QUIET_PING_MILLIS);
    }

    Contestant contestant() {
        return contestant;
    }

    Span span() {
        return span;
    }

    Fleet connect(FleetSpec spec) throws IOException {
        Fleet fleet = new Fleet(loop, spec);
        fleet.connect(CONNECT_LIMIT);
        return fleet;
    }

    void settle() throws IOException {
        loop.runFor(SETTLE);
    }

    /** Lets the server work until it is warm, at most {@value #LONGEST_WARM_UP} times the warm-up's CPU time. */
    void warmUp() throws IOException {
        warmUp(span.warmUp().multipliedBy(LONGEST_WARM_UP));
    }

    /**
     * Lets the server work until it has used the CPU time of the warm-up, however long others keep it from the core, and its
     * just-in-time compilers, if it has any, have nothing more to do: what they do not get to do now they would do while we
     * measure.
     */
    void warmUp(Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        warmUp(server.cpu().plus(span.warmUp()), end);
    }

    private void warmUp(Duration enough, long end) throws IOException {
        int quiet = 0;
        do {
            Cpu before = cpuTimes();
            loop.runFor(WARM_UP_STEP);
            quiet = cpuTimes().minus(before).isCompiling() ? 0 : quiet + 1;
        } while ((quiet < QUIET_STEPS || server.cpu().compareTo(enough) < 0) && System.nanoTime() - end < 0);
    }

    Cpu cpuTimes() {
        return new Cpu(server.cpu(), server.compilerCpu());
    }

    /**
     * What the server has used.
     *
     * @param all user and system time of all its threads
     * @param compilers of that, the time of its just-in-time compilers
     */
    record Cpu(Duration all, Duration compilers) {
        Cpu minus(Cpu before) {
            return new Cpu(all.minus(before.all), compilers.minus(before.compilers));
        }

        /** Whether the compilers took enough of it to falsify a measurement. */
        boolean isCompiling() {
            return seconds(compilers) > COMPILING_SHARE * seconds(all);
        }
    }

    void runFor(Duration time) throws IOException {
        loop.runFor(time);
    }

    Duration serverCpu() {
        return server.cpu();
    }

    ServerProcess.Memory memory() throws IOException {
        return server.memory();
    }

    /** Lets a fleet send, and says what a delivery cost once all is warm. */
    Map<Metric, Double> traffic(Fleet fleet, Traffic traffic) throws IOException {
        settle();
        traffic.start(fleet);
        warmUp();
        return measure(fleet);
    }

    /**
     * Warms the server for traffic that leaves it much idle time: by saturating traffic, which takes less long, and then by the
     * other for as long as is measured, and until its compilers are done with that too. All traffic ends again.
     */
    void warmUpToLight(Fleet fleet, Traffic traffic) throws IOException {
        warmUp(fleet, saturating -> saturating.sendSaturating(1));
        traffic.start(fleet);
        long end = System.nanoTime()
                + span.measured().multipliedBy(LONGEST_WARM_UP).toNanos();
        runFor(span.measured());
        warmUp(server.cpu(), end);
        fleet.drain(DRAIN_LIMIT);
    }

    /** Warms the server with a fleet's traffic, which ends again. */
    void warmUp(Fleet fleet, Traffic traffic) throws IOException {
        settle();
        traffic.start(fleet);
        warmUp();
        fleet.drain(DRAIN_LIMIT);
    }

    /** What a delivery costs in a short span of a fleet's traffic, which begins for it and ends with it. */
    Cost turn(Fleet fleet, Traffic traffic, Duration time) throws IOException {
        traffic.start(fleet);
        loop.runFor(LEAD_IN);
        Cost cost = cost(fleet, time);
        fleet.drain(DRAIN_LIMIT);
        return cost;
    }

    /** Lets the members of a fleet go to other rooms. */
    void regroup(Fleet fleet, FleetSpec spec, int firstRoom) throws IOException {
        fleet.regroup(spec, firstRoom, CONNECT_LIMIT);
    }

    private Cost cost(Fleet fleet, Duration time) throws IOException {
        long deliveredBefore = fleet.count().delivered();
        Duration serverBefore = server.cpu();
        Duration ownBefore = ownCpu();
        Duration stolenBefore = Machine.stolen();
        long begin = System.nanoTime();
        loop.runFor(time);
        return new Cost(
                (System.nanoTime() - begin) / 1e9,
                seconds(server.cpu().minus(serverBefore)),
                seconds(ownCpu().minus(ownBefore)),
                seconds(Machine.stolen().minus(stolenBefore)),
                fleet.count().delivered() - deliveredBefore);
    }

    /**
     * What some traffic took.
     *
     * @param seconds how long it was watched
     * @param server CPU time of the server, in seconds
     * @param own that of the load generator, in seconds
     * @param stolen that the machine was kept from, in seconds
     * @param delivered deliveries meanwhile
     */
    record Cost(double seconds, double server, double own, double stolen, long delivered) {
        static final Cost NONE = new Cost(0, 0, 0, 0, 0);

        Cost plus(Cost more) {
            return new Cost(
                    seconds + more.seconds,
                    server + more.server,
                    own + more.own,
                    stolen + more.stolen,
                    delivered + more.delivered);
        }

        double microsPerDelivery() {
            return server * 1e6 / Math.max(delivered, 1);
        }
    }

    /** Measures what a fleet sends, and ends it. */
    Map<Metric, Double> measure(Fleet fleet) throws IOException {
        fleet.resetLatency();
        Cost cost = cost(fleet, span.measured());
        Latency latency = fleet.latency();
        fleet.drain(DRAIN_LIMIT);

        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        values.put(Metric.MICROS_PER_DELIVERY, cost.microsPerDelivery());
        values.put(Metric.DELIVERIES_PER_SECOND, cost.delivered / cost.seconds);
        values.put(Metric.P50, latency.p50());
        values.put(Metric.P99, latency.p99());
        values.put(Metric.P999, latency.p999());
        values.put(Metric.SERVER_LOAD, cost.server / cost.seconds * 100);
        values.put(Metric.GENERATOR_LOAD, cost.own / cost.seconds * 100);
        values.put(Metric.STOLEN, cost.stolen / cost.seconds * 100);
        values.put(Metric.FAULTS, faults(fleet));
        return values;
    }

    static double faults(Fleet fleet) {
        Count count = fleet.count();
        return count.expected() - count.delivered() + count.disorder() + count.astray() + count.gone();
    }

    static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    private static Duration ownCpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    }

    @Override
    public void close() throws IOException {
        try {
            loop.close();
        } finally {
            server.close();
        }
    }

    /**
     * How long a run takes.
     *
     * @param warmUp CPU time that the server uses before anything is measured
     * @param measured time measured
     */
    record Span(Duration warmUp, Duration measured) {}
}
