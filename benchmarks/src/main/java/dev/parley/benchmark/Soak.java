package dev.parley.benchmark;

import dev.parley.benchmark.load.Fleet;
import dev.parley.benchmark.load.FleetSpec;
import dev.parley.benchmark.load.LoadLoop;
import dev.parley.benchmark.report.SoakReport;
import dev.parley.benchmark.report.SoakReport.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Does the server stay stable over time? Eight tenths of the clients are healthy members of rooms, a tenth of those
 * polling, under a steady load of short and long texts; a tenth connects and disconnects all the time; and a tenth, in
 * the same rooms, are slow: half of them never read, half read a little now and then. Slow clients are replaced every
 * half minute. Their outbound queues are bounded to {@value #OUTBOUND_BYTES} bytes, so that they reach the bound. Every
 * half minute the server's resources and the latencies of the healthy clients are recorded, and finally judged.
 */
public final class Soak {
    private static final int ROOM_SIZE = 50;
    private static final int POLLING = 5;
    private static final int LONG_TEXT = 16_384;
    private static final int OUTBOUND_BYTES = 65_536;
    private static final int PING_MILLIS = 25_000;
    private static final double MESSAGES_PER_SECOND = 200;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LONGEST_SPAN = Duration.ofSeconds(30);
    private static final Duration STAY = Duration.ofSeconds(1);
    private static final Duration SLOW_READ = Duration.ofMillis(50);
    private static final Duration SETTLE = Duration.ofSeconds(2);

    /** Initial spans without slow clients, the first to warm up. */
    private static final int SPANS_BEFORE = 4;

    private final LoadLoop loop;
    private final ServerProcess server;
    private final SoakReport report;
    private final int rooms;
    private final int others;

    private Soak(LoadLoop loop, ServerProcess server, SoakReport report, int clients) {
        this.loop = loop;
        this.server = server;
        this.report = report;
        this.rooms = Math.max(1, clients * 8 / 10 / ROOM_SIZE);
        this.others = Math.max(1, clients / 10 / rooms);
    }

    public static void main(String[] args) throws IOException {
        Arguments arguments = new Arguments(args, Set.of("seconds", "clients", "contestant", "out"));
        Duration time = Duration.ofSeconds(arguments.number("seconds", 1_800));
        Contestant contestant = Contestant.of(arguments.text("contestant", "parley"));
        int clients = arguments.number("clients", 5_000);
        Arguments.addJvmFlag("-Dparley.benchmark.outboundBytes=" + OUTBOUND_BYTES);
        Map<String, String> facts = Machine.facts();
        facts.put("clients", Integer.toString(clients));
        facts.put("bound of a client", OUTBOUND_BYTES + " bytes waiting");
        String command =
                "java -cp benchmarks/target/benchmarks.jar " + Soak.class.getName() + " " + String.join(" ", args);
        SoakReport report = new SoakReport(command.strip(), facts, OUTBOUND_BYTES + LONG_TEXT);
        Machine.pinSelf();
        try (ServerProcess server = ServerProcess.start(contestant, PING_MILLIS, false);
                LoadLoop loop = new LoadLoop(server.port())) {
            new Soak(loop, server, report, clients).run(time);
        }
        System.out.println(report.verdicts());
        String out = arguments.text("out", Files.isDirectory(Path.of("benchmarks")) ? "benchmarks/results" : "results");
        if (!out.equals("none")) {
            System.out.println("written to " + report.write(Path.of(out), LocalDate.now(Clock.systemUTC())));
        }
        System.exit(report.isGood() ? 0 : 1);
    }

    private void run(Duration time) throws IOException {
        Duration part = time.dividedBy(5L * SPANS_BEFORE);
        Duration span = part.compareTo(LONGEST_SPAN) < 0 ? part : LONGEST_SPAN;
        long end = System.nanoTime() + time.toNanos();
        FleetSpec spec = FleetSpec.rooms(rooms, ROOM_SIZE, 1).withPolling(POLLING);
        Fleet healthy = new Fleet(loop, spec.withPayload(LONG_TEXT));
        healthy.connect(LIMIT);
        healthy.sendAtRate(MESSAGES_PER_SECOND);
        for (int i = 0; i < SPANS_BEFORE; i++) {
            span(span, healthy, null, i == 0 ? Phase.WARMING_UP : Phase.WITHOUT_SLOW);
        }
        while (System.nanoTime() - end < 0) {
            Fleet slow = new Fleet(loop, FleetSpec.rooms(rooms, others, 0));
            slow.connect(LIMIT);
            slow.listen(false);
            span(span, healthy, slow, Phase.WITH_SLOW);
            slow.close();
        }
        span(span, healthy, null, Phase.AFTERWARDS);
        healthy.drain(LIMIT);
        report.healthy(healthy.count());
    }

    /** Lets clients come and go, every other slow one read a little, and records the server's resources. */
    private void span(Duration time, Fleet healthy, @Nullable Fleet slow, Phase phase) throws IOException {
        loop.runFor(SETTLE);
        healthy.resetLatency();
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            Fleet passing = new Fleet(loop, FleetSpec.rooms(rooms, others, 0));
            passing.connect(LIMIT);
            loop.runFor(STAY);
            passing.close();
            if (slow != null) {
                slow.listenHalf(true);
                loop.runFor(SLOW_READ);
                slow.listenHalf(false);
            }
        }
        // Latencies first: reporting its resources makes the server collect garbage, and nobody reads meanwhile.
        var latency = healthy.latency();
        loop.runFor(SETTLE);
        ServerProcess.Memory memory = server.memory();
        SoakReport.Line line = new SoakReport.Line(
                phase,
                new SoakReport.Holding(
                        memory.heap(), memory.offHeap(), memory.resident(), server.threads(), server.descriptors()),
                latency.p50(),
                latency.p99(),
                latency.p999(),
                slow == null ? 0 : slow.spec().clients(),
                slow == null ? 0 : closedByServer(slow));
        report.add(line);
        System.out.println(line);
    }

    /** How many slow clients the server closed; they must read to notice. */
    private int closedByServer(Fleet slow) throws IOException {
        slow.listen(true);
        loop.runFor(SETTLE);
        return slow.count().gone();
    }
}
