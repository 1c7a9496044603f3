package dev.parley.socketio.event;

import java.util.concurrent.CompletionStage;

/** The result of an emit. */
public interface EmitResult {

    /** The status of a packet. */
    enum Status {
        /**
         * It is queued: in the outbound queues of its recipients, or for their fan-out, or kept for a recipient that is
         * connecting, or that lost its connection and may return.
         */
        QUEUED,
        /** It was volatile and the connection busy, or a policy dropped it. */
        DROPPED,
        /** The recipient has disconnected, or the server is closed. */
        REFUSED
    }

    /**
     * Returns the current status. A packet to one socket that another thread still has to pass on counts as queued; a
     * broadcast counts as queued unless the server is closed.
     *
     * @return the status
     */
    Status status();

    /**
     * Returns how many sockets were addressed at the time of the emit. With a union of rooms, a socket counts once for
     * each room it is in, and excluded rooms are not subtracted: the number is then an upper bound.
     *
     * @return the number, 0 if there were none
     */
    int recipients();

    /**
     * Returns a stage that completes once the packet has been flushed to the network for every recipient that is still
     * connected.
     *
     * @return completes when flushed, on the handler executor; for one socket fails if the packet was dropped or
     *     refused, or the socket disconnected first
     */
    CompletionStage<Void> flushed();
}
