package dev.parley.cluster;

import dev.parley.socketio.event.EmitResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The result of a broadcast that is sent when it is read back from the bus. Thread-safe. */
final class AwaitedResult implements EmitResult {

    private final int recipients;
    private final CompletableFuture<EmitResult> sent = new CompletableFuture<>();

    /** {@code recipients} is the number at the time of the call. */
    AwaitedResult(int recipients) {
        this.recipients = recipients;
    }

    void sent(Supplier<EmitResult> send) {
        try {
            sent.complete(send.get());
        } catch (RuntimeException failed) {
            sent.completeExceptionally(failed);
            throw failed;
        }
    }

    @Override
    public Status status() {
        return sent.isDone() && !sent.isCompletedExceptionally() ? sent.join().status() : Status.QUEUED;
    }

    @Override
    public int recipients() {
        return recipients;
    }

    @Override
    public CompletionStage<Void> flushed() {
        return sent.thenCompose(EmitResult::flushed);
    }
}
