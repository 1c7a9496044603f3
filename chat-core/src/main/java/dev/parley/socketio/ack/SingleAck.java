package dev.parley.socketio.ack;

import dev.parley.socketio.event.AckException;
import dev.parley.socketio.event.AckFailure;
import dev.parley.socketio.event.Args;
import dev.parley.socketio.inbound.HandlerExecutor;
import dev.parley.socketio.packet.Packet;
import dev.parley.time.Scheduler.Cancellable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Waits for the acknowledgement of one socket. The future is completed once, on the handler executor. */
public final class SingleAck implements AckRegistry.PendingAck {

    /** Heap size, including its timer, future and map entry. */
    private static final int WEIGHT = 512;

    private final CompletableFuture<Args> answer = new CompletableFuture<>();
    private final AckContext context;
    private final AckRegistry.Wait wait;
    private volatile @Nullable Cancellable timer;
    private volatile boolean settled;

    public SingleAck(AckContext context, String namespace, String event) {
        this.context = context;
        this.wait = new AckRegistry.Wait(context, namespace, event, 1);
    }

    public CompletableFuture<Args> answer() {
        return answer;
    }

    public void timer(Cancellable started) {
        timer = started;
        if (settled) {
            started.cancel();
        }
    }

    @Override
    public int weight() {
        return WEIGHT;
    }

    @Override
    public void answered(String socketId, Packet packet, long weight) {
        stopTimer();
        wait.answered();
        wait.ended(true);
        HandlerExecutor.run(context.executor(), () -> answer.complete(Args.of(packet, context.json())));
    }

    @Override
    public void failed(String socketId, AckFailure failure) {
        stopTimer();
        if (failure == AckFailure.TIMED_OUT) {
            wait.timedOut();
        }
        wait.ended(false);
        HandlerExecutor.run(context.executor(), () -> answer.completeExceptionally(new AckException(failure)));
    }

    private void stopTimer() {
        settled = true;
        Cancellable started = timer;
        if (started != null) {
            started.cancel();
        }
    }
}
