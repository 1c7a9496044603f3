package dev.parley.socketio;

import dev.parley.socketio.event.ClusterReply;
import dev.parley.socketio.event.EmitResult;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Something that can broadcast: the server, a namespace, a parent namespace, or a selection of sockets made from one.
 *
 * <p>Thread-safe. The methods that return an operator change nothing and return a new immutable one. Packets that one thread
 * emits reach a receiver in the order of the calls; nothing blocks.
 */
public interface Broadcaster {

    /** How long other servers of a cluster have to answer when a caller names no time. */
    Duration ANSWER_LIMIT = Duration.ofSeconds(5);

    /**
     * The sockets meant so far.
     *
     * @return an operator on them
     */
    BroadcastOperator operator();

    /**
     * Only sockets in one of these rooms, or in one named before. A socket in several of them is meant once.
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
     * No socket in one of these rooms.
     *
     * @param rooms room names; a socket's id is a room too
     * @return a new operator
     */
    default BroadcastOperator except(String... rooms) {
        return operator().except(rooms);
    }

    /**
     * Only sockets of this process, when there are several.
     *
     * @return a new operator
     */
    default BroadcastOperator local() {
        return operator().local();
    }

    /**
     * A recipient whose connection is busy misses the packet, instead of getting it later: something waits for it or is being
     * written. A WebSocket counts as busy, too, for what the code that has just written to it sends in one go: the same run of a
     * listener, or any other thread, within 5 ms of the first packet.
     *
     * @return a new operator
     */
    default BroadcastOperator asVolatile() {
        return operator().asVolatile();
    }

    /**
     * Whether connections that compress should compress the packet; true unless said otherwise.
     *
     * @param wanted false to send it uncompressed
     * @return a new operator
     */
    default BroadcastOperator compress(boolean wanted) {
        return operator().compress(wanted);
    }

    /**
     * Asks for answers.
     *
     * @param timeout how long to wait for them, not negative; zero waits for none, and more than {@link Scheduler#LONGEST} is
     *     as that
     * @return a new operator that can emit with answers
     */
    default AckingOperator timeout(Duration timeout) {
        return operator().timeout(timeout);
    }

    /**
     * Sends an event to every socket meant. It is encoded once, whatever the number of recipients.
     *
     * @param event its name
     * @param args its arguments: anything the server's JSON codec can write; {@code byte[]} and {@code ByteBuffer} at any
     *     depth travel as binary attachments
     * @return what became of it
     * @throws IllegalArgumentException if the name is reserved, or an argument cannot be encoded
     */
    default EmitResult emit(String event, @Nullable Object... args) {
        return operator().emit(event, args);
    }

    /**
     * Sends the event {@code message}.
     *
     * @param args its arguments
     * @return what became of it
     * @throws IllegalArgumentException if an argument cannot be encoded
     */
    default EmitResult send(@Nullable Object... args) {
        return operator().emit("message", args);
    }

    /**
     * The sockets meant, as they are now: those of the servers of the cluster that answer within 5 seconds.
     *
     * @return completes with the sockets, in no order; at once when all are in this process
     */
    default CompletionStage<List<RemoteSocket>> fetchSockets() {
        return fetchSockets(ANSWER_LIMIT).thenApply(ClusterReply::value);
    }

    /**
     * The sockets meant, as they are now, and whether a server of the cluster kept silent.
     *
     * @param timeout how long to wait for other servers, not negative
     * @return completes with the sockets, in no order; at once when all are in this process. Never fails because of a silent server
     */
    default CompletionStage<ClusterReply<List<RemoteSocket>>> fetchSockets(Duration timeout) {
        return operator().fetchSockets(timeout);
    }

    /**
     * Makes the sockets join rooms.
     *
     * @param rooms room names
     * @return completes when those of this process have joined, and the other servers of a cluster are sure to get the call;
     *     fails when they are not
     */
    default CompletionStage<Void> socketsJoin(String... rooms) {
        return operator().socketsJoin(rooms);
    }

    /**
     * Makes the sockets leave rooms.
     *
     * @param rooms room names
     * @return completes as that of {@link #socketsJoin}
     */
    default CompletionStage<Void> socketsLeave(String... rooms) {
        return operator().socketsLeave(rooms);
    }

    /**
     * Disconnects the sockets, behind everything that was emitted to them before.
     *
     * @param close whether to close their connections too, with all other namespaces on them
     * @return completes as that of {@link #socketsJoin}
     */
    default CompletionStage<Void> disconnectSockets(boolean close) {
        return operator().disconnectSockets(close);
    }

    /**
     * Disconnects the sockets from their namespace and leaves their connections open.
     *
     * @return completes as that of {@link #socketsJoin}
     */
    default CompletionStage<Void> disconnectSockets() {
        return disconnectSockets(false);
    }
}
