package dev.parley.chat.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The shared state of an engine that shares nothing. Stateless. */
enum NoSharedState implements SharedState {
    INSTANCE;

    @Override
    public boolean available() {
        return true;
    }

    @Override
    public void put(String table, String key, String value) {
        // There is nobody to see it.
    }

    @Override
    public void remove(String table, String key, String note) {
        // Nor was it put.
    }

    @Override
    public CompletionStage<Optional<Map<String, String>>> find(String table, String key) {
        return CompletableFuture.completedStage(Optional.of(Map.of()));
    }

    @Override
    public CompletionStage<Optional<Snapshot>> read(String table) {
        return CompletableFuture.completedStage(Optional.of(new Snapshot(Set.of(), Map.of())));
    }

    @Override
    public CompletionStage<Optional<Map<String, Map<String, Long>>>> versions(Collection<String> tables) {
        return CompletableFuture.completedStage(Optional.of(Map.of()));
    }

    @Override
    public CompletionStage<Claim> claim(String key, String owner, Duration time) {
        return CompletableFuture.completedStage(Claim.GRANTED);
    }

    @Override
    public CompletionStage<Claim> hold(String key, String owner) {
        return CompletableFuture.completedStage(Claim.GRANTED);
    }

    @Override
    public void release(String key, String owner) {
        // Everybody has everything.
    }

    @Override
    public CompletionStage<Count> add(String counter, long change, long max) {
        return CompletableFuture.completedStage(Count.UNKNOWN);
    }

    @Override
    public void handOver() {
        // Nor is there anything to leave.
    }

    @Override
    public CompletionStage<OptionalLong> take(String bucket, long wanted, long burst, Duration interval) {
        return CompletableFuture.completedStage(OptionalLong.empty());
    }
}
