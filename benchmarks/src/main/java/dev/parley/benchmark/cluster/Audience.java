package dev.parley.benchmark.cluster;

import dev.parley.benchmark.load.Count;
import dev.parley.benchmark.load.Fleet;
import dev.parley.benchmark.load.FleetSpec;
import dev.parley.benchmark.load.Latency;
import dev.parley.benchmark.load.LoadLoop;
import java.io.IOException;
import java.time.Duration;

/** Clients of one server in one room. They read on a thread of their own while {@link #run} lasts. */
final class Audience {

    /** How long after the last message was sent it may arrive. */
    private static final Duration LATE = Duration.ofSeconds(20);

    private static final int SENDERS = 2;

    private final LoadLoop loop;
    private final Fleet fleet;
    private final int members;

    Audience(int port, int members) throws IOException {
        this.members = members;
        this.loop = new LoadLoop(port);
        // Messages come from two senders, which are no clients.
        this.fleet = new Fleet(loop, FleetSpec.rooms(1, members, SENDERS));
        fleet.connect(Duration.ofSeconds(30));
    }

    /** Reads until so many messages have arrived; a thread that waits for it fails if they do not. */
    Reading read(int messages, Duration sending) {
        return new Reading(fleet.count().delivered() + (long) messages * members, sending.plus(LATE));
    }

    /** The delays of the messages since the last call. */
    Latency latency() {
        Latency latency = fleet.latency();
        fleet.resetLatency();
        return latency;
    }

    /** One turn. */
    final class Reading extends Thread {

        private final long target;
        private final Duration limit;
        private volatile String failure = "";

        private Reading(long target, Duration limit) {
            super("audience");
            this.target = target;
            this.limit = limit;
            setDaemon(true);
            start();
        }

        @Override
        public void run() {
            try {
                loop.runUntil(() -> fleet.count().delivered() >= target, limit);
                Count count = fleet.count();
                if (count.delivered() != target || count.gone() > 0 || count.disorder() > 0 || count.astray() > 0) {
                    failure = count + ", wanted " + target + ", " + fleet.firstFailure();
                }
            } catch (IOException failed) {
                failure = failed.toString();
            }
        }

        void end() throws InterruptedException {
            join();
            if (!failure.isEmpty()) {
                throw new IllegalStateException(failure);
            }
        }
    }
}
