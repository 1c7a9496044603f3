package dev.parley.socketio;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What became of a broadcast. */
record BroadcastResult(boolean closed, int recipients) implements EmitResult {

    static final EmitResult REFUSED = new BroadcastResult(true, 0);

    @Override
    public Status status() {
        return closed ? Status.REFUSED : Status.QUEUED;
    }

    @Override
    public CompletionStage<Void> flushed() {
        return CompletableFuture.completedStage(null);
    }
}
