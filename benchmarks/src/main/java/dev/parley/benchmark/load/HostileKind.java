package dev.parley.benchmark.load;

/** Kinds of attacks on the server's memory. Each client starts again some time after the server has closed it. */
public enum HostileKind {
    /** An incomplete packet with attachments before CONNECT: nine of ten, 999,000 bytes each. */
    BINARY_BEFORE_CONNECT("unfinished binary packet before CONNECT"),
    /** The same after CONNECT, with eight attachments: within the bound of one packet. */
    BINARY_AFTER_CONNECT("unfinished binary packet after CONNECT"),
    /** The first fragment of a WebSocket message, of 999,000 bytes, and no other. */
    FRAGMENT("unfinished WebSocket message"),
    /** 48 events of 100,000 bytes for a listener that takes seconds for each. */
    MAILBOX("mailbox behind a slow listener"),
    /** Polling handshakes without CONNECT, two per second on each connection, all abandoned. */
    HANDSHAKE("abandoned handshakes"),
    /** A POST of 900,000 bytes, sent at one byte per second. */
    BODY("dripping bodies"),
    /** A header sent at one byte per second. */
    HEADER("dripping headers"),
    /** Makes the server request acknowledgements ten times a second, and never sends any. */
    ACK("acknowledgements never sent"),
    /** Joins a room and then stops reading. */
    DEAF("reads nothing, on WebSocket"),
    /** Joins a room and then stops polling; its connection is reused for further clients. Holds no file descriptor. */
    DEAF_POLLING("reads nothing, never polls");

    private final String title;

    HostileKind(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }

    boolean polls() {
        return this == HANDSHAKE || this == BODY || this == HEADER || this == DEAF_POLLING;
    }

    /** Whether it counts as non-reading, rather than attacking. */
    public boolean isDeaf() {
        return this == DEAF || this == DEAF_POLLING;
    }
}
