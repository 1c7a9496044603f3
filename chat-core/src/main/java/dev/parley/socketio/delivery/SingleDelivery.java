package dev.parley.socketio.delivery;

import dev.parley.engineio.fanout.FanOutCommand;
import dev.parley.engineio.fanout.OfferMode;
import dev.parley.engineio.fanout.OfferResult;
import dev.parley.engineio.fanout.Turn;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.socketio.event.EmitResult;
import dev.parley.socketio.inbound.HandlerExecutor;
import dev.parley.transport.Completion;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One packet on its way to one socket, and what became of it. Guarded by {@code this}. */
public final class SingleDelivery implements FanOutCommand, Completion, EmitResult {

    private final MemberOutput member;
    private final EncodedMessage message;
    private final OfferMode mode;
    private final @Nullable Runnable missed;
    private final boolean broadcast;

    private Status status = Status.QUEUED;
    private boolean done;
    private @Nullable Throwable failure;
    private @Nullable CompletableFuture<Void> flushed;

    /** {@code missed} is run when the packet is dropped or refused. */
    public SingleDelivery(MemberOutput member, EncodedMessage message, OfferMode mode, @Nullable Runnable missed) {
        this(member, message, mode, missed, false);
    }

    private SingleDelivery(
            MemberOutput member, EncodedMessage message, OfferMode mode, @Nullable Runnable missed, boolean broadcast) {
        this.member = member;
        this.message = message;
        this.mode = mode;
        this.missed = missed;
        this.broadcast = broadcast;
    }

    /**
     * A broadcast that has one recipient. Like one with many it stays queued when the recipient has disconnected: it may
     * be kept for its return.
     */
    public static SingleDelivery ofBroadcast(MemberOutput member, EncodedMessage message, OfferMode mode) {
        return new SingleDelivery(member, message, mode, null, true);
    }

    @Override
    public void run(Turn turn) {
        if (member.hold(this)) {
            return;
        }
        OfferResult result =
                member.isReachable() ? turn.offer(member.session(), message, mode, this) : OfferResult.REFUSED;
        if (result == OfferResult.REFUSED && broadcast) {
            succeed();
        } else if (result != OfferResult.QUEUED) {
            synchronized (this) {
                status = result == OfferResult.DROPPED ? Status.DROPPED : Status.REFUSED;
            }
            fail(new IllegalStateException("not sent: " + result));
            if (missed != null) {
                missed.run();
            }
        }
    }

    @Override
    public void succeed() {
        finish(null);
    }

    @Override
    public void fail(Throwable cause) {
        finish(cause);
    }

    private void finish(@Nullable Throwable cause) {
        CompletableFuture<Void> waiting;
        synchronized (this) {
            if (done) {
                return;
            }
            done = true;
            failure = cause;
            waiting = flushed;
        }
        if (waiting != null) {
            // The continuation is of the application; this may be an I/O thread, or one that holds a lock.
            HandlerExecutor.run(member.writer().executor(), () -> complete(waiting, cause));
        }
    }

    private static void complete(CompletableFuture<Void> future, @Nullable Throwable cause) {
        if (cause == null) {
            future.complete(null);
        } else {
            future.completeExceptionally(cause);
        }
    }

    @Override
    public synchronized Status status() {
        return status;
    }

    @Override
    public int recipients() {
        return 1;
    }

    @Override
    public CompletionStage<Void> flushed() {
        CompletableFuture<Void> future;
        Throwable cause;
        synchronized (this) {
            if (flushed == null) {
                flushed = new CompletableFuture<>();
            }
            future = flushed;
            if (!done) {
                return future.minimalCompletionStage();
            }
            cause = failure;
        }
        complete(future, cause);
        return future.minimalCompletionStage();
    }
}
