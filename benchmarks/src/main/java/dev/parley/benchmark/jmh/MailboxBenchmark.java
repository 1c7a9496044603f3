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

/**
 * What does an event without an acknowledgement cost on its way through the mailbox to its listener: alone, a hundred
 * queued in one socket's mailbox, and one in each of a hundred mailboxes?
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MailboxBenchmark {
    private static final int BURST = 100;
    private static final String NOTE = "42[\"note\",\"" + "x".repeat(64) + "\"]";

    private Party party = new Party();

    @Setup(Level.Trial)
    public void connect() throws TimeoutException {
        party = new Party();
        party.join(BURST, "room");
    }

    @TearDown(Level.Trial)
    public void close() {
        party.close();
    }

    @Benchmark
    public void alone() throws TimeoutException {
        long before = party.handled();
        party.client(0).send(NOTE);
        party.awaitHandled(before + 1);
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void hundredInOne() throws TimeoutException {
        long before = party.handled();
        for (int i = 0; i < BURST; i++) {
            party.client(0).send(NOTE);
        }
        party.awaitHandled(before + BURST);
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void oneInEachOfHundred() throws TimeoutException {
        long before = party.handled();
        for (int i = 0; i < BURST; i++) {
            party.client(i).send(NOTE);
        }
        party.awaitHandled(before + BURST);
    }
}
