package dev.parley.engineio;

import dev.parley.transport.ConnectionError;
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
record Refusal(int status, int code, String message, Map<String, String> context) {

    static Refusal unknownTransport(String transport) {
        return new Refusal(400, 0, "Transport unknown", Map.of("transport", transport));
    }

    static Refusal unknownSession(String sid) {
        return new Refusal(400, 1, "Session ID unknown", Map.of("sid", sid));
    }

    static Refusal badMethod(String method) {
        return new Refusal(400, 2, "Bad handshake method", Map.of("method", method));
    }

    static Refusal badRequest(String reason) {
        return new Refusal(400, 3, "Bad request", Map.of("reason", reason));
    }

    static Refusal forbidden(String message) {
        return new Refusal(403, 4, message, Map.of("message", message));
    }

    static Refusal unsupportedProtocol(String version) {
        return new Refusal(400, 5, "Unsupported protocol version", Map.of("protocol", version));
    }

    static Refusal stopping() {
        return new Refusal(503, 3, "Bad request", Map.of("reason", "SERVER_SHUTTING_DOWN"));
    }

    ConnectionError error(RequestInfo request) {
        return new ConnectionError(request, code, message, context);
    }

    ByteBuffer json() {
        return utf8("{\"code\":" + code + ",\"message\":" + Json.quote(message) + '}');
    }

    ByteBuffer text() {
        return utf8(message);
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
