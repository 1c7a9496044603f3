package dev.parley.socketio;

import dev.parley.socketio.event.Args;
import dev.parley.socketio.event.BroadcastAcks;
import dev.parley.socketio.event.ClusterReply;
import dev.parley.socketio.event.EmitResult;
import dev.parley.socketio.event.Selection;
import dev.parley.socketio.event.SharedSessions;
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
 * <p>{@link InMemoryAdapter} serves one process. A cluster adapter wraps it: it delegates every call, and publishes
 * those that concern other processes unless {@link Selection#local()} is set; calls received from them are delegated
 * with that flag set. Implementations are thread-safe and never block.
 */
public interface Adapter {

    /** Creates the adapter of a namespace. */
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

    /** The state of an adapter's link to the other servers of its cluster. */
    enum Link {
        /** There is no cluster: a single server. */
        ALONE,
        /** Messages of other servers arrive. */
        CONNECTED,
        /** Messages of other servers arrive late, or some were lost. */
        BEHIND,
        /** No messages arrive. */
        DISCONNECTED
    }

    /**
     * The health of an adapter's link to the other servers of its cluster.
     *
     * @param link the state of the link
     * @param since since when; null if it never was different
     * @param reason a text for the operator, without secrets; may be empty
     */
    record Health(Link link, @Nullable Instant since, String reason) {}

    /** Joins the cluster; called once, when the namespace is ready to receive messages of other servers. */
    default void begin() {}

    /**
     * Adds a socket to rooms. Does nothing for a socket that has disconnected, and for rooms it is in.
     *
     * @param socket a socket of this process
     * @param rooms room names
     */
    void join(Socket socket, Collection<String> rooms);

    /**
     * Removes a socket from a room. Does nothing if it is not in it.
     *
     * @param socket a socket of this process
     * @param room the room's name
     */
    void leave(Socket socket, String room);

    /**
     * Removes a disconnected socket from all its rooms.
     *
     * @param socket a socket of this process
     */
    void leaveAll(Socket socket);

    /**
     * Returns the rooms of this process that have members.
     *
     * @return a copy, including the sockets' own rooms
     */
    Set<String> rooms();

    /**
     * Runs a task when everything broadcast before the call was passed on to the sockets of this process. An adapter that delays
     * broadcasts delays the task as much.
     *
     * @param task is quick; runs on the calling thread or one of the adapter
     */
    default void whenDelivered(Runnable task) {
        task.run();
    }

    /**
     * Sends a packet to the selected sockets.
     *
     * @param packet the packet, without an ack id
     * @param selection the sockets
     * @return the result
     */
    EmitResult broadcast(Packet packet, Selection selection);

    /**
     * Sends a packet to the selected sockets of servers of the cluster that are not Parley's, such as Node's: this server and others of
     * Parley skip it. Without such a cluster there are none.
     *
     * @param packet the packet, without an ack id
     * @param selection the sockets
     */
    default void mirror(Packet packet, Selection selection) {}

    /**
     * Sends a packet to the selected sockets and collects their acknowledgements.
     *
     * @param packet the packet, without an ack id
     * @param selection the sockets
     * @param timeout how long to wait
     * @return completes as specified by {@link AckingOperator#emitWithAck}
     */
    CompletionStage<BroadcastAcks> broadcastWithAck(Packet packet, Selection selection, Duration timeout);

    /**
     * Returns the selected sockets.
     *
     * @param selection the sockets
     * @param timeout how long to wait for other servers
     * @return completes with those of the servers that answered in time; never fails
     */
    CompletionStage<ClusterReply<List<RemoteSocket>>> fetchSockets(Selection selection, Duration timeout);

    /**
     * Adds the selected sockets to rooms.
     *
     * @param selection the sockets
     * @param rooms room names
     * @return completes as specified by {@link Broadcaster#socketsJoin}
     */
    CompletionStage<Void> socketsJoin(Selection selection, Collection<String> rooms);

    /**
     * Removes the selected sockets from rooms.
     *
     * @param selection the sockets
     * @param rooms room names
     * @return completes as specified by {@link Broadcaster#socketsJoin}
     */
    CompletionStage<Void> socketsLeave(Selection selection, Collection<String> rooms);

    /**
     * Disconnects the selected sockets.
     *
     * @param selection the sockets
     * @param close whether to close their connections too
     * @return completes as specified by {@link Broadcaster#socketsJoin}
     */
    CompletionStage<Void> disconnectSockets(Selection selection, boolean close);

    /**
     * Sends an event to the same namespace on the other servers of the cluster.
     *
     * @param packet the event
     */
    void serverSideEmit(Packet packet);

    /**
     * Sends an event to the same namespace on the other servers of the cluster and collects their acknowledgements.
     *
     * @param packet the event
     * @param timeout how long to wait
     * @return completes with the acknowledgements received in time; never fails
     */
    CompletionStage<ClusterReply<List<Args>>> serverSideEmitWithAck(Packet packet, Duration timeout);

    /**
     * Counts the servers of the cluster.
     *
     * @return completes with the number of live servers, including this one
     */
    CompletionStage<Integer> serverCount();

    /**
     * Returns the sessions that other servers of the cluster can restore.
     *
     * @return the same on every call; null if clients can return to this server only
     */
    default @Nullable SharedSessions sessions() {
        return null;
    }

    /**
     * Returns a stage that completes once all further messages of other servers are received.
     *
     * @return the stage; complete without a cluster
     */
    default CompletionStage<Void> ready() {
        return CompletableFuture.completedStage(null);
    }

    /**
     * Returns the health of the link to other servers.
     *
     * @return the current health
     */
    default Health health() {
        return new Health(Link.ALONE, null, "");
    }

    /** Releases resources, when the server closes or the namespace is cleaned up. */
    void close();
}
