package dev.parley.engineio.session;

import dev.parley.engineio.fanout.CloseReason;
import dev.parley.transport.Completion;
import dev.parley.transport.Frame;

/**
 * What the layer above is notified of by one session, one call at a time except for {@link #onClose}, which may overtake a message
 * being handled. Called on I/O threads and inside fan-out turns, never under a lock; must not block.
 */
public interface SessionListener {

    /**
     * A message arrived.
     *
     * @param message the text without the type digit, or the binary content; valid after the call
     * @param handled to be completed when the next message may be delivered; a failure closes the session with
     *     {@link CloseReason#PARSE_ERROR}
     */
    void onMessage(Frame message, Completion handled);

    /**
     * The session ended: nothing more is delivered and offers are refused. Packets offered before a graceful close may still
     * be on their way. Called once.
     *
     * @param reason why
     * @param description more about it, for a log; possibly empty
     */
    void onClose(CloseReason reason, String description);
}
