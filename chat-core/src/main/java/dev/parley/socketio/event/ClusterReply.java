package dev.parley.socketio.event;

/**
 * The answers of a cluster's servers that arrived in time.
 *
 * @param <T> the type of the answer
 * @param value the combined answers
 * @param silentServers the number of other servers that did not answer in time, as far as the adapter knows them, or
 *     whose answer was dropped, as answers may hold no more memory; 0 without a cluster
 */
public record ClusterReply<T>(T value, int silentServers) {

    /**
     * Returns whether every server answered.
     *
     * @return true if none was silent
     */
    public boolean complete() {
        return silentServers == 0;
    }
}
