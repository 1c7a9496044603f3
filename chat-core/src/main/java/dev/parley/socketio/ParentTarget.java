package dev.parley.socketio;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All children of a parent namespace: each gets its own packet, because its name is in it. */
record ParentTarget(ParentNamespace parent) implements Target {

    @Override
    public EmitResult emit(Selection selection, String event, @Nullable Object[] args) {
        int recipients = 0;
        List<EmitResult> results = new ArrayList<>();
        for (Namespace child : parent.children()) {
            EmitResult result = child.target().emit(selection, event, args);
            recipients += result.recipients();
            results.add(result);
        }
        boolean refused =
                !results.isEmpty() && results.stream().allMatch(result -> result.status() == EmitResult.Status.REFUSED);
        return new BroadcastResult(
                refused ? EmitResult.Status.REFUSED : EmitResult.Status.QUEUED, recipients, () -> allFlushed(results));
    }

    private static CompletionStage<Void> allFlushed(List<EmitResult> results) {
        return CompletableFuture.allOf(results.stream()
                .map(result -> result.flushed().toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }

    @Override
    public CompletionStage<BroadcastAcks> emitWithAck(
            Selection selection, Duration timeout, String event, @Nullable Object[] args) {
        CompletionStage<BroadcastAcks> all = CompletableFuture.completedStage(BroadcastAcks.NONE);
        for (Namespace child : parent.children()) {
            all = all.thenCombine(child.target().emitWithAck(selection, timeout, event, args), BroadcastAcks::with);
        }
        return all;
    }

    @Override
    public CompletionStage<ClusterReply<List<RemoteSocket>>> fetchSockets(Selection selection, Duration timeout) {
        CompletionStage<ClusterReply<List<RemoteSocket>>> all =
                CompletableFuture.completedStage(new ClusterReply<>(List.of(), 0));
        for (Namespace child : parent.children()) {
            all = all.thenCombine(child.target().fetchSockets(selection, timeout), (some, more) -> {
                List<RemoteSocket> joined = new ArrayList<>(some.value());
                joined.addAll(more.value());
                return new ClusterReply<>(joined, Math.max(some.silentServers(), more.silentServers()));
            });
        }
        return all;
    }

    @Override
    public CompletionStage<Void> socketsJoin(Selection selection, Collection<String> rooms) {
        return each(child -> child.socketsJoin(selection, rooms));
    }

    @Override
    public CompletionStage<Void> socketsLeave(Selection selection, Collection<String> rooms) {
        return each(child -> child.socketsLeave(selection, rooms));
    }

    @Override
    public CompletionStage<Void> disconnectSockets(Selection selection, boolean close) {
        return each(child -> child.disconnectSockets(selection, close));
    }

    private CompletionStage<Void> each(Function<Target, CompletionStage<Void>> action) {
        return CompletableFuture.allOf(parent.children().stream()
                .map(child -> action.apply(child.target()).toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }
}
