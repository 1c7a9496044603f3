package dev.parley.engineio.http;

import dev.parley.engineio.packet.Json;
import dev.parley.transport.ConnectionError;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Why a request is not taken.
 *
 * @param status the HTTP status
 * @param code the protocol's code
 * @param message the text for the client
 * @param context what more is known
 */
public record Refusal(int status, int code, String message, Map<String, String> context) {

    /** The request names no transport, or one that is not served. */
    public static Refusal unknownTransport(String transport) {
        return new Refusal(400, 0, "Transport unknown", Map.of("transport", transport));
    }

    /** There is no session of the id. */
    public static Refusal unknownSession(String sid) {
        return new Refusal(400, 1, "Session ID unknown", Map.of("sid", sid));
    }

    /** A handshake by a method other than GET. */
    public static Refusal badMethod(String method) {
        return new Refusal(400, 2, "Bad handshake method", Map.of("method", method));
    }

    /** Anything else that is wrong with a request. */
    public static Refusal badRequest(String reason) {
        return new Refusal(400, 3, "Bad request", Map.of("reason", reason));
    }

    /** The application refused it. */
    public static Refusal forbidden(String message) {
        return new Refusal(403, 4, message, Map.of("message", message));
    }

    /** The client speaks a protocol version that is not served. */
    public static Refusal unsupportedProtocol(String version) {
        return new Refusal(400, 5, "Unsupported protocol version", Map.of("protocol", version));
    }

    /** The server stops. */
    public static Refusal stopping() {
        return new Refusal(503, 3, "Bad request", Map.of("reason", "SERVER_SHUTTING_DOWN"));
    }

    /** Too many sessions are on their way in. */
    public static Refusal tooManyHandshakes() {
        return new Refusal(503, 3, "Too many handshakes under way", Map.of("reason", "TOO_MANY_HANDSHAKES"));
    }

    /** Too many sessions are on their way in from one address. */
    public static Refusal tooManyHandshakesOfAddress() {
        return new Refusal(
                429, 3, "Too many handshakes under way from this address", Map.of("reason", "TOO_MANY_HANDSHAKES"));
    }

    /** Memory is exhausted. */
    public static Refusal overloaded() {
        return new Refusal(503, 3, "Server overloaded", Map.of("reason", "OVERLOADED"));
    }

    /** Whether the same request may be taken a moment later. */
    private boolean passes() {
        return status == 429 || status == 503;
    }

    /** Headers that say to a client, or a proxy, when to try again. */
    public HttpHeaders headers() {
        return passes() ? HttpHeaders.of("Retry-After", "1") : HttpHeaders.none();
    }

    /** What is reported to the layer above. */
    public ConnectionError error(RequestInfo request) {
        return new ConnectionError(request, code, message, context);
    }

    /** The body of an HTTP answer. */
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
