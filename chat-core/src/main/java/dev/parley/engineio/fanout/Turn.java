package dev.parley.engineio.fanout;

import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.transport.Completion;
import org.jspecify.annotations.Nullable;

/** A turn of a fan-out shard: messages offered in it are sent when it ends, those of each session in one gathering send. */
public interface Turn {

    /**
     * Offers a message to a session of this shard.
     *
     * @param receiver the session
     * @param message the message, shared with other receivers
     * @param mode its importance
     * @param flushed completed when it was handed to the network, or failed if it never will be; may be null. Completed
     *     inside a turn or on an I/O thread: must not block. Not completed for {@link OfferResult#DROPPED} and {@link
     *     OfferResult#REFUSED}
     * @return the result of the offer
     */
    OfferResult offer(Receiver receiver, EncodedMessage message, OfferMode mode, @Nullable Completion flushed);

    /**
     * Closes a session gracefully, after everything offered to it.
     *
     * @param receiver the session
     * @param reason the reason
     */
    void close(Receiver receiver, CloseReason reason);

    /**
     * Requests a notification once everything offered to a session before has been flushed.
     *
     * @param receiver the session, of this turn's shard
     * @param flushed completed once everything queued now, if anything, was handed to the network, or failed if it
     *     never will be
     */
    void whenFlushed(Receiver receiver, Completion flushed);
}
