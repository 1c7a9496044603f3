package dev.parley.engineio;

import dev.parley.transport.HttpExchange;
import dev.parley.transport.TransportHandler;
import dev.parley.transport.WebSocketUpgrade;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Skeleton. */
public final class EngineServer implements TransportHandler {
    public EngineServer(EngineOptions options, EngineListener listener) {}

    public int sessionCount() {
        return 0;
    }

    public Collection<Session> sessions() {
        return List.of();
    }

    public FanOut fanOut() {
        return new FanOut();
    }

    @Override
    public boolean accepts(String path) {
        return false;
    }

    @Override
    public int maxMessageBytes() {
        return 1;
    }

    @Override
    public void onHttp(HttpExchange exchange) {}

    @Override
    public void onUpgrade(WebSocketUpgrade upgrade) {}

    @Override
    public CompletionStage<Void> shutdown() {
        return CompletableFuture.completedStage(null);
    }
}
