package dev.parley.transport.local;

import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import dev.parley.transport.TransportHandler;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A transport without a network: requests and WebSocket connections are method calls. For tests of one's own event handlers,
 * and for clients that live in the same process as the server.
 *
 * <p>Thread-safe. The engine's half of a call runs on the caller's thread; what the server sends arrives on the thread that
 * sends it.
 */
public final class LocalTransport implements AutoCloseable {

    private static final long CLOSE_SECONDS = 10;

    private final TransportHandler handler;

    private LocalTransport(TransportHandler handler) {
        this.handler = handler;
    }

    /**
     * Serves a handler in memory.
     *
     * @param handler the engine, such as a {@code SocketServer}
     * @return the transport
     */
    public static LocalTransport of(TransportHandler handler) {
        return new LocalTransport(handler);
    }

    /**
     * Makes a GET request.
     *
     * @param url path and query, such as {@code /socket.io/?EIO=4&transport=polling}
     * @return the request under way
     */
    public LocalExchange get(String url) {
        return request("GET", url, HttpHeaders.none(), CompletableFuture.completedStage(ByteBuffer.allocate(0)));
    }

    /**
     * Makes a POST request with a text.
     *
     * @param url path and query
     * @param text the body
     * @return the request under way
     */
    public LocalExchange post(String url, String text) {
        ByteBuffer body = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        HttpHeaders headers = HttpHeaders.of("Content-Type", "text/plain;charset=UTF-8");
        return request("POST", url, headers, CompletableFuture.completedStage(body));
    }

    /**
     * Makes a request.
     *
     * @param method the HTTP method in upper case
     * @param url path and query
     * @param headers the request's headers
     * @param body completes when the whole body has arrived; failing means that the client went away
     * @return the request under way; answered with 404 when the path is not the handler's
     */
    public LocalExchange request(String method, String url, HttpHeaders headers, CompletionStage<ByteBuffer> body) {
        LocalExchange exchange = new LocalExchange(info(method, url, headers), body);
        if (handler.accepts(exchange.server().request().path())) {
            handler.onHttp(exchange.server());
        } else {
            exchange.server()
                    .respond(404, HttpHeaders.none(), java.util.List.of(), dev.parley.transport.Completion.NONE);
        }
        return exchange;
    }

    /**
     * Opens a WebSocket.
     *
     * @param url path and query, such as {@code /socket.io/?EIO=4&transport=websocket}
     * @return the connection, open or refused when the call returns, or later when the engine takes its time
     */
    public LocalWebSocket webSocket(String url) {
        return webSocket(url, HttpHeaders.none());
    }

    /**
     * Opens a WebSocket.
     *
     * @param url path and query
     * @param headers the upgrade request's headers
     * @return the connection, open or refused when the call returns, or later when the engine takes its time
     */
    public LocalWebSocket webSocket(String url, HttpHeaders headers) {
        LocalWebSocket socket = new LocalWebSocket(handler.maxMessageBytes());
        RequestInfo request = info("GET", url, headers);
        if (handler.accepts(request.path())) {
            handler.onUpgrade(socket.upgrade(request));
        } else {
            socket.upgrade(request).refuse(404, HttpHeaders.none(), ByteBuffer.allocate(0));
        }
        return socket;
    }

    private static RequestInfo info(String method, String url, HttpHeaders headers) {
        URI uri = URI.create(url);
        String query = uri.getRawQuery();
        return RequestInfo.of(method, uri.getPath(), query == null ? "" : query, headers, "127.0.0.1", false);
    }

    /** Shuts the handler down and waits for it, 10 seconds at most. */
    @Override
    public void close() {
        try {
            handler.shutdown().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | java.util.concurrent.ExecutionException incomplete) {
            throw new IllegalStateException("the handler did not shut down", incomplete);
        }
    }
}
