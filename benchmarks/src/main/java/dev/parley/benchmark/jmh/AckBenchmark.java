package dev.parley.benchmark.jmh;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What does an event with an acknowledgement cost, alone, and with a hundred queued in one socket's mailbox? */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AckBenchmark {
    private static final int BURST = 100;
    private static final String QUESTION = "421[\"ask\",\"" + "x".repeat(64) + "\"]";

    private Party party = new Party();

    @Setup(Level.Trial)
    public void connect() throws TimeoutException {
        party = new Party();
        party.join(1, "room");
    }

    @TearDown(Level.Trial)
    public void close() {
        party.close();
    }

    @Benchmark
    public void alone() throws TimeoutException {
        long before = party.received();
        party.client(0).send(QUESTION);
        party.await(before + 1);
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void hundredUnderWay() throws TimeoutException {
        long before = party.received();
        for (int i = 0; i < BURST; i++) {
            party.client(0).send(QUESTION);
        }
        party.await(before + BURST);
    }
}
