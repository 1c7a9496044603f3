package demo.transport;

/** The client does not keep to RFC 6455: the connection is closed with the code. */
final class ProtocolViolationException extends Exception {

    static final int PROTOCOL = 1002;
    static final int NOT_UTF8 = 1007;
    static final int TOO_LARGE = 1009;

    private static final long serialVersionUID = 1L;

    private final int code;

    ProtocolViolationException(int code, String message) {
        super(message);
        this.code = code;
    }

    int code() {
        return code;
    }
}
