package dev.parley.chat.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The cluster of one. Stateless. */
enum AloneCluster implements ChatCluster {
    INSTANCE;

    @Override
    public CompletionStage<Void> start(ChatPeer self) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void publish(Hint hint) {
        // There is nobody to send it to.
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
