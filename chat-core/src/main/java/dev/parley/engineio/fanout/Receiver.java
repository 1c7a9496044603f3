package dev.parley.engineio.fanout;

import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.engineio.packet.SendBatch;
import dev.parley.transport.Completion;
import org.jspecify.annotations.Nullable;

/**
 * One who receives what a fan-out shard sends: what {@link Turn} and the shard know of a session. A class, so that what is needed for
 * each receiver of a broadcast is a field; there is one subclass, whose methods are called without dispatch.
 */
public abstract class Receiver {

    /** Receivers that were made one after the other lie side by side in memory. */
    final int age;

    /** Whether it was offered something in this turn; belongs to the turns of its shard. */
    boolean touched;

    /**
     * A receiver.
     *
     * @param age its number: the next of {@link FanOut#count}
     */
    protected Receiver(int age) {
        this.age = age;
    }

    /** Queues a message, or not; the shard flushes at the end of its turn. */
    protected abstract OfferResult offer(EncodedMessage message, OfferMode mode, @Nullable Completion flushed);

    /** Tells when what waits or is under way now has left. */
    protected abstract void whenFlushed(Completion flushed);

    /**
     * Sends what waits, as far as the transport takes it.
     *
     * @param spare an empty batch to use, or null
     * @return an empty batch for the next flush, or null if there is none
     */
    protected abstract @Nullable SendBatch flush(@Nullable SendBatch spare);

    /** Closes behind what was offered before. */
    protected abstract void closeInOrder(CloseReason reason);
}
