package dev.parley.benchmark.jmh;

import dev.parley.chat.ChatEngine;
import dev.parley.chat.ChatRoom;
import dev.parley.model.Message;
import dev.parley.store.InMemoryMessageStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
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
 * What does a chat message cost until it is stored and acknowledged, with an in-memory store: one at a time, and in
 * batches of a hundred?
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ChatAppendBenchmark {
    private static final int BURST = 100;
    private static final int LIMIT_SECONDS = 30;
    private static final String TEXT = "x".repeat(64);

    private final ChatEngine chat = ChatEngine.builder()
            .store(InMemoryMessageStore.create())
            .guests(true)
            .build();
    private final ChatRoom room = chat.room("java");

    @Setup(Level.Trial)
    public void first() throws InterruptedException, ExecutionException, TimeoutException {
        oneAtATime();
    }

    @TearDown(Level.Trial)
    public void close() {
        chat.shutdown();
    }

    @Benchmark
    public Message oneAtATime() throws InterruptedException, ExecutionException, TimeoutException {
        return room.send(TEXT).toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void hundredWaiting() throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<?>[] sent = new CompletableFuture<?>[BURST];
        for (int i = 0; i < BURST; i++) {
            sent[i] = room.send(TEXT).toCompletableFuture();
        }
        CompletableFuture.allOf(sent).get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
