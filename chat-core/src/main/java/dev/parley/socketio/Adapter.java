package dev.parley.socketio;

import dev.parley.socketio.event.Args;
import dev.parley.socketio.event.BroadcastAcks;
import dev.parley.socketio.event.ClusterReply;
import dev.parley.socketio.event.EmitResult;
import dev.parley.socketio.event.Selection;
import dev.parley.socketio.packet.Packet;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Holds the rooms of one namespace and delivers broadcasts to them.
 *
 * <p>{@link InMemoryAdapter} serves one process. An adapter for a cluster wraps it: it passes every call on, and publishes
 * those that concern other processes unless {@link Selection#local()} is set; what it receives from them it passes on with that
 * flag set. Implementations are thread-safe and never block.
 */
public interface Adapter {

    /** Makes the adapter of a namespace. */
    @FunctionalInterface
    interface Factory {

        /**
         * Called once when a namespace is created.
         *
         * @param namespace the namespace
         * @param local the adapter of this process, to be wrapped
         * @return the namespace's adapter
         */
        Adapter create(Namespace namespace, InMemoryAdapter local);
    }

    /** Whether an adapter reaches the other servers of its cluster. */
    enum Link {
        /** There is no cluster: one server. */
        ALONE,
        /** What other servers send arrives. */
        CONNECTED,
        /** What other servers sent arrives late, or some of it was lost. */
        BEHIND,
        /** Nothing arrives. */
        DISCONNECTED
    }

    /**
     * How an adapter reaches the other servers of its cluster.
     *
     * @param link whether it does
     * @param since since when this is so; null if it never was otherwise
     * @param reason what an operator should know, without secrets; may be empty
     */
    record Health(Link link, @Nullable Instant since, String reason) {}

    /** Begins to take part in the cluster; called once, when the namespace can receive what other servers send. */
    default void begin() {}

    /**
     * Puts a socket into rooms. Does nothing for a socket that has left, and for rooms it is in.
     *
     * @param socket a socket of this process
     * @param rooms room names
     */
    void join(Socket socket, Collection<String> rooms);

    /**
     * Takes a socket out of a room. Does nothing if it is not in it.
     *
     * @param socket a socket of this process
     * @param room the room's name
     */
    void leave(Socket socket, String room);

    /**
     * Takes a socket that has left out of all its rooms.
     *
     * @param socket a socket of this process
     */
    void leaveAll(Socket socket);

    /**
     * The rooms of this process that have members.
     *
     * @return a copy, own-id rooms included
     */
    Set<String> rooms();

    /**
     * Sends a packet to the sockets meant.
     *
     * @param packet the packet, without an ack id
     * @param selection the sockets
     * @return what became of it
     */
    EmitResult broadcast(Packet packet, Selection selection);

    /**
     * Sends a packet to the sockets meant and collects their answers.
     *
     * @param packet the packet, without an ack id
     * @param selection the sockets
     * @param timeout how long to wait
     * @return completes as {@link AckingOperator#emitWithAck} says
     */
    CompletionStage<BroadcastAcks> broadcastWithAck(Packet packet, Selection selection, Duration timeout);

    /**
     * The sockets meant.
     *
     * @param selection the sockets
     * @param timeout how long to wait for other servers
     * @return completes with those of the servers that answered in time; never fails
     */
    CompletionStage<ClusterReply<List<RemoteSocket>>> fetchSockets(Selection selection, Duration timeout);

    /**
     * Makes the sockets meant join rooms.
     *
     * @param selection the sockets
     * @param rooms room names
     * @return completes as {@link Broadcaster#socketsJoin} says
     */
    CompletionStage<Void> socketsJoin(Selection selection, Collection<String> rooms);

    /**
     * Makes the sockets meant leave rooms.
     *
     * @param selection the sockets
     * @param rooms room names
     * @return completes as {@link Broadcaster#socketsJoin} says
     */
    CompletionStage<Void> socketsLeave(Selection selection, Collection<String> rooms);

    /**
     * Disconnects the sockets meant.
     *
     * @param selection the sockets
     * @param close whether to close their connections too
     * @return completes as {@link Broadcaster#socketsJoin} says
     */
    CompletionStage<Void> disconnectSockets(Selection selection, boolean close);

    /**
     * Sends an event to the same namespace on the other servers of the cluster.
     *
     * @param packet the event
     */
    void serverSideEmit(Packet packet);

    /**
     * Sends an event to the same namespace on the other servers of the cluster and collects their answers.
     *
     * @param packet the event
     * @param timeout how long to wait
     * @return completes with the answers of the servers that gave one in time; never fails
     */
    CompletionStage<ClusterReply<List<Args>>> serverSideEmitWithAck(Packet packet, Duration timeout);

    /**
     * Counts the servers of the cluster.
     *
     * @return completes with the number of those that are alive, this one included
     */
    CompletionStage<Integer> serverCount();

    /**
     * Tells when what other servers send from now on arrives.
     *
     * @return completes then; at once without a cluster
     */
    default CompletionStage<Void> ready() {
        return CompletableFuture.completedStage(null);
    }

    /**
     * How other servers are reached now.
     *
     * @return the state
     */
    default Health health() {
        return new Health(Link.ALONE, null, "");
    }

    /** Frees what the adapter holds, when the server closes or the namespace is cleaned up. */
    void close();
}
