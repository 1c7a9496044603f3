package dev.parley.socketio.delivery;

import dev.parley.socketio.event.EmitResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What became of a broadcast: flushes are counted once the caller asks for them. */
public record BroadcastResult(Status status, int recipients, Supplier<CompletionStage<Void>> flush)
        implements EmitResult {

    /** No socket was addressed; the packet may be kept for one that lost its connection. */
    public static final EmitResult NOBODY =
            new BroadcastResult(Status.QUEUED, 0, () -> CompletableFuture.completedStage(null));

    public static final EmitResult REFUSED = new BroadcastResult(
            Status.REFUSED, 0, () -> CompletableFuture.failedStage(new IllegalStateException("refused")));

    @Override
    public CompletionStage<Void> flushed() {
        return flush.get();
    }
}
