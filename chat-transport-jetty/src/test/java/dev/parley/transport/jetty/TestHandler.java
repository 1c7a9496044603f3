package dev.parley.transport.jetty;

import dev.parley.transport.HttpExchange;
import dev.parley.transport.TransportHandler;
import dev.parley.transport.WebSocketUpgrade;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A handler below {@code /engine/} whose answers a test gives; messages may have 100,000 bytes. Not for many threads. */
final class TestHandler implements TransportHandler {

    static final String PATH = "/engine/";
    static final int MAX_MESSAGE = 100_000;

    volatile Consumer<HttpExchange> http = exchange -> {};
    volatile Consumer<WebSocketUpgrade> upgrade = request -> {};
    volatile Runnable stopping = () -> {};
    final CompletableFuture<Void> stopped = new CompletableFuture<>();

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public boolean accepts(String path) {
        return path.startsWith(PATH);
    }

    @Override
    public int maxMessageBytes() {
        return MAX_MESSAGE;
    }

    @Override
    public void onHttp(HttpExchange exchange) {
        http.accept(exchange);
    }

    @Override
    public void onUpgrade(WebSocketUpgrade request) {
        upgrade.accept(request);
    }

    @Override
    public CompletionStage<Void> shutdown() {
        stopping.run();
        return stopped;
    }
}
