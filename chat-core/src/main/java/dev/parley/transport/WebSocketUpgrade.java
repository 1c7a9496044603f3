package dev.parley.transport;

import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * A request to switch to the WebSocket protocol, answered now or later with {@link #accept} or {@link #refuse}.
 *
 * <p>Exactly one of the two is called, once, on any thread. Only well-formed WebSocket upgrade requests (RFC 6455
 * section 4.2.1, or RFC 8441 over HTTP/2) come here, with one key of 16 bytes and one version 13, and, where the binding
 * negotiates extensions, with offers in their grammar; anything else is an {@link HttpExchange}.
 */
public interface WebSocketUpgrade {

    /**
     * The request that asks for the upgrade.
     *
     * @return the request
     */
    RequestInfo request();

    /**
     * Accepts: answers 101 (200 over HTTP/2) with the given headers and opens the connection.
     *
     * @param headers headers to add to the answer; {@code Sec-WebSocket-Protocol} among them, once at most, is one of those that the
     *     client offered, and the sub-protocol selected
     * @param opener called once, when frames can be sent, before the first frame is delivered; gives the input half. Not
     *     called when the upgrade fails on the way
     * @param failed notified when the upgrade fails after it was accepted and {@code opener} will never be called
     */
    void accept(HttpHeaders headers, Function<WebSocketConnection, FrameListener> opener, Runnable failed);

    /**
     * Refuses with a plain HTTP answer and closes the connection behind it.
     *
     * @param status the HTTP status, 400 to 599
     * @param headers headers of the answer
     * @param body the answer's body, possibly empty; shared, must not be changed
     */
    void refuse(int status, HttpHeaders headers, ByteBuffer body);
}
