package dev.parley.engineio.fanout;

/** Why a session ended. */
public enum CloseReason {

    /** The transport failed: a poll was aborted, requests overlapped, a frame was invalid. */
    TRANSPORT_ERROR("transport error"),

    /** The client closed the connection, gracefully or not. */
    TRANSPORT_CLOSE("transport close"),

    /** The server closed the session. */
    FORCED_CLOSE("forced close"),

    /** The client did not answer the heartbeat. */
    PING_TIMEOUT("ping timeout"),

    /** The client sent malformed data. */
    PARSE_ERROR("parse error"),

    /** The server is shutting down. */
    SERVER_SHUTTING_DOWN("server shutting down"),

    /** The layer above closed the whole connection. */
    FORCED_SERVER_CLOSE("forced server close"),

    /** The client did not read its messages and its outbound queue was full. */
    SLOW_CONSUMER("slow consumer"),

    /** Memory was short, and this session held most of it. */
    OVERLOADED("server overloaded");

    private final String text;

    CloseReason(String text) {
        this.text = text;
    }

    /**
     * The reason in the protocol's terms.
     *
     * @return such as {@code ping timeout}
     */
    public String text() {
        return text;
    }
}
