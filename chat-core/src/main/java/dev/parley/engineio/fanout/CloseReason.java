package dev.parley.engineio.fanout;

/** Why a session ended. */
public enum CloseReason {

    /** The transport failed: a poll was aborted, a request overlapped another, a frame broke the rules. */
    TRANSPORT_ERROR("transport error"),

    /** The client ended the connection, in good order or not. */
    TRANSPORT_CLOSE("transport close"),

    /** The server closed the session. */
    FORCED_CLOSE("forced close"),

    /** The client did not answer the heartbeat. */
    PING_TIMEOUT("ping timeout"),

    /** The client sent what cannot be decoded. */
    PARSE_ERROR("parse error"),

    /** The server stops. */
    SERVER_SHUTTING_DOWN("server shutting down"),

    /** The layer above closed the whole connection. */
    FORCED_SERVER_CLOSE("forced server close"),

    /** The client did not take its messages and its outbound queue was full. */
    SLOW_CONSUMER("slow consumer"),

    /** The server's memory was short, and this session held most of it. */
    OVERLOADED("server overloaded");

    private final String text;

    CloseReason(String text) {
        this.text = text;
    }

    /**
     * The protocol's words for it.
     *
     * @return such as {@code ping timeout}
     */
    public String text() {
        return text;
    }
}
