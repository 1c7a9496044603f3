package dev.parley.engineio.fanout;

import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.engineio.packet.SendBatch;
import dev.parley.transport.Completion;
import org.jspecify.annotations.Nullable;

/**
 * A receiver of a fan-out shard: what {@link Turn} and the shard know of a session. A class, so that per-receiver state
 * of a broadcast is in fields; as there is a single subclass, calls need no dynamic dispatch.
 */
public abstract class Receiver {

    /** Receivers created one after the other are close in memory. */
    final int age;

    /** Whether it was offered something in this turn; owned by its shard's turns. */
    boolean touched;

    /**
     * Creates a receiver.
     *
     * @param age its number: the next of {@link FanOut#count}
     */
    protected Receiver(int age) {
        this.age = age;
    }

    /** Queues or rejects a message; the shard flushes at the end of its turn. */
    protected abstract OfferResult offer(EncodedMessage message, OfferMode mode, @Nullable Completion flushed);

    /** Completes once everything queued or in flight has been flushed. */
    protected abstract void whenFlushed(Completion flushed);

    /**
     * Sends queued messages for as long as the transport accepts them.
     *
     * @param spare an empty batch to reuse, or null
     * @return an empty batch for the next flush, or null if there is none
     */
    protected abstract @Nullable SendBatch flush(@Nullable SendBatch spare);

    /** Closes gracefully, after everything offered before. */
    protected abstract void closeInOrder(CloseReason reason);
}
