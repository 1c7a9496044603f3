package dev.parley.transport;

/** What a test needs of a client: plain HTTP and raw WebSockets, with nothing done on the quiet. */
public interface WireClient {

    /** Sends a request and returns at once. */
    WireCall send(WireRequest request);

    /** Opens a WebSocket, waiting for it to be open; fails when it is refused. */
    WireSocket webSocket(String url, HttpHeaders headers);

    /** Asks for a WebSocket that will be refused, and gives the HTTP answer. */
    WireResponse refusedWebSocket(String url, HttpHeaders headers);

    default WireCall get(String url) {
        return send(WireRequest.get(url));
    }

    default WireCall post(String url, String body) {
        return send(WireRequest.post(url, body));
    }

    default WireSocket webSocket(String url) {
        return webSocket(url, HttpHeaders.none());
    }

    default WireResponse refusedWebSocket(String url) {
        return refusedWebSocket(url, HttpHeaders.none());
    }
}
