package dev.parley.benchmark.store;

import dev.parley.model.Message;
import dev.parley.store.MessageQuery;
import java.util.List;
import java.util.SplittableRandom;
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

/** Does a page of history cost the same in rooms of ten thousand and a million messages? */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 2)
@Fork(1)
@SuppressWarnings("NullAway.Init") // set by JMH
public class HistoryPageBenchmark {

    private static final int PAGE = 50;

    /** The store; {@code -p store=memory,sqlite,postgres} with PostgreSQL. */
    @Param({"memory", "sqlite"})
    public String store;

    /** The number of messages in the room. */
    @Param({"10000", "1000000"})
    public int messages;

    private final SplittableRandom random = new SplittableRandom(7);
    private Stores stores;

    /** Fills the room. */
    @Setup(Level.Trial)
    public void open() throws Exception {
        stores = new Stores(store);
        stores.fill(messages);
    }

    /** Removes the store. */
    @TearDown(Level.Trial)
    public void close() throws Exception {
        stores.close();
    }

    /** The newest fifty, as on every join. */
    @Benchmark
    public List<Message> tail() {
        return stores.store().messages(MessageQuery.tail(Stores.room(0), PAGE));
    }

    /** Fifty before a random number, as when scrolling. */
    @Benchmark
    public List<Message> before() {
        int seq = PAGE + random.nextInt(messages - PAGE);
        return stores.store().messages(MessageQuery.before(Stores.room(0), seq, PAGE));
    }
}
