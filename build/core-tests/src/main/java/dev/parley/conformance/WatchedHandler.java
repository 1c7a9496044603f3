package dev.parley.conformance;

import dev.parley.transport.Completion;
import dev.parley.transport.HttpExchange;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import dev.parley.transport.TransportHandler;
import dev.parley.transport.WebSocketUpgrade;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the requests that a handler holds. */
public final class WatchedHandler implements TransportHandler {

    private final TransportHandler handler;
    private final AtomicInteger held = new AtomicInteger();

    public WatchedHandler(TransportHandler handler) {
        this.handler = handler;
    }

    public int held() {
        return held.get();
    }

    @Override
    public String path() {
        return handler.path();
    }

    @Override
    public boolean accepts(String path) {
        return handler.accepts(path);
    }

    @Override
    public int maxMessageBytes() {
        return handler.maxMessageBytes();
    }

    @Override
    public void onHttp(HttpExchange exchange) {
        held.incrementAndGet();
        handler.onHttp(new HttpExchange() {
            @Override
            public RequestInfo request() {
                return exchange.request();
            }

            @Override
            public CompletionStage<ByteBuffer> readBody(int maxBytes) {
                return exchange.readBody(maxBytes);
            }

            @Override
            public void respond(int status, HttpHeaders headers, List<ByteBuffer> body, Completion done) {
                held.decrementAndGet();
                exchange.respond(status, headers, body, done);
            }

            @Override
            public void onAbort(Runnable listener) {
                exchange.onAbort(listener);
            }
        });
    }

    @Override
    public void onUpgrade(WebSocketUpgrade upgrade) {
        handler.onUpgrade(upgrade);
    }

    @Override
    public CompletionStage<Void> shutdown() {
        return handler.shutdown();
    }
}
