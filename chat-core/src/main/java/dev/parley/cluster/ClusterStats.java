package dev.parley.cluster;

/** What a {@link ClusterBus} has done since it was opened. All numbers but those of what waits only grow. */
public interface ClusterStats {

    /**
     * Messages of this server that the bus took.
     *
     * @return the number
     */
    default long published() {
        return 0;
    }

    /**
     * Messages of other servers that were handed on.
     *
     * @return the number
     */
    default long received() {
        return 0;
    }

    /**
     * Messages of this server that were not sent, because too many waited or they waited too long.
     *
     * @return the number
     */
    default long dropped() {
        return 0;
    }

    /**
     * Messages of this server of which it is not known whether the bus took them.
     *
     * @return the number
     */
    default long unknown() {
        return 0;
    }

    /**
     * Messages of this server that the bus refused.
     *
     * @return the number
     */
    default long refused() {
        return 0;
    }

    /**
     * Messages of other servers that came again and were not handed on again.
     *
     * @return the number
     */
    default long duplicates() {
        return 0;
    }

    /**
     * How often messages of other servers were missed.
     *
     * @return the number
     */
    default long gaps() {
        return 0;
    }

    /**
     * Messages that were skipped, because they are malformed or too long.
     *
     * @return the number
     */
    default long unreadable() {
        return 0;
    }

    /**
     * How often a connection was made again.
     *
     * @return the number
     */
    default long reconnects() {
        return 0;
    }

    /**
     * Messages of this server that wait now.
     *
     * @return the number
     */
    default int waiting() {
        return 0;
    }

    /**
     * What the messages that wait now hold.
     *
     * @return the size in bytes
     */
    default long waitingBytes() {
        return 0;
    }

    /**
     * Broadcasts of this server that its own sockets got without waiting for the bus, although its order is that of the log.
     *
     * @return the number
     */
    default long localFirst() {
        return 0;
    }

    /**
     * How far this server is now behind what others have sent.
     *
     * @return the time in milliseconds
     */
    default long lagMillis() {
        return 0;
    }
}
