package dev.parley.benchmark.jmh;

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
 * What does each way of selecting recipients cost: one room, three overlapping rooms, a room except another, volatile;
 * and what does one slow member add? A thousand members in each case.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SelectionBenchmark {
    private static final int EACH = 500;
    private static final String TEXT = "x".repeat(64);

    @Param({"false", "true"})
    boolean withSlowConsumer;

    private Party party = new Party();

    @Setup(Level.Trial)
    public void connect() throws TimeoutException {
        party = new Party();
        party.join(EACH, "all,left,half");
        party.join(EACH, "all,right,half");
        if (withSlowConsumer) {
            party.join(1, "all,left,right,half,deaf");
            party.client(2 * EACH).pause();
        }
    }

    @TearDown(Level.Trial)
    public void close() {
        party.close();
    }

    @Benchmark
    public void oneRoom() throws TimeoutException {
        long before = party.received();
        party.io().to("all").emit("msg", TEXT);
        party.await(before + 2 * EACH);
    }

    @Benchmark
    public void overlappingRooms() throws TimeoutException {
        long before = party.received();
        party.io().to("left", "right", "half").emit("msg", TEXT);
        party.await(before + 2 * EACH);
    }

    @Benchmark
    public void except() throws TimeoutException {
        long before = party.received();
        party.io().to("all").except("right").emit("msg", TEXT);
        party.await(before + EACH);
    }

    @Benchmark
    public void volatileToRoom() throws TimeoutException {
        long before = party.received();
        party.io().to("all").asVolatile().emit("msg", TEXT);
        party.await(before + 2 * EACH);
    }
}
