package dev.parley.transport;

import java.util.Locale;

/** The transports of Engine.IO. */
public enum TransportName {

    /** HTTP long polling: packets to the client in responses to pending requests, packets from it in request bodies. */
    POLLING,

    /** One WebSocket connection, one packet per message. */
    WEBSOCKET;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /**
     * Returns the name on the wire.
     *
     * @return {@code polling} or {@code websocket}
     */
    public String wireName() {
        return wireName;
    }
}
