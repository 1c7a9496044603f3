package dev.parley.socketio;

import dev.parley.socketio.event.ClusterReply;
import dev.parley.socketio.event.EmitResult;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A source of broadcasts: the server, a namespace, a parent namespace, or a selection of sockets.
 *
 * <p>Thread-safe. Methods that return an operator do not modify this object. Packets emitted by one thread reach a
 * receiver in order; nothing blocks.
 */
public interface Broadcaster {

    /** Default time for other servers of a cluster to answer. */
    Duration ANSWER_LIMIT = Duration.ofSeconds(5);

    /**
     * Returns an operator for the current selection.
     *
     * @return the operator
     */
    BroadcastOperator operator();

    /**
     * Selects sockets in one of these rooms, in addition to rooms selected before. A socket in several of them is
     * selected once.
     *
     * @param rooms room names; a socket's id is a room too
     * @return a new operator
     */
    default BroadcastOperator to(String... rooms) {
        return operator().to(rooms);
    }

    /**
     * The same as {@link #to}.
     *
     * @param rooms room names
     * @return a new operator
     */
    default BroadcastOperator in(String... rooms) {
        return operator().to(rooms);
    }

    /**
     * Excludes sockets in these rooms.
     *
     * @param rooms room names; a socket's id is a room too
     * @return a new operator
     */
    default BroadcastOperator except(String... rooms) {
        return operator().except(rooms);
    }

    /**
     * Restricts the selection to sockets of this process, if there are several.
     *
     * @return a new operator
     */
    default BroadcastOperator local() {
        return operator().local();
    }

    /**
     * Drops the packet for recipients whose connection is busy, that is with a queued packet or a write in flight,
     * instead of queueing it. A WebSocket also counts as busy for whatever the code that has just written to it sends
     * in one go: in the same run of a listener, or on any other thread within 5 ms of the first packet.
     *
     * @return a new operator
     */
    default BroadcastOperator asVolatile() {
        return operator().asVolatile();
    }

    /**
     * Sets whether connections with compression compress the packet; true by default.
     *
     * @param wanted false to send it uncompressed
     * @return a new operator
     */
    default BroadcastOperator compress(boolean wanted) {
        return operator().compress(wanted);
    }

    /**
     * Requests acknowledgements.
     *
     * @param timeout how long to wait for them, not negative; zero does not wait, capped at {@link Scheduler#LONGEST}
     * @return a new operator that emits with acknowledgements
     */
    default AckingOperator timeout(Duration timeout) {
        return operator().timeout(timeout);
    }

    /**
     * Emits an event to the selected sockets. It is encoded once, regardless of the number of recipients.
     *
     * @param event its name
     * @param args its arguments: anything the server's JSON codec can write; {@code byte[]} and {@code ByteBuffer} at
     *     any depth are sent as binary attachments
     * @return the result
     * @throws IllegalArgumentException if the name is reserved, or an argument cannot be encoded
     */
    default EmitResult emit(String event, @Nullable Object... args) {
        return operator().emit(event, args);
    }

    /**
     * Emits the event {@code message}.
     *
     * @param args its arguments
     * @return the result
     * @throws IllegalArgumentException if an argument cannot be encoded
     */
    default EmitResult send(@Nullable Object... args) {
        return operator().emit("message", args);
    }

    /**
     * Returns the selected sockets, including those of other servers of the cluster that answer within 5 seconds.
     *
     * @return completes with the current sockets, unordered; immediately if all are in this process
     */
    default CompletionStage<List<RemoteSocket>> fetchSockets() {
        return fetchSockets(ANSWER_LIMIT).thenApply(ClusterReply::value);
    }

    /**
     * Returns the selected sockets, and whether any server of the cluster did not answer.
     *
     * @param timeout how long to wait for other servers, not negative
     * @return completes with the current sockets, unordered; immediately if all are in this process. Never fails
     *     because of a silent server
     */
    default CompletionStage<ClusterReply<List<RemoteSocket>>> fetchSockets(Duration timeout) {
        return operator().fetchSockets(timeout);
    }

    /**
     * Makes the selected sockets join rooms.
     *
     * @param rooms room names
     * @return completes once those of this process have joined, and the other servers of a cluster are certain to
     *     receive the call; fails if they are not
     */
    default CompletionStage<Void> socketsJoin(String... rooms) {
        return operator().socketsJoin(rooms);
    }

    /**
     * Makes the selected sockets leave rooms.
     *
     * @param rooms room names
     * @return completes like {@link #socketsJoin}
     */
    default CompletionStage<Void> socketsLeave(String... rooms) {
        return operator().socketsLeave(rooms);
    }

    /**
     * Disconnects the selected sockets, after everything emitted to them before.
     *
     * @param close whether to close their connections too, including all other namespaces on them
     * @return completes like {@link #socketsJoin}
     */
    default CompletionStage<Void> disconnectSockets(boolean close) {
        return operator().disconnectSockets(close);
    }

    /**
     * Disconnects the selected sockets from their namespace, keeping their connections open.
     *
     * @return completes like {@link #socketsJoin}
     */
    default CompletionStage<Void> disconnectSockets() {
        return disconnectSockets(false);
    }
}
