package dev.parley.socketio.delivery;

import dev.parley.engineio.fanout.Receiver;
import dev.parley.engineio.fanout.Turn;
import dev.parley.socketio.inbound.HandlerExecutor;
import dev.parley.socketio.room.RoomMember;
import dev.parley.transport.Completion;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts recipients until each has been flushed or is gone. */
public final class FlushCount implements Delivery.Action, Completion {

    private final Executor executor;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    /** One per recipient and per command that is not done; one more until all commands are submitted. */
    private final AtomicInteger open = new AtomicInteger(1);

    /** The stage completes on {@code executor}, unless it is already complete when {@link #submitted} returns it. */
    public FlushCount(Executor executor) {
        this.executor = executor;
    }

    public CompletionStage<Void> submitted() {
        if (open.decrementAndGet() == 0) {
            done.complete(null);
        }
        return done.minimalCompletionStage();
    }

    @Override
    public void begin() {
        open.incrementAndGet();
    }

    @Override
    public void end() {
        succeed();
    }

    @Override
    public void each(Turn turn, RoomMember member) {
        each(turn, member.session());
    }

    public void each(Turn turn, Receiver session) {
        open.incrementAndGet();
        turn.whenFlushed(session, this);
    }

    @Override
    public void succeed() {
        if (open.decrementAndGet() == 0) {
            HandlerExecutor.run(executor, () -> done.complete(null));
        }
    }

    @Override
    public void fail(Throwable cause) {
        succeed();
    }
}
