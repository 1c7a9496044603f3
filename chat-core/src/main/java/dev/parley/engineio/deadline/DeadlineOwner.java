package dev.parley.engineio.deadline;

/** The owner of a deadline. */
public interface DeadlineOwner {

    /** What a deadline is for. */
    enum Kind {
        /** A ping is due. */
        PING,
        /** The client has sent nothing in time. */
        SILENCE,
        /** The session or its transport has not closed in time. */
        CLOSING,
        /** An upgrade candidate has not finished, or not closed, in time. */
        UPGRADE,
        /** A request body has not arrived in time. */
        BODY,
        /** A message or packet was not complete in time. */
        ARRIVAL
    }

    /**
     * Called when a deadline expires, on the scheduler's thread without a lock. The deadline may have been rescheduled
     * meanwhile, which the owner checks under its lock.
     *
     * @param kind what the deadline was for
     */
    void onDeadline(Kind kind);
}
