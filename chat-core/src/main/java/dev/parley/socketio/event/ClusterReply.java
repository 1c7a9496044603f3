package dev.parley.socketio.event;

/**
 * What the servers of a cluster answered in time.
 *
 * @param <T> what they were asked for
 * @param value what those that answered gave, put together
 * @param silentServers how many other servers gave no sign in time, as far as the adapter knows them; 0 without a cluster
 */
public record ClusterReply<T>(T value, int silentServers) {

    /**
     * Whether every server answered.
     *
     * @return true if none kept silent
     */
    public boolean complete() {
        return silentServers == 0;
    }
}
