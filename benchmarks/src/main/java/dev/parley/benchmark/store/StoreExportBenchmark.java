package dev.parley.benchmark.store;

import dev.parley.export.ExportQuery;
import dev.parley.export.ExportResult;
import dev.parley.export.Exports;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many messages per second does an export read and write, in each format? With {@code -prof gc} also: how much is
 * allocated per message? For the heap that a large export needs, run it with {@code -jvmArgsAppend -Xmx64m} on a store
 * that is not in memory.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 3)
@Fork(1)
@SuppressWarnings("NullAway.Init") // set by JMH
public class StoreExportBenchmark {

    private static final int MESSAGES = 100_000;

    /** The store; {@code -p store=memory,sqlite,postgres} with PostgreSQL. */
    @Param({"memory", "sqlite"})
    public String store;

    /** The export format. */
    @Param({"txt", "csv", "json", "ndjson"})
    public String format;

    private Stores stores;

    /** Fills a room with a hundred thousand messages. */
    @Setup(Level.Trial)
    public void open() throws Exception {
        stores = new Stores(store);
        stores.fill(MESSAGES);
    }

    /** Removes the store. */
    @TearDown(Level.Trial)
    public void close() throws Exception {
        stores.close();
    }

    /** Exports the whole room; the score is messages per second. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public ExportResult export() throws IOException {
        return Exports.write(
                stores.store(),
                ExportQuery.of(Stores.room(0)),
                Exports.standard().exporter(format),
                OutputStream.nullOutputStream());
    }
}
