package dev.parley.transport;

import java.util.concurrent.CompletionStage;

/**
 * What the engine offers to a binding: the handling of every request below its path.
 *
 * <p>Thread-safe; the methods never block and never run user code on the calling thread.
 */
public interface TransportHandler {

    /**
     * The path below which all requests of the engine lie, for bindings that have to map themselves to it.
     *
     * @return the decoded prefix, beginning with {@code /}; ends with {@code /} unless configured otherwise
     */
    String path();

    /**
     * Whether requests for this path belong to the engine; all others are the application's own.
     *
     * <p>Proxies decide by the path as it stands in the request, so the engine does too: a path that only leads to the engine's
     * when it is decoded, normalised or freed of parameters ({@code %2e}, {@code /a/../}, {@code ;a=b}) is not its own.
     *
     * @param path the path of a request as it stands in the request line, neither decoded nor normalised, without query,
     *     beginning with {@code /}; below the context where the binding runs in one
     * @return true when the request is to be given to {@link #onHttp} or {@link #onUpgrade}
     */
    boolean accepts(String path);

    /**
     * The largest WebSocket message a binding may deliver; larger ones close their connection with code 1009.
     *
     * @return the limit in bytes, positive
     */
    int maxMessageBytes();

    /**
     * A request that is not a WebSocket upgrade.
     *
     * @param exchange the request, to be answered by the engine
     */
    void onHttp(HttpExchange exchange);

    /**
     * A WebSocket upgrade request.
     *
     * @param upgrade the request, to be accepted or refused by the engine
     */
    void onUpgrade(WebSocketUpgrade upgrade);

    /**
     * Ends everything because the server stops: held polls are answered, sockets are notified, new requests are refused.
     *
     * <p>Repeating the call returns a stage for the same end.
     *
     * @return completes when every session is closed and every held request answered; the binding bounds the wait
     */
    CompletionStage<Void> shutdown();
}
