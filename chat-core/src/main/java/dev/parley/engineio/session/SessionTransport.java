package dev.parley.engineio.session;

import dev.parley.engineio.fanout.CloseReason;
import dev.parley.engineio.packet.SendBatch;
import dev.parley.transport.Completion;
import dev.parley.transport.TransportName;

/** The current transport of a session. Its state is guarded by the session's lock. */
interface SessionTransport {

    TransportName name();

    /** Whether a send could start now. With the session's lock held. */
    boolean ready();

    /**
     * Claims the send that {@link #transmit} performs. With the session's lock held, after {@link #ready} returned
     * true.
     */
    void claim();

    /** Sends a batch. Without a lock, once per claim. */
    void transmit(SendBatch batch, Completion done);

    /**
     * The session closes after sending its queue. With the session's lock held, once.
     *
     * @param idle whether nothing is queued or in flight
     */
    void closing(boolean idle);

    /**
     * Claims what {@link #end} needs to notify the client, once the queue has been sent. With the session's lock held.
     *
     * @return false if the client cannot be notified yet; called again when that may have changed
     */
    boolean claimEnd();

    /**
     * Closes the transport after the session has ended. Without a lock, once.
     *
     * @param reason why the session ended
     * @param drained whether everything was sent; if not, a write may be stuck
     */
    void end(CloseReason reason, boolean drained);

    /** Whether the transport needs time to close after {@link #end}. With the session's lock held. */
    boolean lingers();

    /** Drops a transport that has not closed in time. Without a lock. */
    void overdue();
}
