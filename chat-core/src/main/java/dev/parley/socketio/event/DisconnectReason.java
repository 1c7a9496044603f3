package dev.parley.socketio.event;

/** Why a socket disconnected, with the text that Socket.IO uses for it. */
public enum DisconnectReason {
    /** The connection failed. */
    TRANSPORT_ERROR("transport error"),
    /** The client closed or lost the connection. */
    TRANSPORT_CLOSE("transport close"),
    /** The client closed its session. */
    FORCED_CLOSE("forced close"),
    /** The client has sent nothing in time. */
    PING_TIMEOUT("ping timeout"),
    /** The client sent malformed Engine.IO or Socket.IO data. */
    PARSE_ERROR("parse error"),
    /** The server is shutting down. */
    SERVER_SHUTTING_DOWN("server shutting down"),
    /** The server closed the connection. */
    FORCED_SERVER_CLOSE("forced server close"),
    /** The client disconnected from the namespace. */
    CLIENT_NAMESPACE_DISCONNECT("client namespace disconnect"),
    /** The server disconnected the socket from the namespace. */
    SERVER_NAMESPACE_DISCONNECT("server namespace disconnect"),
    /** The client reads too slowly, and the bound of its outbound queue is reached. An addition that only the server sees. */
    SLOW_CONSUMER("slow consumer"),
    /** Memory was short, and this client's messages took most of it. */
    OVERLOADED("server overloaded");

    private final String text;

    DisconnectReason(String text) {
        this.text = text;
    }

    /**
     * Returns Socket.IO's own text.
     *
     * @return the text
     */
    public String text() {
        return text;
    }

    /**
     * Returns whether a client may return and have its state recovered.
     *
     * @return false if either side ended it deliberately, or the client violated the protocol
     */
    public boolean recoverable() {
        return this != CLIENT_NAMESPACE_DISCONNECT && this != SERVER_NAMESPACE_DISCONNECT && this != PARSE_ERROR;
    }
}
