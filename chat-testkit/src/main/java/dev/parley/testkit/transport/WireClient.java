package dev.parley.testkit.transport;

import dev.parley.transport.HttpHeaders;

/** What a test needs of a client: plain HTTP and raw WebSockets, with nothing done on the quiet. */
public interface WireClient {

    /**
     * Sends a request and returns at once.
     *
     * @param request the request
     * @return the call under way
     */
    WireCall send(WireRequest request);

    /**
     * Opens a WebSocket, waiting for it to be open; fails when it is refused.
     *
     * @param url path and query
     * @param headers further headers of the upgrade request
     * @return the open WebSocket
     */
    WireSocket webSocket(String url, HttpHeaders headers);

    /**
     * Asks for a WebSocket that will be refused.
     *
     * @param url path and query
     * @param headers further headers of the upgrade request
     * @return the HTTP answer
     */
    WireResponse refusedWebSocket(String url, HttpHeaders headers);

    /**
     * Sends a GET request.
     *
     * @param url path and query
     * @return the call under way
     */
    default WireCall get(String url) {
        return send(WireRequest.get(url));
    }

    /**
     * Sends a POST request with a text.
     *
     * @param url path and query
     * @param body the text, sent as UTF-8
     * @return the call under way
     */
    default WireCall post(String url, String body) {
        return send(WireRequest.post(url, body));
    }

    /**
     * Opens a WebSocket without further headers.
     *
     * @param url path and query
     * @return the open WebSocket
     */
    default WireSocket webSocket(String url) {
        return webSocket(url, HttpHeaders.none());
    }

    /**
     * Asks for a WebSocket that will be refused.
     *
     * @param url path and query
     * @return the HTTP answer
     */
    default WireResponse refusedWebSocket(String url) {
        return refusedWebSocket(url, HttpHeaders.none());
    }
}
