package dev.parley.transport.websocket;

import java.io.Serial;

/** Thrown if a client violated the protocol or a limit; the connection is closed with the code. */
public final class WebSocketException extends RuntimeException {

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

    /**
     * Returns the close code.
     *
     * @return a code that may be sent
     */
    public int code() {
        return code;
    }
}
