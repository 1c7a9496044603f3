package dev.parley.engineio.deadline;

/** Whose time may be up. */
public interface DeadlineOwner {

    /** What there is a time for. */
    enum Kind {
        /** A ping is due. */
        PING,
        /** The client has not been heard of in time. */
        SILENCE,
        /** The session or its transport has taken too long to close. */
        CLOSING,
        /** A candidate for an upgrade has taken too long, or too long to close. */
        UPGRADE,
        /** A request body has taken too long. */
        BODY,
        /** A message or packet has taken too long to come whole. */
        ARRIVAL
    }

    /**
     * A deadline came. Called on the scheduler's thread without a lock; the deadline may have been set anew meanwhile, which the owner
     * looks for under its lock.
     *
     * @param kind what the deadline was for
     */
    void onDeadline(Kind kind);
}
