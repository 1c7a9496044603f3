package dev.parley.cluster;

import dev.parley.socketio.Adapter;
import dev.parley.socketio.InMemoryAdapter;
import dev.parley.socketio.Namespace;
import dev.parley.socketio.event.SocketKey;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes a server part of a cluster: pass it to {@code SocketServerBuilder.adapter}. Immutable.
 *
 * <p>What a server emits reaches other servers in the order of its calls, and its own sockets as {@link #order} says. A server that
 * is cut off from the others keeps serving its own sockets.
 *
 * <p>If the server recovers connections, in {@link Order#LOG}, and the bus keeps sessions, a client may return to any server of the
 * cluster. Otherwise it is recovered by the server only that it was connected to.
 */
public final class Clustering implements Adapter.Factory {

    private static final Duration RECOVER_WITHIN = Duration.ofSeconds(2);
    private static final Duration MAX_RECOVER_WITHIN = Duration.ofMinutes(10);

    private final ClusterBus bus;
    private final List<SocketKey<?>> shared;
    private final @Nullable Order order;
    private final Duration recoverWithin;

    private Clustering(ClusterBus bus, List<SocketKey<?>> shared, @Nullable Order order, Duration recoverWithin) {
        this.bus = Objects.requireNonNull(bus, "bus");
        this.shared = List.copyOf(shared);
        this.order = order;
        this.recoverWithin = recoverWithin;
    }

    /**
     * Creates a cluster over a bus.
     *
     * @param bus carries the messages; must be closed by the caller, after the server
     * @return the factory of adapters
     */
    public static Clustering over(ClusterBus bus) {
        return new Clustering(bus, List.of(), null, RECOVER_WITHIN);
    }

    /**
     * Sets which data of a socket other servers see when they fetch it, and restore when its client returns to them; none by default.
     * It is sent as JSON.
     *
     * @param keys the keys, with distinct names
     * @return the changed copy
     */
    public Clustering sharedData(SocketKey<?>... keys) {
        return new Clustering(bus, List.of(keys), order, recoverWithin);
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
        return new Clustering(bus, shared, Objects.requireNonNull(wanted, "order"), recoverWithin);
    }

    /**
     * Sets how long a client that returns waits at most until the bus has restored its session; then it connects as a new client. Two
     * seconds by default.
     *
     * @param longest positive, ten minutes at most
     * @return the changed copy
     * @throws IllegalArgumentException if it is out of range
     */
    public Clustering recoverWithin(Duration longest) {
        if (longest.isZero() || longest.isNegative() || longest.compareTo(MAX_RECOVER_WITHIN) > 0) {
            throw new IllegalArgumentException("recoverWithin " + longest + ", must be positive, PT10M at most");
        }
        return new Clustering(bus, shared, order, longest);
    }

    @Override
    public Adapter create(Namespace namespace, InMemoryAdapter local) {
        boolean recovers = local.recoveryWindow() != null;
        boolean inOrder = order == null ? bus.isLog() && recovers : order == Order.LOG;
        return new ClusterAdapter(
                namespace, local, shared, bus, new ClusterAdapter.Mode(inOrder, recovers && inOrder, recoverWithin));
    }
}
