package dev.parley.socketio.ack;

import dev.parley.socketio.event.AckFailure;
import dev.parley.socketio.event.AckSink;
import dev.parley.socketio.event.Args;
import dev.parley.socketio.event.BroadcastAcks;
import dev.parley.socketio.event.BroadcastAcks.Answer;
import dev.parley.socketio.inbound.HandlerExecutor;
import dev.parley.socketio.packet.Packet;
import dev.parley.time.Scheduler.Cancellable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Collects the acknowledgements of one broadcast. They count in the memory budget until complete, and take at most a
 * share of it; with a sink each one is passed on as it arrives, and not counted. Guarded by {@code this}; the future is
 * completed, and the sink called, outside the lock.
 */
public final class AckCollector implements AckRegistry.PendingAck {

    /** The acknowledgements of one broadcast may take at most this fraction of the memory budget. */
    public static final int BUDGET_SHARE = 4;

    /** Heap size per socket: its map entries. */
    private static final int WEIGHT = 128;

    private final long id;
    private final AckContext context;
    private final AckRegistry.Wait wait;
    private final CompletableFuture<BroadcastAcks> report = new CompletableFuture<>();
    private final Map<String, AckOwner> expected = new LinkedHashMap<>();
    /** Null to collect the acknowledgements in the result. */
    private final @Nullable AckSink sink;

    private final List<Answer> answers = new ArrayList<>();
    private final Map<String, AckFailure> missing = new HashMap<>();
    private @Nullable Cancellable timer;
    private long bytes;
    private boolean done;

    public AckCollector(
            long id,
            Collection<? extends AckOwner> owners,
            AckContext context,
            String namespace,
            String event,
            @Nullable AckSink sink) {
        this.id = id;
        this.context = context;
        this.sink = sink;
        this.wait = new AckRegistry.Wait(context, namespace, event, owners.size());
        owners.forEach(owner -> expected.put(owner.id(), owner));
    }

    public long id() {
        return id;
    }

    public CompletableFuture<BroadcastAcks> report() {
        return report;
    }

    public synchronized void timer(Cancellable started) {
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
    public void answered(String socketId, Packet packet, long weight) {
        Args answer = Args.of(packet, context.json());
        synchronized (this) {
            if (done || expected.remove(socketId) == null) {
                return;
            }
            if (sink == null) {
                collect(socketId, answer, weight);
            }
        }
        wait.answered();
        if (sink != null) {
            sink.answered(socketId, answer);
        }
        finishIfComplete();
    }

    private void collect(String socketId, Args answer, long weight) {
        if (bytes + weight > context.memory().limit() / BUDGET_SHARE
                || !context.memory().tryAdd(weight)) {
            missing.put(socketId, AckFailure.OVERLOADED);
        } else {
            bytes += weight;
            answers.add(new Answer(socketId, answer));
        }
    }

    @Override
    public void failed(String socketId, AckFailure failure) {
        synchronized (this) {
            if (done || expected.remove(socketId) == null) {
                return;
            }
            missing.put(socketId, failure);
        }
        if (sink != null) {
            sink.missing(socketId, failure);
        }
        finishIfComplete();
    }

    /** The timeout has expired. */
    public void timeOut() {
        List<AckOwner> late;
        synchronized (this) {
            if (done) {
                return;
            }
            late = new ArrayList<>(expected.values());
            late.forEach(owner -> missing.put(owner.id(), AckFailure.TIMED_OUT));
            expected.clear();
        }
        late.forEach(owner -> {
            owner.acks().remove(id);
            if (sink != null) {
                sink.missing(owner.id(), AckFailure.TIMED_OUT);
            }
        });
        late.forEach(owner -> wait.timedOut());
        finishIfComplete();
    }

    private void finishIfComplete() {
        BroadcastAcks result;
        boolean isComplete;
        long held;
        synchronized (this) {
            if (done || !expected.isEmpty()) {
                return;
            }
            done = true;
            held = bytes;
            isComplete = missing.isEmpty();
            result = new BroadcastAcks(answers, missing);
            if (timer != null) {
                timer.cancel();
            }
        }
        context.memory().remove(held);
        wait.ended(isComplete);
        HandlerExecutor.run(context.executor(), () -> report.complete(result));
    }
}
