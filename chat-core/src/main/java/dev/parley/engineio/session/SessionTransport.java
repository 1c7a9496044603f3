package dev.parley.engineio.session;

import dev.parley.engineio.fanout.CloseReason;
import dev.parley.engineio.packet.SendBatch;
import dev.parley.transport.Completion;
import dev.parley.transport.TransportName;

/** The transport that a session uses now. Its state is guarded by the session's lock. */
interface SessionTransport {

    TransportName name();

    /** Whether a send could start now. With the session's lock held. */
    boolean ready();

    /** Reserves the send that {@link #transmit} makes. With the session's lock held, after {@link #ready} said yes. */
    void claim();

    /** Sends. Without a lock, once a claim. */
    void transmit(SendBatch batch, Completion done);

    /**
     * The session closes behind what waits. With the session's lock held, once.
     *
     * @param idle whether nothing waits and nothing is in flight
     */
    void closing(boolean idle);

    /**
     * Reserves what {@link #end} needs to notify the client of the end, once everything that waited is sent. With the session's
     * lock held.
     *
     * @return false when the client cannot be notified yet; it is asked again when that may have changed
     */
    boolean claimEnd();

    /**
     * Ends the transport after the session ended. Without a lock, once.
     *
     * @param reason why the session ended
     * @param drained whether everything was sent; if not, a write may be stuck
     */
    void end(CloseReason reason, boolean drained);

    /** Whether the transport takes its time to close after {@link #end}. With the session's lock held. */
    boolean lingers();

    /** Drops a transport that lingers too long. Without a lock. */
    void overdue();
}
