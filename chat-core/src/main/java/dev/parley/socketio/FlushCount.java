package dev.parley.socketio;

import dev.parley.engineio.Session;
import dev.parley.engineio.Turn;
import dev.parley.transport.Completion;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts recipients until each has been flushed or is gone. */
final class FlushCount implements Delivery.Action, Completion {

    private final Executor executor;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    /** One for each recipient and each command that is not done; one more until all commands are submitted. */
    private final AtomicInteger open = new AtomicInteger(1);

    /** The stage completes on {@code executor}, unless it is complete when {@link #submitted} gives it. */
    FlushCount(Executor executor) {
        this.executor = executor;
    }

    CompletionStage<Void> submitted() {
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
    public void each(Turn turn, Socket socket) {
        each(turn, socket.session());
    }

    void each(Turn turn, Session session) {
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
