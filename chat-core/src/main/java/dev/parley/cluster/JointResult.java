package dev.parley.cluster;

import dev.parley.socketio.event.EmitResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The result of a broadcast that was sent in two parts. */
record JointResult(EmitResult first, EmitResult second) implements EmitResult {

    /** The result of one or two parts. */
    static EmitResult of(List<EmitResult> parts) {
        return parts.size() == 1 ? parts.get(0) : new JointResult(parts.get(0), parts.get(1));
    }

    @Override
    public Status status() {
        return first.status();
    }

    @Override
    public int recipients() {
        return first.recipients() + second.recipients();
    }

    @Override
    public CompletionStage<Void> flushed() {
        return CompletableFuture.allOf(
                first.flushed().toCompletableFuture(), second.flushed().toCompletableFuture());
    }
}
