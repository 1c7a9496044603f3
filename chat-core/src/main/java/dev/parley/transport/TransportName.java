package dev.parley.transport;

import java.util.Locale;

/** The two ways in which an Engine.IO client talks to its server. */
public enum TransportName {

    /** HTTP long polling: packets to the client in answers of held requests, packets from it in request bodies. */
    POLLING,

    /** One WebSocket connection, one packet a message. */
    WEBSOCKET;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /**
     * The name on the wire.
     *
     * @return {@code polling} or {@code websocket}
     */
    public String wireName() {
        return wireName;
    }
}
