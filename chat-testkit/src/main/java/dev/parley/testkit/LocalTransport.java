package dev.parley.testkit;

import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import dev.parley.transport.TransportHandler;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A transport without a network: requests and WebSocket connections are method calls. For tests of event handlers.
 *
 * <p>Thread-safe. The engine's part of a call runs on the caller's thread; what the server sends arrives on the sending
 * thread. The handler is owned by the caller: it may be served by other transports at the same time, such as one on a
 * port, and continues when this one is closed.
 */
public final class LocalTransport implements AutoCloseable {

    private static final int GOING_AWAY = 1001;

    private final TransportHandler handler;
    private final Set<LocalExchange> exchanges = ConcurrentHashMap.newKeySet();
    private final Set<LocalWebSocket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private LocalTransport(TransportHandler handler) {
        this.handler = handler;
    }

    /**
     * Serves a handler in memory.
     *
     * @param handler the engine, such as a {@code SocketServer} or a {@code ChatEngine}; owned by the caller
     * @return the transport
     */
    public static LocalTransport of(TransportHandler handler) {
        return new LocalTransport(handler);
    }

    /**
     * Makes a GET request.
     *
     * @param url path and query, such as {@code /socket.io/?EIO=4&transport=polling}
     * @return the pending request
     */
    public LocalExchange get(String url) {
        return request("GET", url, HttpHeaders.none(), CompletableFuture.completedStage(ByteBuffer.allocate(0)));
    }

    /**
     * Makes a POST request with a text body.
     *
     * @param url path and query
     * @param text the body
     * @return the pending request
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
     * @param body completes with the whole body; failing it simulates a disconnect
     * @return the pending request; answered with 404 if the path does not belong to the handler
     * @throws IllegalStateException if the transport is closed
     */
    public LocalExchange request(String method, String url, HttpHeaders headers, CompletionStage<ByteBuffer> body) {
        requireOpen();
        LocalExchange exchange = new LocalExchange(info(method, url, headers), body);
        exchanges.add(exchange);
        exchange.response().whenComplete((answer, failure) -> exchanges.remove(exchange));
        if (handler.accepts(path(url))) {
            handler.onHttp(exchange.server());
        } else {
            exchange.server()
                    .respond(404, HttpHeaders.none(), java.util.List.of(), dev.parley.transport.Completion.NONE);
        }
        if (closed) {
            exchange.abort();
        }
        return exchange;
    }

    /**
     * Opens a WebSocket.
     *
     * @param url path and query, such as {@code /socket.io/?EIO=4&transport=websocket}
     * @return the connection, open or refused when the call returns, or later if the engine decides asynchronously
     */
    public LocalWebSocket webSocket(String url) {
        return webSocket(url, HttpHeaders.none());
    }

    /**
     * Opens a WebSocket.
     *
     * @param url path and query
     * @param headers the upgrade request's headers
     * @return the connection, open or refused when the call returns, or later if the engine decides asynchronously
     * @throws IllegalStateException if the transport is closed
     */
    public LocalWebSocket webSocket(String url, HttpHeaders headers) {
        requireOpen();
        LocalWebSocket socket = new LocalWebSocket(handler.maxMessageBytes(), sockets::remove);
        sockets.add(socket);
        RequestInfo request = info("GET", url, headers);
        if (handler.accepts(path(url))) {
            handler.onUpgrade(socket.upgrade(request));
        } else {
            socket.upgrade(request).refuse(404, HttpHeaders.none(), ByteBuffer.allocate(0));
        }
        if (closed) {
            socket.close(GOING_AWAY, "");
        }
        return socket;
    }

    private static RequestInfo info(String method, String url, HttpHeaders headers) {
        String path = path(url);
        String query = url.substring(Math.min(url.length(), path.length() + 1));
        String decoded = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        return RequestInfo.of(method, decoded, query, headers, "127.0.0.1", false);
    }

    private static String path(String url) {
        int query = url.indexOf('?');
        return query < 0 ? url : url.substring(0, query);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the transport is closed");
        }
    }

    /**
     * Closes the connections of this transport: WebSockets gracefully with the code 1001 (RFC 6455 §7.4.1), pending
     * requests are aborted. The handler is not shut down. Idempotent.
     */
    @Override
    public void close() {
        closed = true;
        sockets.forEach(socket -> socket.close(GOING_AWAY, ""));
        exchanges.forEach(LocalExchange::abort);
    }
}
