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
import java.util.function.BooleanSupplier;

/** One run of one scenario on one contestant: the server's process, the load generator, and the warm-up and measurement times. */
final class Bench implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(60);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(20);
    /** Ten thousand messages may be under way, each waiting for its own fsync. */
    private static final Duration CHAT_DRAIN_LIMIT = Duration.ofMinutes(2);

    private static final Duration SETTLE = Duration.ofMillis(1_500);
    private static final Duration WARM_UP_STEP = Duration.ofSeconds(1);
    private static final Duration LEAD_IN = Duration.ofMillis(500);

    /** The compilers must have been idle for this many consecutive steps, as they resume when they have profiled more. */
    private static final int QUIET_STEPS = 3;

    /** Maximum warm-up, as a multiple of its CPU time. */
    private static final int LONGEST_WARM_UP = 6;

    /** A server whose compilers use a larger share of its CPU time is not warm. */
    private static final double COMPILING_SHARE = 0.05;

    private static final int QUIET_PING_MILLIS = 25_000;

    /** Starts traffic in a connected fleet. */
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
        return new Bench(contestant, span, ServerProcess.start(contestant, pingIntervalMillis, false));
    }

    /** A server that compresses what it sends to those who ask for it. */
    static Bench openCompressing(Contestant contestant, Span span) throws IOException {
        return new Bench(contestant, span, ServerProcess.start(contestant, QUIET_PING_MILLIS, true));
    }

    static Bench open(Contestant contestant, Span span) throws IOException {
        return open(contestant, span, QUIET_PING_MILLIS);
    }

    /** A chat that stores its messages; the arguments are those of its process. */
    static Bench openChat(Contestant contestant, Span span, String... arguments) throws IOException {
        return new Bench(
                contestant,
                span,
                ServerProcess.start(
                        contestant.title(), contestant.chatCommand(arguments), ProcessBuilder.Redirect.INHERIT));
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

    /** Runs until the server is warm, at most {@value #LONGEST_WARM_UP} times the warm-up's CPU time. */
    void warmUp() throws IOException {
        warmUp(span.warmUp().multipliedBy(LONGEST_WARM_UP));
    }

    /**
     * Runs until the server has used the warm-up's CPU time, however long others occupy the core, and its JIT
     * compilers, if any, are idle: what they postpone they would otherwise do during the measurement.
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
     * The CPU time used by the server.
     *
     * @param all user and system time of all its threads
     * @param compilers the share of its JIT compilers
     */
    record Cpu(Duration all, Duration compilers) {
        Cpu minus(Cpu before) {
            return new Cpu(all.minus(before.all), compilers.minus(before.compilers));
        }

        /** Whether the compilers used enough of it to distort a measurement. */
        boolean isCompiling() {
            return seconds(compilers) > COMPILING_SHARE * seconds(all);
        }
    }

    void runFor(Duration time) throws IOException {
        loop.runFor(time);
    }

    boolean runUntil(BooleanSupplier done, Duration limit) throws IOException {
        return loop.runUntil(done, limit);
    }

    /** How often a chat that counts it has read its store. */
    long reads() throws IOException {
        return Long.parseLong(server.ask("counts", "COUNTS")[1]);
    }

    Duration serverCpu() {
        return server.cpu();
    }

    ServerProcess.Memory memory() throws IOException {
        return server.memory();
    }

    /** Lets a fleet send, and returns the cost per delivery once everything is warm. */
    Map<Metric, Double> traffic(Fleet fleet, Traffic traffic) throws IOException {
        settle();
        traffic.start(fleet);
        warmUp();
        return measure(fleet);
    }

    /**
     * Warms up for traffic with much idle time: first with saturating traffic, which is faster, then with the actual
     * traffic for as long as the measurement and until the compilers are idle. All traffic ends afterwards.
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

    /** Warms up with a fleet's traffic, which ends afterwards. */
    void warmUp(Fleet fleet, Traffic traffic) throws IOException {
        settle();
        traffic.start(fleet);
        warmUp();
        fleet.drain(DRAIN_LIMIT);
    }

    /** The cost per delivery in a short span of a fleet's traffic, which starts and ends with it. */
    Cost turn(Fleet fleet, Traffic traffic, Duration time) throws IOException {
        traffic.start(fleet);
        loop.runFor(LEAD_IN);
        Cost cost = cost(fleet, time);
        fleet.drain(DRAIN_LIMIT);
        return cost;
    }

    /** Moves the members of a fleet to other rooms. */
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
     * The cost of some traffic.
     *
     * @param seconds the observed time
     * @param server CPU time of the server, in seconds
     * @param own CPU time of the load generator, in seconds
     * @param stolen CPU time stolen from the machine, in seconds
     * @param delivered deliveries in that time
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

    /** Measures a fleet's traffic, and ends it. */
    Map<Metric, Double> measure(Fleet fleet) throws IOException {
        fleet.resetLatency();
        Count before = fleet.count();
        Cost cost = cost(fleet, span.measured());
        Count after = fleet.count();
        Latency latency = fleet.latency();
        fleet.drain(DRAIN_LIMIT);

        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        values.put(Metric.MICROS_PER_DELIVERY, cost.microsPerDelivery());
        values.put(Metric.DELIVERIES_PER_SECOND, cost.delivered / cost.seconds);
        values.put(
                Metric.BYTES_PER_DELIVERY,
                (after.bytes() - before.bytes()) / (double) Math.max(after.delivered() - before.delivered(), 1));
        values.put(Metric.P50, latency.p50());
        values.put(Metric.P99, latency.p99());
        values.put(Metric.P999, latency.p999());
        values.put(Metric.SERVER_LOAD, cost.server / cost.seconds * 100);
        values.put(Metric.GENERATOR_LOAD, cost.own / cost.seconds * 100);
        values.put(Metric.STOLEN, cost.stolen / cost.seconds * 100);
        values.put(Metric.FAULTS, faults(fleet));
        return values;
    }

    /** Lets the members of a chat send, and says what a message cost that was stored and acknowledged. */
    Map<Metric, Double> chat(Fleet fleet, int underWay) throws IOException {
        settle();
        fleet.sendSaturating(underWay);
        warmUp();
        fleet.resetLatency();
        long before = fleet.acknowledged();
        Cost cost = cost(fleet, span.measured());
        double acknowledged = Math.max(fleet.acknowledged() - before, 1);
        Latency latency = fleet.ackLatency();
        fleet.drain(CHAT_DRAIN_LIMIT);

        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        values.put(Metric.ACKNOWLEDGED_PER_SECOND, acknowledged / cost.seconds);
        values.put(Metric.MICROS_PER_MESSAGE, cost.server * 1e6 / acknowledged);
        values.put(Metric.ACK_P50, latency.p50());
        values.put(Metric.ACK_P99, latency.p99());
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
     * The duration of a run.
     *
     * @param warmUp CPU time used by the server before the measurement
     * @param measured duration of the measurement
     */
    record Span(Duration warmUp, Duration measured) {}
}
