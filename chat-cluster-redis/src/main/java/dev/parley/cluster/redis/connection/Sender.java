package dev.parley.cluster.redis.connection;

import dev.parley.cluster.PublishException;
import dev.parley.cluster.PublishException.Fate;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Queues commands within the bounds of the options. Thread-safe. */
public final class Sender {

    private final Shared shared;
    private final int maxMessageBytes;
    private final long maxWaitNanos;

    public Sender(Shared shared, int maxMessageBytes, Duration maxWait) {
        this.shared = shared;
        this.maxMessageBytes = maxMessageBytes;
        this.maxWaitNanos = maxWait.toNanos();
    }

    public int maxMessageBytes() {
        return maxMessageBytes;
    }

    /** False if it is dropped. */
    public boolean add(Outgoing item) {
        item.deadlineNanos(shared.clock().nanoTime() + maxWaitNanos);
        boolean added = shared.queue().add(item);
        if (!added && !item.question()) {
            shared.counters().dropped.increment();
        }
        return added;
    }

    /** Completes with the reply. */
    public CompletionStage<@Nullable Object> replied(Outgoing item, boolean added) {
        return added ? item.reply() : CompletableFuture.failedStage(dropped());
    }

    /** Queues it, or fails. */
    public CompletionStage<@Nullable Object> send(Outgoing item) {
        return replied(item, add(item));
    }

    private PublishException dropped() {
        PublishException full = new PublishException(
                Fate.UNSENT, shared.queue().isClosed() ? "the bus is closed" : "too many messages wait for Redis");
        shared.links().failures().warn("A message to other servers was dropped", full);
        return full;
    }

    /** Fails as the message is longer than allowed. */
    public CompletionStage<Void> tooLong(int length) {
        PublishException refused = new PublishException(
                Fate.UNSENT, "a message of " + length + " bytes, " + maxMessageBytes + " are allowed");
        shared.counters().refused.increment();
        shared.links().failures().warn("A message to other servers was not sent", refused);
        return CompletableFuture.failedStage(refused);
    }
}
