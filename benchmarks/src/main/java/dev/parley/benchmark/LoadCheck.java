package dev.parley.benchmark;

import dev.parley.benchmark.load.Count;
import dev.parley.benchmark.load.Fleet;
import dev.parley.benchmark.load.FleetSpec;
import dev.parley.benchmark.load.LoadLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * What is the capacity of the load generator? It runs against {@link dev.parley.benchmark.peer.RawNioPeer}, which does
 * nothing but write, and should receive a million messages per second on one core.
 */
public final class LoadCheck {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private LoadCheck() {}

    public static void main(String[] args) throws IOException {
        Arguments arguments = new Arguments(args, Set.of("seconds", "members", "in-flight"));
        Duration time = Duration.ofSeconds(arguments.number("seconds", 5));
        Machine.pinSelf();
        try (ServerProcess server = ServerProcess.start(Contestant.RAW, 0, false);
                LoadLoop loop = new LoadLoop(server.port())) {
            Fleet fleet = new Fleet(loop, FleetSpec.rooms(1, arguments.number("members", 1_000), 10));
            fleet.connect(LIMIT);
            fleet.sendSaturating(arguments.number("in-flight", 4));
            loop.runFor(time);
            fleet.resetLatency();
            long before = fleet.count().delivered();
            Duration ownBefore = ownCpu();
            Duration serverBefore = server.cpu();
            loop.runFor(time);
            long delivered = fleet.count().delivered() - before;
            double own = ownCpu().minus(ownBefore).toNanos() / (double) time.toNanos();
            double other = server.cpu().minus(serverBefore).toNanos() / (double) time.toNanos();
            fleet.drain(LIMIT);
            Count count = fleet.count();
            System.out.printf(
                    Locale.ROOT,
                    "received %,.0f messages/s; load generator %.0f %% of a core, server %.0f %%; %s%n%s%n",
                    delivered * 1e9 / time.toNanos(),
                    own * 100,
                    other * 100,
                    count.isClean() ? "nothing lost or out of order" : "NOT CLEAN: " + count,
                    fleet.latency());
        }
    }

    private static Duration ownCpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    }
}
