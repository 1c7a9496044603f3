package dev.parley.socketio.event;

import java.util.concurrent.CompletionStage;

/** What became of an emit. */
public interface EmitResult {

    /** Where a packet went. */
    enum Status {
        /**
         * It is on its way: in the outbound queues of its recipients, or before their fan-out, or kept for a recipient that
         * connects, or that lost its connection and may come back.
         */
        QUEUED,
        /** It was volatile and the connection busy, or a policy dropped it. */
        DROPPED,
        /** The recipient has left, or the server is closed. */
        REFUSED
    }

    /**
     * What is known now. A packet to one socket that another thread still has to hand on counts as queued; a broadcast counts
     * as queued unless the server is closed.
     *
     * @return the status
     */
    Status status();

    /**
     * How many sockets were addressed when the emit was called. For a union of rooms, a socket counts once for each room that
     * it is in, and for exclusions of rooms those excluded are still counted: an upper bound then.
     *
     * @return the number, 0 when nobody was there
     */
    int recipients();

    /**
     * Tells when the packet has been handed to the network for every recipient that was still there.
     *
     * @return completes when flushed, on the handler executor; for one socket fails if the packet was dropped or refused, or
     *     the socket left first
     */
    CompletionStage<Void> flushed();
}
