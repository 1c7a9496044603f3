package dev.parley.transport;

import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * A WebSocket upgrade request, answered synchronously or later with {@link #accept} or {@link #refuse}.
 *
 * <p>Exactly one of the two is called, once, on any thread. Bindings pass on only well-formed WebSocket upgrade
 * requests (RFC 6455 section 4.2.1, or RFC 8441 over HTTP/2), with one key of 16 bytes and one version 13, and, if the
 * binding negotiates extensions, with syntactically valid offers; anything else is an {@link HttpExchange}.
 */
public interface WebSocketUpgrade {

    /**
     * Returns the upgrade request.
     *
     * @return the request
     */
    RequestInfo request();

    /**
     * Accepts the upgrade: responds with 101 (200 over HTTP/2) and the given headers, and opens the connection.
     *
     * @param headers additional response headers; {@code Sec-WebSocket-Protocol}, at most once, is one that the client
     *     offered, and the selected sub-protocol
     * @param opener called once, when frames can be sent, before the first frame is delivered; returns the inbound
     *     half. Not called if the upgrade fails
     * @param failed called if the upgrade fails after it was accepted and {@code opener} will never be called
     */
    void accept(HttpHeaders headers, Function<WebSocketConnection, FrameListener> opener, Runnable failed);

    /**
     * Refuses with a plain HTTP response and then closes the connection.
     *
     * @param status the HTTP status, 400 to 599
     * @param headers the response headers
     * @param body the response body, possibly empty; shared, must not be modified
     */
    void refuse(int status, HttpHeaders headers, ByteBuffer body);
}
