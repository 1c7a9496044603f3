package dev.parley.engineio.http;

import dev.parley.engineio.packet.Json;
import dev.parley.transport.ConnectionError;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The reason why a request is refused.
 *
 * @param status the HTTP status
 * @param code the protocol's code
 * @param message the text for the client
 * @param context further details
 */
public record Refusal(int status, int code, String message, Map<String, String> context) {

    /** The request names no transport, or one that is not enabled. */
    public static Refusal unknownTransport(String transport) {
        return new Refusal(400, 0, "Transport unknown", Map.of("transport", transport));
    }

    /** There is no session with the id. */
    public static Refusal unknownSession(String sid) {
        return new Refusal(400, 1, "Session ID unknown", Map.of("sid", sid));
    }

    /** A handshake with a method other than GET. */
    public static Refusal badMethod(String method) {
        return new Refusal(400, 2, "Bad handshake method", Map.of("method", method));
    }

    /** Any other error of a request. */
    public static Refusal badRequest(String reason) {
        return new Refusal(400, 3, "Bad request", Map.of("reason", reason));
    }

    /** The application refused it. */
    public static Refusal forbidden(String message) {
        return new Refusal(403, 4, message, Map.of("message", message));
    }

    /** The client's protocol version is not supported. */
    public static Refusal unsupportedProtocol(String version) {
        return new Refusal(400, 5, "Unsupported protocol version", Map.of("protocol", version));
    }

    /** The server is stopping. */
    public static Refusal stopping() {
        return new Refusal(503, 3, "Bad request", Map.of("reason", "SERVER_SHUTTING_DOWN"));
    }

    /** Too many handshakes are pending. */
    public static Refusal tooManyHandshakes() {
        return new Refusal(503, 3, "Too many handshakes under way", Map.of("reason", "TOO_MANY_HANDSHAKES"));
    }

    /** Too many handshakes from one address are pending. */
    public static Refusal tooManyHandshakesOfAddress() {
        return new Refusal(
                429, 3, "Too many handshakes under way from this address", Map.of("reason", "TOO_MANY_HANDSHAKES"));
    }

    /** Memory is exhausted. */
    public static Refusal overloaded() {
        return new Refusal(503, 3, "Server overloaded", Map.of("reason", "OVERLOADED"));
    }

    /** Whether the condition is temporary, so that a retry may succeed. */
    private boolean passes() {
        return status == 429 || status == 503;
    }

    /** Headers with the time after which clients and proxies may retry. */
    public HttpHeaders headers() {
        return passes() ? HttpHeaders.of("Retry-After", "1") : HttpHeaders.none();
    }

    /** The report for the layer above. */
    public ConnectionError error(RequestInfo request) {
        return new ConnectionError(request, code, message, context);
    }

    /** The body of an HTTP response. */
    public ByteBuffer json() {
        return utf8("{\"code\":" + code + ",\"message\":" + Json.quote(message) + '}');
    }

    /** The body of a refused WebSocket upgrade. */
    public ByteBuffer text() {
        return utf8(message);
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
