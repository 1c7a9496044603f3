package dev.parley.cluster;

import dev.parley.socketio.Adapter;
import dev.parley.socketio.InMemoryAdapter;
import dev.parley.socketio.Namespace;
import dev.parley.socketio.event.SocketKey;
import java.util.List;
import java.util.Objects;

/**
 * Makes a server one of several: given to {@code SocketServerBuilder.adapter}. Immutable.
 *
 * <p>What a server emits reaches its own sockets at once, and those of other servers in the order of its calls. A server that other
 * servers do not reach serves its own sockets as before.
 */
public final class Clustering implements Adapter.Factory {

    private final ClusterBus bus;
    private final List<SocketKey<?>> shared;

    private Clustering(ClusterBus bus, List<SocketKey<?>> shared) {
        this.bus = Objects.requireNonNull(bus, "bus");
        this.shared = List.copyOf(shared);
    }

    /**
     * A cluster over a bus.
     *
     * @param bus carries the messages; to be closed by the caller, behind the server
     * @return the factory of adapters
     */
    public static Clustering over(ClusterBus bus) {
        return new Clustering(bus, List.of());
    }

    /**
     * Which data of a socket other servers see when they fetch it; none unless named here. They travel as JSON.
     *
     * @param keys the keys, each with a name of its own
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
