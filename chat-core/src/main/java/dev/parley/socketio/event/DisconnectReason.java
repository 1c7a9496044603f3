package dev.parley.socketio.event;

/** Why a socket left; each carries the text that Socket.IO uses for it. */
public enum DisconnectReason {
    /** The connection failed. */
    TRANSPORT_ERROR("transport error"),
    /** The client closed the connection, or lost it. */
    TRANSPORT_CLOSE("transport close"),
    /** The client closed its session. */
    FORCED_CLOSE("forced close"),
    /** The client was not heard of in time. */
    PING_TIMEOUT("ping timeout"),
    /** The client sent what is not Engine.IO or Socket.IO. */
    PARSE_ERROR("parse error"),
    /** The server shuts down. */
    SERVER_SHUTTING_DOWN("server shutting down"),
    /** The server closed the connection. */
    FORCED_SERVER_CLOSE("forced server close"),
    /** The client left the namespace. */
    CLIENT_NAMESPACE_DISCONNECT("client namespace disconnect"),
    /** The server removed the socket from the namespace. */
    SERVER_NAMESPACE_DISCONNECT("server namespace disconnect"),
    /** The client reads too slowly, and its outbound bound is reached. An addition that only the server sees. */
    SLOW_CONSUMER("slow consumer"),
    /** The server's memory was short, and this client's messages took most of it. */
    OVERLOADED("server overloaded");

    private final String text;

    DisconnectReason(String text) {
        this.text = text;
    }

    /**
     * Socket.IO's own text.
     *
     * @return the text
     */
    public String text() {
        return text;
    }

    /**
     * Whether a client may come back and have its state recovered.
     *
     * @return false when one of the two ended it on purpose, or the client broke the protocol
     */
    public boolean recoverable() {
        return this != CLIENT_NAMESPACE_DISCONNECT && this != SERVER_NAMESPACE_DISCONNECT && this != PARSE_ERROR;
    }
}
