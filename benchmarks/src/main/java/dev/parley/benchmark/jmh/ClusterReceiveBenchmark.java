package dev.parley.benchmark.jmh;

import dev.parley.cluster.ClusterBus;
import dev.parley.cluster.ClusterMessage;
import dev.parley.cluster.ClusterMessage.Kind;
import dev.parley.cluster.Clustering;
import dev.parley.runtime.observe.ServerObserver;
import dev.parley.socketio.Adapter;
import dev.parley.socketio.packet.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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
 * What does an event of another server cost from the JSON text that a bus has read to the frames of the room's members, by their number:
 * when it is not decoded, and when it is?
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ClusterReceiveBenchmark {

    private static final String SENDER = "7009f7f9768cb6e3";
    private static final int MAX_DEPTH = 127;

    @Param({"0", "1", "100"})
    int members;

    @Param({"300"})
    int payloadBytes;

    private final Bus bus = new Bus();
    private Party party = new Party(ServerObserver.NOOP);
    private byte[] json = {};

    @Setup(Level.Trial)
    public void connect() throws TimeoutException {
        party.close();
        party = new Party(ServerObserver.NOOP, Clustering.over(bus));
        party.join(members, "room");
        json = ("{\"packet\":{\"type\":2,\"data\":[\"msg\",12345,\"" + "x".repeat(payloadBytes)
                        + "\"]},\"opts\":{\"rooms\":[\"room\"],\"except\":[],\"flags\":{}}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    @TearDown(Level.Trial)
    public void close() {
        party.close();
    }

    @Benchmark
    public void undecoded() throws TimeoutException {
        receive(ClusterMessage.ofJson(SENDER, "/", Kind.BROADCAST, json, null));
    }

    @Benchmark
    @SuppressWarnings("unchecked") // names of members are texts
    public void decoded() throws TimeoutException {
        Map<String, @Nullable Object> data = (Map<String, @Nullable Object>) JsonCodec.read(json, MAX_DEPTH);
        receive(new ClusterMessage(SENDER, "/", Kind.BROADCAST, data));
    }

    private void receive(ClusterMessage message) throws TimeoutException {
        long before = party.received();
        bus.receiver.accept(message);
        if (members > 0) {
            party.await(before + members);
        }
    }

    /** Hands one server what the benchmark has read. */
    private static final class Bus implements ClusterBus, ClusterBus.Lane {

        private Consumer<ClusterMessage> receiver = message -> {};

        @Override
        public Lane open(String namespace, String server) {
            return this;
        }

        @Override
        public CompletionStage<Void> start(Consumer<ClusterMessage> messages) {
            receiver = messages;
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Void> publish(ClusterMessage message) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void answer(String server, ClusterMessage message) {
            throw new IllegalStateException("nobody asks");
        }

        @Override
        public CompletionStage<Integer> servers() {
            return CompletableFuture.completedStage(2);
        }

        @Override
        public Adapter.Health health() {
            return new Adapter.Health(Adapter.Link.CONNECTED, null, "");
        }

        @Override
        public void close() {
            // There is nothing to end.
        }
    }
}
