package dev.parley.transport.servlet;

/** WebSocket close codes (RFC 6455 section 7.4). */
final class CloseCode {

    static final int GOING_AWAY = 1001;
    static final int PROTOCOL_ERROR = 1002;
    /** A close frame without a code. */
    static final int NONE = 1005;
    /** No close frame. */
    static final int ABNORMAL = 1006;

    static final int BAD_TEXT = 1007;
    static final int POLICY = 1008;
    static final int TOO_LARGE = 1009;

    private CloseCode() {}

    /** Whether a close frame may carry the code. */
    static boolean mayBeSent(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }
}
