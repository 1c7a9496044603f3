package dev.parley.transport;

import java.util.concurrent.CompletionStage;

/**
 * The engine's side of a binding: handles every request below its path.
 *
 * <p>Thread-safe; the methods never block and never run user code on the calling thread.
 */
public interface TransportHandler {

    /**
     * Returns the path below which all requests belong to the engine, for bindings that need a mapping.
     *
     * @return the decoded prefix, starting with {@code /}; ends with {@code /} unless configured otherwise
     */
    String path();

    /**
     * Returns whether requests for this path belong to the engine; all others are the application's own.
     *
     * <p>Proxies route by the path as it appears in the request, so the engine does too: a path that only leads to the
     * engine's when it is decoded, normalised or freed of parameters ({@code %2e}, {@code /a/../}, {@code ;a=b}) does
     * not count as its own.
     *
     * @param path the path as it appears in the request line, neither decoded nor normalised, without query, starting
     *     with {@code /}; relative to the context if the binding runs in one
     * @return true if the request must be passed to {@link #onHttp} or {@link #onUpgrade}
     */
    boolean accepts(String path);

    /**
     * Returns the maximum size of WebSocket messages that a binding may deliver; larger ones close their connection
     * with code 1009.
     *
     * @return the limit in bytes, positive
     */
    int maxMessageBytes();

    /**
     * Handles a request that is not a WebSocket upgrade.
     *
     * @param exchange the request, to be answered by the engine
     */
    void onHttp(HttpExchange exchange);

    /**
     * Handles a WebSocket upgrade request.
     *
     * @param upgrade the request, to be accepted or refused by the engine
     */
    void onUpgrade(WebSocketUpgrade upgrade);

    /**
     * Shuts the engine down: pending polls are answered, sockets are notified, new requests are refused.
     *
     * <p>Idempotent: further calls return a stage for the same shutdown. An engine that is {@link AutoCloseable} does
     * the same in {@code close()}, and waits for the stage.
     *
     * @return completes when every session is closed and every pending request answered; the binding bounds the wait
     */
    CompletionStage<Void> shutdown();
}
