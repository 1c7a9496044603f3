package dev.parley.engineio.fanout;

import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.transport.Completion;
import org.jspecify.annotations.Nullable;

/** One turn of a fan-out shard: messages offered in it leave when it ends, each session's in one gathered send. */
public interface Turn {

    /**
     * Offers a message to a session of this shard.
     *
     * @param receiver the session
     * @param message the message, shared with other receivers
     * @param mode how much it matters
     * @param flushed completed when it was handed to the network, or failed when it never will be; null if nobody asks. Completed
     *     inside a turn or on an I/O thread: must not block. Not completed for {@link OfferResult#DROPPED} and
     *     {@link OfferResult#REFUSED}
     * @return what became of it
     */
    OfferResult offer(Receiver receiver, EncodedMessage message, OfferMode mode, @Nullable Completion flushed);

    /**
     * Closes a session behind what was offered to it.
     *
     * @param receiver the session
     * @param reason why
     */
    void close(Receiver receiver, CloseReason reason);

    /**
     * Asks to be notified of everything that was offered to a session before.
     *
     * @param receiver the session, of this turn's shard
     * @param flushed completed when what waits now, if anything, was handed to the network, or failed when it never will be
     */
    void whenFlushed(Receiver receiver, Completion flushed);
}
