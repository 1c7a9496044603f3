package dev.parley.socketio;

import dev.parley.socketio.event.Args;
import dev.parley.socketio.event.BroadcastAcks;
import dev.parley.socketio.event.ClusterReply;
import dev.parley.socketio.event.EmitResult;
import dev.parley.socketio.event.Selection;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The target of a broadcast operator: one namespace, or all children of a parent. */
interface Target {

    EmitResult emit(Selection selection, String event, @Nullable Object[] args);

    CompletionStage<BroadcastAcks> emitWithAck(
            Selection selection, Duration timeout, String event, @Nullable Object[] args);

    CompletionStage<ClusterReply<List<RemoteSocket>>> fetchSockets(Selection selection, Duration timeout);

    CompletionStage<Void> socketsJoin(Selection selection, Collection<String> rooms);

    CompletionStage<Void> socketsLeave(Selection selection, Collection<String> rooms);

    CompletionStage<Void> disconnectSockets(Selection selection, boolean close);

    /** The target of a socket's operators. */
    interface OfSocket {

        EmitResult emit(Selection flags, String event, @Nullable Object[] args);

        CompletionStage<Args> emitWithAck(Selection flags, Duration timeout, String event, @Nullable Object[] args);

        // The other sockets of its namespace.
        BroadcastOperator others(Selection flags);
    }
}
