package dev.parley.socketio;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
        CompletionStage<BroadcastAcks> all = CompletableFuture.completedStage(new BroadcastAcks(List.of(), Map.of()));
        for (Namespace child : parent.children()) {
            all = all.thenCombine(child.target().emitWithAck(selection, timeout, event, args), ParentTarget::join);
        }
        return all;
    }

    private static BroadcastAcks join(BroadcastAcks some, BroadcastAcks more) {
        List<BroadcastAcks.Answer> answers = new ArrayList<>(some.answers());
        answers.addAll(more.answers());
        Map<String, AckFailure> missing = new HashMap<>(some.missing());
        missing.putAll(more.missing());
        return new BroadcastAcks(answers, missing);
    }

    @Override
    public CompletionStage<List<RemoteSocket>> fetchSockets(Selection selection) {
        CompletionStage<List<RemoteSocket>> all = CompletableFuture.completedStage(List.of());
        for (Namespace child : parent.children()) {
            all = all.thenCombine(child.target().fetchSockets(selection), (some, more) -> {
                List<RemoteSocket> joined = new ArrayList<>(some);
                joined.addAll(more);
                return joined;
            });
        }
        return all;
    }

    @Override
    public void socketsJoin(Selection selection, Collection<String> rooms) {
        parent.children().forEach(child -> child.target().socketsJoin(selection, rooms));
    }

    @Override
    public void socketsLeave(Selection selection, Collection<String> rooms) {
        parent.children().forEach(child -> child.target().socketsLeave(selection, rooms));
    }

    @Override
    public void disconnectSockets(Selection selection, boolean close) {
        parent.children().forEach(child -> child.target().disconnectSockets(selection, close));
    }
}
