package dev.parley.transport.servlet;

import java.io.Serial;

/** Thrown if a client violated the protocol or a limit; the connection is closed with the code. */
final class WebSocketException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final int code;

    WebSocketException(int code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    static WebSocketException protocol(String message) {
        return new WebSocketException(CloseCode.PROTOCOL_ERROR, message);
    }

    int code() {
        return code;
    }
}
