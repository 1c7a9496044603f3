package dev.parley.cluster;

import dev.parley.socketio.Adapter;
import dev.parley.socketio.InMemoryAdapter;
import dev.parley.socketio.Namespace;
import dev.parley.socketio.event.SocketKey;
import java.util.List;
import java.util.Objects;

/**
 * Makes a server part of a cluster: pass it to {@code SocketServerBuilder.adapter}. Immutable.
 *
 * <p>What a server emits reaches its own sockets immediately, and those of other servers in order. A server that is cut
 * off from the others keeps serving its own sockets.
 */
public final class Clustering implements Adapter.Factory {

    private final ClusterBus bus;
    private final List<SocketKey<?>> shared;

    private Clustering(ClusterBus bus, List<SocketKey<?>> shared) {
        this.bus = Objects.requireNonNull(bus, "bus");
        this.shared = List.copyOf(shared);
    }

    /**
     * Creates a cluster over a bus.
     *
     * @param bus carries the messages; must be closed by the caller, after the server
     * @return the factory of adapters
     */
    public static Clustering over(ClusterBus bus) {
        return new Clustering(bus, List.of());
    }

    /**
     * Sets which data of a socket other servers see when they fetch it; none by default. It is sent as JSON.
     *
     * @param keys the keys, with distinct names
     * @return the changed copy
     */
    public Clustering sharedData(SocketKey<?>... keys) {
        return new Clustering(bus, List.of(keys));
    }

    @Override
    public Adapter create(Namespace namespace, InMemoryAdapter local) {
        return new ClusterAdapter(namespace, local, shared, bus);
    }
}
