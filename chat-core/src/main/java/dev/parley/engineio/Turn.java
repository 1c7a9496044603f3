package dev.parley.engineio;

import dev.parley.transport.Completion;
import org.jspecify.annotations.Nullable;

/** One turn of a fan-out shard: messages offered in it leave when it ends, each session's in one gathered send. */
public interface Turn {

    /**
     * Offers a message to a session of this shard.
     *
     * @param session the receiver
     * @param message the message, shared with other receivers
     * @param mode how much it matters
     * @param flushed told when it was handed to the network, or failed when it never will be; null if nobody asks. Told
     *     inside a turn or on an I/O thread: must not block. Not told for {@link OfferResult#DROPPED} and
     *     {@link OfferResult#REFUSED}
     * @return what became of it
     */
    OfferResult offer(Session session, EncodedMessage message, OfferMode mode, @Nullable Completion flushed);

    /**
     * Closes a session behind what was offered to it.
     *
     * @param session the session
     * @param reason why
     */
    void close(Session session, CloseReason reason);

    /**
     * Asks to be told about everything that was offered to a session before.
     *
     * @param session the session, of this turn's shard
     * @param flushed told when what waits now, if anything, was handed to the network, or failed when it never will be
     */
    void whenFlushed(Session session, Completion flushed);
}
