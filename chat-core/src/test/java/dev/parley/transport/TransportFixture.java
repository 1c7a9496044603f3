package dev.parley.transport;

/** A running binding and a client that talks to it. */
public interface TransportFixture extends AutoCloseable {

    WireClient client();

    /** Whether the client goes over a real network connection. */
    boolean overNetwork();

    /** Whether the binding notices at once that a client left a held request; otherwise the heartbeat has to. */
    default boolean noticesAbandonedPolls() {
        return true;
    }

    /** Stops the binding; connections that are still open are dropped. */
    @Override
    void close();
}
