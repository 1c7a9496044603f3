package dev.parley.transport.websocket;

/** WebSocket close codes (RFC 6455 section 7.4). */
public final class CloseCode {

    /** A frame or handshake that the protocol does not allow. */
    static final int PROTOCOL_ERROR = 1002;
    /** A close frame without a code. */
    public static final int NONE = 1005;
    /** No close frame. */
    public static final int ABNORMAL = 1006;

    /** A text that is not UTF-8. */
    static final int BAD_TEXT = 1007;
    /** A message that is allowed by the protocol but not by the server. */
    static final int POLICY = 1008;
    /** A message over the limit. */
    static final int TOO_LARGE = 1009;

    private CloseCode() {}

    /** Whether a close frame may carry the code. */
    static boolean mayBeSent(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }
}
