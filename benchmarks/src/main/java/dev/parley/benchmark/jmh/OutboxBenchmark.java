package dev.parley.benchmark.jmh;

import dev.parley.engineio.EngineServer;
import dev.parley.engineio.fanout.CloseReason;
import dev.parley.engineio.fanout.OfferMode;
import dev.parley.engineio.options.EngineOptions;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.engineio.session.EngineListener;
import dev.parley.engineio.session.Session;
import dev.parley.engineio.session.SessionListener;
import dev.parley.testkit.LocalTransport;
import dev.parley.transport.Completion;
import dev.parley.transport.ConnectionError;
import dev.parley.transport.Frame;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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

/** What does a message cost in a session's outbox, from the offer until its arrival: alone, and 37 in one send? */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class OutboxBenchmark {
    /** The typical batch for a socket in a saturated room of a thousand. */
    private static final int GATHERED = 37;

    private final EncodedMessage message = EncodedMessage.of("2[\"msg\",\"" + "x".repeat(64) + "\"]", List.of());
    private final EngineServer engine = new EngineServer(EngineOptions.defaults(), new Silent());
    private final LocalTransport transport = LocalTransport.of(engine);
    private final AtomicLong received = new AtomicLong();

    @Setup(Level.Trial)
    public void connect() {
        transport.webSocket("/socket.io/?EIO=4&transport=websocket").onMessage(frame -> received.incrementAndGet());
    }

    @TearDown(Level.Trial)
    public void close() {
        engine.shutdown();
        transport.close();
    }

    private Session session() {
        return engine.sessions().iterator().next();
    }

    @Benchmark
    public void alone() {
        Session session = session();
        long before = received.get();
        engine.fanOut().submit(session.shard(), turn -> turn.offer(session, message, OfferMode.NORMAL, null));
        await(before + 1);
    }

    @Benchmark
    @OperationsPerInvocation(GATHERED)
    public void gathered() {
        Session session = session();
        long before = received.get();
        engine.fanOut().submit(session.shard(), turn -> {
            for (int i = 0; i < GATHERED; i++) {
                turn.offer(session, message, OfferMode.NORMAL, null);
            }
        });
        await(before + GATHERED);
    }

    private void await(long count) {
        while (received.get() < count) {
            Thread.onSpinWait();
        }
    }

    /** A layer above that ignores everything. */
    private static final class Silent implements EngineListener, SessionListener {
        @Override
        public SessionListener onSession(Session session) {
            return this;
        }

        @Override
        public void onConnectionError(ConnectionError error) {}

        @Override
        public void onMessage(Frame message, Completion handled) {
            handled.succeed();
        }

        @Override
        public void onClose(CloseReason reason, String description) {}
    }
}
