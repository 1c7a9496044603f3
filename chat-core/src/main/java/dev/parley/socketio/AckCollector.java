package dev.parley.socketio;

import dev.parley.runtime.MemoryBudget;
import dev.parley.socketio.Adapter.AckSink;
import dev.parley.socketio.BroadcastAcks.Answer;
import dev.parley.socketio.inbound.HandlerExecutor;
import dev.parley.time.Scheduler.Cancellable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The answers of several sockets to one broadcast. They are counted in the memory budget until all are there, and take no more than a
 * part of it; with a sink each answer goes there as it comes, and is not counted. Guarded by {@code this}; the future is completed, and the sink called,
 * outside the lock.
 */
final class AckCollector implements AckRegistry.PendingAck {

    /** The part of the memory budget that the answers to one broadcast may take. */
    static final int BUDGET_SHARE = 4;

    /** Of one socket: its places in maps. */
    private static final int WEIGHT = 128;

    private final long id;
    private final MemoryBudget memory;
    private final Executor executor;
    private final AckRegistry.Wait wait;
    private final CompletableFuture<BroadcastAcks> report = new CompletableFuture<>();
    private final Map<String, Socket> expected = new LinkedHashMap<>();
    /** Null to collect the answers in the report. */
    private final @Nullable AckSink sink;

    private final List<Answer> answers = new ArrayList<>();
    private final Map<String, AckFailure> missing = new HashMap<>();
    private @Nullable Cancellable timer;
    private long bytes;
    private boolean done;

    AckCollector(long id, Collection<Socket> sockets, SocketServer server, String namespace, @Nullable AckSink sink) {
        this.memory = server.memory();
        this.id = id;
        this.executor = server.executor();
        this.sink = sink;
        this.wait = new AckRegistry.Wait(server, namespace);
        sockets.forEach(socket -> expected.put(socket.id(), socket));
    }

    long id() {
        return id;
    }

    CompletableFuture<BroadcastAcks> report() {
        return report;
    }

    synchronized void timer(Cancellable started) {
        timer = started;
        if (done) {
            started.cancel();
        }
    }

    @Override
    public int weight() {
        return WEIGHT;
    }

    @Override
    public void answered(Socket socket, List<@Nullable Object> args, long weight) {
        Args answer = new Args(args, socket.json());
        synchronized (this) {
            if (done || expected.remove(socket.id()) == null) {
                return;
            }
            if (sink == null) {
                collect(socket, answer, weight);
            }
        }
        wait.answered();
        if (sink != null) {
            sink.answered(socket.id(), answer);
        }
        finishIfComplete();
    }

    private void collect(Socket socket, Args answer, long weight) {
        if (bytes + weight > memory.limit() / BUDGET_SHARE || !memory.tryAdd(weight)) {
            missing.put(socket.id(), AckFailure.OVERLOADED);
        } else {
            bytes += weight;
            answers.add(new Answer(socket.id(), answer));
        }
    }

    @Override
    public void failed(Socket socket, AckFailure failure) {
        synchronized (this) {
            if (done || expected.remove(socket.id()) == null) {
                return;
            }
            missing.put(socket.id(), failure);
        }
        if (sink != null) {
            sink.missing(socket.id(), failure);
        }
        finishIfComplete();
    }

    /** The time is over. */
    void timeOut() {
        List<Socket> late;
        synchronized (this) {
            if (done) {
                return;
            }
            late = new ArrayList<>(expected.values());
            late.forEach(socket -> missing.put(socket.id(), AckFailure.TIMED_OUT));
            expected.clear();
        }
        late.forEach(socket -> {
            socket.acks().remove(id);
            if (sink != null) {
                sink.missing(socket.id(), AckFailure.TIMED_OUT);
            }
        });
        late.forEach(socket -> wait.timedOut());
        finishIfComplete();
    }

    void finishIfComplete() {
        BroadcastAcks result;
        long held;
        synchronized (this) {
            if (done || !expected.isEmpty()) {
                return;
            }
            done = true;
            held = bytes;
            result = new BroadcastAcks(answers, missing);
            if (timer != null) {
                timer.cancel();
            }
        }
        memory.remove(held);
        HandlerExecutor.run(executor, () -> report.complete(result));
    }
}
