package dev.parley.testkit.transport;

import dev.parley.transport.Completion;
import dev.parley.transport.HttpExchange;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.TransportHandler;
import dev.parley.transport.WebSocketUpgrade;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A handler for tests of a binding: everything below {@code /engine/} comes here. */
public final class StubHandler implements TransportHandler {

    /** The largest message, in bytes, that this handler takes. */
    public static final int MAX_MESSAGE = 100_000;

    private volatile Consumer<HttpExchange> onHttp =
            exchange -> exchange.respond(404, HttpHeaders.none(), java.util.List.of(), Completion.NONE);
    private volatile Consumer<WebSocketUpgrade> onUpgrade =
            upgrade -> upgrade.refuse(404, HttpHeaders.none(), java.nio.ByteBuffer.allocate(0));
    private final AtomicInteger shutdowns = new AtomicInteger();

    /** A handler that answers everything with 404. */
    public StubHandler() {}

    /**
     * Says what happens to requests; otherwise they are answered with 404.
     *
     * @param action called on the thread of the binding
     * @return this
     */
    public StubHandler http(Consumer<HttpExchange> action) {
        onHttp = action;
        return this;
    }

    /**
     * Says what happens to upgrade requests; otherwise they are refused with 404.
     *
     * @param action called on the thread of the binding
     * @return this
     */
    public StubHandler upgrade(Consumer<WebSocketUpgrade> action) {
        onUpgrade = action;
        return this;
    }

    @Override
    public String path() {
        return "/engine/";
    }

    @Override
    public boolean accepts(String path) {
        return path.startsWith("/engine/");
    }

    @Override
    public int maxMessageBytes() {
        return MAX_MESSAGE;
    }

    @Override
    public void onHttp(HttpExchange exchange) {
        onHttp.accept(exchange);
    }

    @Override
    public void onUpgrade(WebSocketUpgrade upgrade) {
        onUpgrade.accept(upgrade);
    }

    @Override
    public CompletionStage<Void> shutdown() {
        shutdowns.incrementAndGet();
        return CompletableFuture.completedStage(null);
    }

    /**
     * How often the binding has asked this handler to shut down.
     *
     * @return the number of calls of {@link #shutdown}
     */
    public int shutdowns() {
        return shutdowns.get();
    }
}
