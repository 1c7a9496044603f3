package dev.parley.engineio.session;

import dev.parley.engineio.fanout.CloseReason;
import dev.parley.transport.Completion;
import dev.parley.transport.Frame;

/**
 * Callbacks of one session for the layer above. Invoked serially except for {@link #onClose}, which may overtake a
 * message being handled; on I/O threads and inside fan-out turns, never under a lock; must not block.
 */
public interface SessionListener {

    /**
     * Called when a message arrives.
     *
     * @param message the text without the type digit, or the binary content; valid after the call
     * @param handled to be completed when the next message may be delivered; failing it closes the session with {@link
     *     CloseReason#PARSE_ERROR}
     */
    void onMessage(Frame message, Completion handled);

    /**
     * Called once when the session has ended: nothing more is delivered and offers are rejected. Packets offered before
     * a graceful close may still be in flight.
     *
     * @param reason the reason
     * @param description details for the log; possibly empty
     */
    void onClose(CloseReason reason, String description);
}
