package dev.parley.cluster;

import dev.parley.socketio.Adapter;
import dev.parley.socketio.InMemoryAdapter;
import dev.parley.socketio.Namespace;
import dev.parley.socketio.event.SocketKey;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes a server part of a cluster: pass it to {@code SocketServerBuilder.adapter}. Immutable.
 *
 * <p>What a server emits reaches other servers in the order of its calls, and its own sockets as {@link #order} says. A server that
 * is cut off from the others keeps serving its own sockets.
 */
public final class Clustering implements Adapter.Factory {

    private final ClusterBus bus;
    private final List<SocketKey<?>> shared;
    private final @Nullable Order order;

    private Clustering(ClusterBus bus, List<SocketKey<?>> shared, @Nullable Order order) {
        this.bus = Objects.requireNonNull(bus, "bus");
        this.shared = List.copyOf(shared);
        this.order = order;
    }

    /**
     * Creates a cluster over a bus.
     *
     * @param bus carries the messages; must be closed by the caller, after the server
     * @return the factory of adapters
     */
    public static Clustering over(ClusterBus bus) {
        return new Clustering(bus, List.of(), null);
    }

    /**
     * Sets which data of a socket other servers see when they fetch it; none by default. It is sent as JSON.
     *
     * @param keys the keys, with distinct names
     * @return the changed copy
     */
    public Clustering sharedData(SocketKey<?>... keys) {
        return new Clustering(bus, List.of(keys), order);
    }

    /**
     * Sets when own sockets get what this server broadcasts. By default {@link Order#LOG} if the bus is a log and the server recovers
     * connections, as a client that continues from the last position that it has received must receive in that order; otherwise
     * {@link Order#LOCAL_FIRST}.
     *
     * @param wanted the order
     * @return the changed copy
     * @throws IllegalArgumentException if the bus is no log and the order is {@code LOG}
     */
    public Clustering order(Order wanted) {
        if (wanted == Order.LOG && !bus.isLog()) {
            throw new IllegalArgumentException("the bus has no order of its own");
        }
        return new Clustering(bus, shared, Objects.requireNonNull(wanted, "order"));
    }

    @Override
    public Adapter create(Namespace namespace, InMemoryAdapter local) {
        return new ClusterAdapter(
                namespace,
                local,
                shared,
                bus,
                order == null ? bus.isLog() && local.recoveryWindow() != null : order == Order.LOG);
    }
}
