package dev.parley.testkit.transport;

/** A running binding and a client that talks to it. */
public interface TransportFixture extends AutoCloseable {

    /**
     * The client.
     *
     * @return a client of this binding; the same at each call
     */
    WireClient client();

    /**
     * Whether the client goes over a real network connection: then tests break HTTP and WebSocket frames too.
     *
     * @return false for a binding in memory
     */
    boolean overNetwork();

    /**
     * Whether the binding notices at once that a client left a held request; otherwise the heartbeat has to.
     *
     * @return true by default
     */
    default boolean noticesAbandonedPolls() {
        return true;
    }

    /**
     * Whether its connections have TLS.
     *
     * @return false by default
     */
    default boolean secure() {
        return false;
    }

    /** Stops the binding; connections that are still open are dropped. */
    @Override
    void close();
}
