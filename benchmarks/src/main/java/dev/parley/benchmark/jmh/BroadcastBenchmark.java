package dev.parley.benchmark.jmh;

import dev.parley.runtime.observe.ServerObserver;
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
 * What does a broadcast to one room cost, by room size and text length? With {@code -prof gc} the allocation per
 * recipient is {@code gc.alloc.rate.norm / members}. What an observer adds: {@code -p observer=NONE,METRICS}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BroadcastBenchmark {
    @Param({"1", "10", "100", "1000", "10000"})
    int members;

    @Param({"64", "4096"})
    int payloadBytes;

    @Param("NONE")
    Observed observer = Observed.NONE;

    private Party party = new Party(ServerObserver.NOOP);
    private String text = "";

    @Setup(Level.Trial)
    public void connect() throws TimeoutException {
        party.close();
        party = new Party(observer.observer());
        party.join(members, "room");
        text = "x".repeat(payloadBytes);
    }

    @TearDown(Level.Trial)
    public void close() {
        party.close();
    }

    @Benchmark
    public void toRoom() throws TimeoutException {
        long before = party.received();
        party.io().to("room").emit("msg", text);
        party.await(before + members);
    }
}
