package dev.parley.benchmark.store;

import dev.parley.model.EntryDraft;
import dev.parley.store.AppendResult;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
 * How many batches per second can be appended, and how long does one take, by batch size and number of rooms? Messages
 * per second are the score times {@code batch}. Appended messages are durable, except in memory.
 */
@State(Scope.Benchmark)
@BenchmarkMode({Mode.Throughput, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 3)
@Fork(1)
@SuppressWarnings("NullAway.Init") // set by JMH
public class StoreAppendBenchmark {

    /** The store; {@code -p store=memory,sqlite,postgres} with PostgreSQL. */
    @Param({"memory", "sqlite"})
    public String store;

    /** The number of messages per call. */
    @Param({"1", "16", "128"})
    public int batch;

    /** The number of rooms they are spread over. */
    @Param({"1", "16"})
    public int rooms;

    private Stores stores;

    /** Opens an empty store. */
    @Setup(Level.Iteration)
    public void open() throws Exception {
        stores = new Stores(store);
    }

    /** Removes the store. */
    @TearDown(Level.Iteration)
    public void close() throws Exception {
        stores.close();
    }

    /** Appends one batch. */
    @Benchmark
    public List<AppendResult> append() {
        List<EntryDraft> drafts = stores.drafts(batch, rooms);
        return stores.store().append(drafts);
    }
}
