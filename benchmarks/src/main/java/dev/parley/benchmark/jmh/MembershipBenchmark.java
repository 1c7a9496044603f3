package dev.parley.benchmark.jmh;

import dev.parley.testkit.LocalWebSocket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to leave and join a room of a thousand, with and without a broadcast to it in between? Includes the
 * request, its way through the mailbox and its acknowledgement.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MembershipBenchmark {
    private static final int MEMBERS = 1_000;

    @Param({"false", "true"})
    boolean underBroadcast;

    private Party party = new Party();

    @Setup(Level.Trial)
    public void connect() throws TimeoutException {
        party = new Party();
        party.join(MEMBERS, "room");
    }

    @TearDown(Level.Trial)
    public void close() {
        party.close();
    }

    @Benchmark
    public void leaveAndJoin() throws TimeoutException {
        LocalWebSocket client = party.client(MEMBERS / 2);
        ask(client, "leave");
        if (underBroadcast) {
            long before = party.received();
            party.io().to("room").emit("msg", "x");
            party.await(before + MEMBERS - 1);
        }
        ask(client, "join");
    }

    private void ask(LocalWebSocket client, String event) throws TimeoutException {
        long before = party.received();
        client.send("421[\"" + event + "\",\"room\"]");
        party.await(before + 1);
    }
}
