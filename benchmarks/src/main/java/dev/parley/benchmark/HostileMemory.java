package dev.parley.benchmark;

import dev.parley.benchmark.load.Fleet;
import dev.parley.benchmark.load.FleetSpec;
import dev.parley.benchmark.load.Latency;
import dev.parley.benchmark.load.LoadLoop;
import dev.parley.benchmark.peer.AttackedPeer;
import dev.parley.benchmark.report.HostileReport;
import dev.parley.benchmark.report.HostileReport.Figures;
import dev.parley.benchmark.report.HostileReport.Holding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Does a server with a small heap keep serving under memory exhaustion attacks? Three quarters of the clients are
 * healthy members of rooms under a steady load of short and long texts, with occasional requests. In alternating
 * windows in the same process, the others are idle (a calm window), or stop reading while hostile clients of every kind
 * attack (an attacked window). The latencies of the healthy clients are compared. Hostile clients run in their own
 * process.
 */
public final class HostileMemory {
    private static final int PING_MILLIS = 25_000;
    private static final int OTHERS_IN_ROOM = 20;
    private static final int LONG_TEXT = 8_192;

    /** Descriptors that server and load generator need besides their connections. */
    private static final int OWN_DESCRIPTORS = 250;

    /** Kinds of hostile clients that hold a connection, plus one for connections whose end the server has not seen yet. */
    private static final int KINDS = 9;

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final Duration STEP = Duration.ofSeconds(1);
    private static final double RECOVERED_FACTOR = 2;

    private final LoadLoop loop;
    private final ServerProcess server;
    private final HostileReport report;
    private final Plan plan;

    private HostileMemory(LoadLoop loop, ServerProcess server, HostileReport report, Plan plan) {
        this.loop = loop;
        this.server = server;
        this.report = report;
        this.plan = plan;
    }

    /**
     * The scale of a run.
     *
     * @param rooms rooms
     * @param healthy healthy clients per room
     * @param deaf clients that stop reading while the server is attacked
     * @param hostile hostile clients of each kind
     * @param retrySeconds how long a hostile client waits before it reconnects
     * @param windows windows of each sort
     * @param seconds length of a window
     * @param rate messages per second, and as many requests
     * @param descriptors file descriptors per process
     */
    record Plan(
            int rooms,
            int healthy,
            int deaf,
            int hostile,
            int retrySeconds,
            int windows,
            int seconds,
            int rate,
            int descriptors) {
        static Plan of(Arguments arguments, int descriptors) {
            int clients = arguments.number("clients", 20_000);
            int deaf = clients / 4;
            int rooms = Math.max(1, deaf / OTHERS_IN_ROOM);
            return new Plan(
                    rooms,
                    (clients - deaf) / rooms,
                    deaf,
                    arguments.number("hostile", 500),
                    arguments.number("retry", 10),
                    arguments.number("windows", 3),
                    arguments.number("seconds", 30),
                    arguments.number("rate", 200),
                    descriptors);
        }

        private int free(int hostileConnections) {
            return Math.max(0, descriptors - OWN_DESCRIPTORS - rooms * healthy - hostileConnections);
        }

        /** Idle clients of a calm window: as many as the descriptors allow. */
        int idleInRoom() {
            return Math.min(deaf, free(0)) / rooms;
        }

        /** Non-reading clients on WebSocket, as many as the descriptors allow; the others poll. */
        int deafOnWebSocket() {
            return Math.min(deaf, free(KINDS * hostile));
        }

        Duration window() {
            return Duration.ofSeconds(seconds);
        }
    }

    public static void main(String[] args) throws IOException {
        Arguments arguments =
                new Arguments(args, Set.of("clients", "hostile", "heap", "retry", "windows", "seconds", "rate", "out"));
        Plan plan = Plan.of(arguments, Machine.descriptorLimit());
        String heap = arguments.text("heap", "256m");
        Arguments.addJvmFlag("-Xms" + heap + " -Xmx" + heap);
        Map<String, String> facts = Machine.facts();
        facts.remove("node");
        facts.put("clients", plan.toString());
        facts.put("idle in a calm window", Integer.toString(plan.idleInRoom() * plan.rooms));
        facts.put(
                "reading nothing under attack",
                plan.deafOnWebSocket() + " on WebSocket, " + (plan.deaf - plan.deafOnWebSocket()) + " polling");
        String command = "java -cp benchmarks/target/benchmarks.jar " + HostileMemory.class.getName() + " "
                + String.join(" ", args);
        HostileReport report = new HostileReport(command.strip(), facts);
        Machine.pinSelf();
        run(plan, report);
        System.out.println(report.text());
        String out = arguments.text("out", Files.isDirectory(Path.of("benchmarks")) ? "benchmarks/results" : "results");
        if (!out.equals("none")) {
            System.out.println("written to " + report.write(Path.of(out), LocalDate.now(Clock.systemUTC())));
        }
        System.exit(report.isGood() ? 0 : 1);
    }

    /** Runs all windows; failures are recorded in the report. */
    static void run(Plan plan, HostileReport report) throws IOException {
        Path log = Files.createTempFile("attacked", ".log");
        ServerProcess server = ServerProcess.start(
                "the attacked server",
                Contestant.javaCommand(
                        AttackedPeer.class, Integer.toString(PING_MILLIS), Integer.toString(plan.hostile + 100)),
                ProcessBuilder.Redirect.to(log.toFile()));
        try (server;
                LoadLoop loop = new LoadLoop(server.port())) {
            new HostileMemory(loop, server, report, plan).run();
        } catch (IOException e) {
            report.failed(e.toString());
        }
        report.ended(server.exitValue(), Files.readAllLines(log));
        Files.delete(log);
    }

    private void run() throws IOException {
        Fleet healthy =
                new Fleet(loop, FleetSpec.rooms(plan.rooms, plan.healthy, 1).withPayload(LONG_TEXT));
        healthy.connect(LIMIT);
        healthy.sendAtRate(plan.rate, plan.rate);
        Fleet idle = idle();
        loop.runFor(plan.window());
        for (int i = 0; i < plan.windows; i++) {
            Figures calm = window(healthy, false);
            report.add(calm);
            System.out.println(calm);
            idle.close();
            loop.runFor(SETTLE);
            attack(healthy);
            recover(healthy, calm);
            idle = idle();
            loop.runFor(SETTLE);
        }
        report.add(window(healthy, false));
        healthy.drain(LIMIT);
        report.healthy(healthy.count(), healthy.unanswered());
    }

    private Fleet idle() throws IOException {
        Fleet idle = new Fleet(loop, FleetSpec.rooms(plan.rooms, Math.max(1, plan.idleInRoom()), 0));
        idle.connect(LIMIT);
        return idle;
    }

    private Figures window(Fleet healthy, boolean attacked) throws IOException {
        healthy.resetLatency();
        loop.runFor(plan.window());
        return figures(healthy, attacked);
    }

    private Figures figures(Fleet healthy, boolean attacked) throws IOException {
        Latency broadcast = healthy.latency();
        Latency ack = healthy.ackLatency();
        return new Figures(
                attacked, broadcast.p50(), broadcast.p99(), ack.p50(), ack.p99(), Machine.loadAverage(), holding());
    }

    private Holding holding() throws IOException {
        return Holding.parse(server.ask("counts", "COUNTS"));
    }

    private void attack(Fleet healthy) throws IOException {
        try (HostileProcess hostile = HostileProcess.start(
                server.port(),
                plan.hostile,
                plan.deafOnWebSocket(),
                plan.deaf - plan.deafOnWebSocket(),
                plan.rooms,
                plan.retrySeconds)) {
            loop.runUntil(hostile::isAttacking, LIMIT);
            Figures attacked = window(healthy, true);
            report.add(attacked);
            System.out.println(attacked);
            var stopped = hostile.stop();
            loop.runUntil(stopped::isDone, LIMIT);
            List<HostileReport.Kind> kinds = stopped.get(1, TimeUnit.SECONDS);
            report.kinds(kinds);
            kinds.forEach(System.out::println);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Waits until latencies are back to normal for a second and the hostile clients are gone; then queries the server's memory. */
    private void recover(Fleet healthy, Figures calm) throws IOException {
        long begin = System.nanoTime();
        double fast = 0;
        boolean gone = false;
        do {
            healthy.resetLatency();
            loop.runFor(STEP);
            double seconds = (System.nanoTime() - begin) / 1e9;
            if (fast == 0 && healthy.ackLatency().p99() <= RECOVERED_FACTOR * calm.ackP99()) {
                fast = seconds;
            }
            gone = holding().sockets() <= (long) plan.rooms * plan.healthy;
        } while ((fast == 0 || !gone)
                && System.nanoTime() - begin < 2 * plan.window().toNanos());
        double all = (System.nanoTime() - begin) / 1e9;
        loop.runFor(SETTLE);
        report.recovered(
                fast == 0 ? Double.POSITIVE_INFINITY : fast,
                all,
                server.memory().heap(),
                holding());
    }
}
