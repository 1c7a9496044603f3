package dev.parley.socketio;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What a broadcast operator works on: one namespace, or all children of a parent. */
interface Target {

    EmitResult emit(Selection selection, String event, @Nullable Object[] args);

    CompletionStage<BroadcastAcks> emitWithAck(
            Selection selection, Duration timeout, String event, @Nullable Object[] args);

    CompletionStage<ClusterReply<List<RemoteSocket>>> fetchSockets(Selection selection, Duration timeout);

    CompletionStage<Void> socketsJoin(Selection selection, Collection<String> rooms);

    CompletionStage<Void> socketsLeave(Selection selection, Collection<String> rooms);

    CompletionStage<Void> disconnectSockets(Selection selection, boolean close);
}
