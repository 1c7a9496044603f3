package dev.parley.benchmark;

import dev.parley.benchmark.load.Fleet;
import dev.parley.benchmark.load.FleetSpec;
import dev.parley.benchmark.load.LoadLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Does the server stay as it is for as long as it runs? Eight tenths of the clients are healthy members of rooms under steady
 * load, a tenth comes and goes all the time, and a tenth, in the same rooms, reads slowly or not at all. Every half minute it
 * says what the server holds and how long the healthy waited; it fails if one of them missed a message.
 */
public final class Soak {
    private static final int ROOM_SIZE = 50;
    private static final int PAYLOAD_BYTES = 4_096;
    private static final double MESSAGES_PER_SECOND = 200;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LONGEST_SPAN = Duration.ofSeconds(30);
    private static final Duration STAY = Duration.ofSeconds(1);
    private static final Duration SLOW_READ = Duration.ofMillis(50);

    private final LoadLoop loop;
    private final ServerProcess server;
    private final int rooms;
    private final int others;

    private Soak(LoadLoop loop, ServerProcess server, int clients) {
        this.loop = loop;
        this.server = server;
        this.rooms = Math.max(1, clients * 8 / 10 / ROOM_SIZE);
        this.others = Math.max(1, clients / 10 / rooms);
    }

    public static void main(String[] args) throws IOException {
        Arguments arguments = new Arguments(args, Set.of("seconds", "clients", "contestant"));
        Duration time = Duration.ofSeconds(arguments.number("seconds", 1_800));
        Contestant contestant = Contestant.of(arguments.text("contestant", "parley"));
        System.out.println(Machine.facts());
        Machine.pinSelf();
        boolean clean;
        try (ServerProcess server = ServerProcess.start(contestant, 5_000);
                LoadLoop loop = new LoadLoop(server.port())) {
            clean = new Soak(loop, server, arguments.number("clients", 5_000)).run(time);
        }
        System.out.println(clean ? "the healthy lost nothing" : "THE HEALTHY LOST MESSAGES");
        System.exit(clean ? 0 : 1);
    }

    private boolean run(Duration time) throws IOException {
        Duration span = time.dividedBy(10).compareTo(LONGEST_SPAN) < 0 ? time.dividedBy(10) : LONGEST_SPAN;
        Fleet healthy = new Fleet(loop, FleetSpec.rooms(rooms, ROOM_SIZE, 1).withPayload(PAYLOAD_BYTES));
        healthy.connect(LIMIT);
        healthy.sendAtRate(MESSAGES_PER_SECOND);
        span(span, healthy, null, "warming up");
        span(span, healthy, null, "without the slow");

        Fleet slow = new Fleet(loop, FleetSpec.rooms(rooms, others, 0).withPayload(PAYLOAD_BYTES));
        slow.connect(LIMIT);
        slow.listen(false);
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            span(span, healthy, slow, "with the slow");
        }
        healthy.drain(LIMIT);
        slow.close();
        loop.runFor(LIMIT.dividedBy(12));
        say("at the end, the slow gone", healthy);
        return healthy.count().isClean();
    }

    /** Lets clients come and go, every second slow one read a little now and then, and reports. */
    private void span(Duration time, Fleet healthy, @Nullable Fleet slow, String name) throws IOException {
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
        say(name, healthy);
    }

    private void say(String name, Fleet healthy) throws IOException {
        ServerProcess.Memory memory = server.memory();
        System.out.printf(
                Locale.ROOT,
                "%s: heap %,d kB, off-heap %,d kB, resident %,d kB, %d threads, %d descriptors; healthy %s, p50 %.1f p99 %.1f"
                        + " p99.9 %.1f ms%n",
                name,
                memory.heap() >> 10,
                memory.offHeap() >> 10,
                memory.resident() >> 10,
                server.threads(),
                server.descriptors(),
                healthy.count(),
                healthy.latency().p50(),
                healthy.latency().p99(),
                healthy.latency().p999());
    }
}
