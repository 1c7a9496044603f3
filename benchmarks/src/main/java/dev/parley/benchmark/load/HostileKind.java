package dev.parley.benchmark.load;

/** What a client does that wants the server's memory. Each begins again some time after the server has closed it. */
public enum HostileKind {
    /** An unfinished packet with attachments before CONNECT: nine of ten, of 999,000 bytes each. */
    BINARY_BEFORE_CONNECT("unfinished binary packet before CONNECT"),
    /** The same after CONNECT, with eight of them: within the bound of one packet. */
    BINARY_AFTER_CONNECT("unfinished binary packet after CONNECT"),
    /** The first fragment of a WebSocket message, of 999,000 bytes, and no other. */
    FRAGMENT("unfinished WebSocket message"),
    /** 48 events of 100,000 bytes for a listener that takes seconds for each. */
    MAILBOX("mailbox behind a slow listener"),
    /** Polling handshakes without CONNECT, two a second on each connection, none of them used. */
    HANDSHAKE("abandoned handshakes"),
    /** A POST of 900,000 bytes, of which one comes every second. */
    BODY("dripping bodies"),
    /** A header of which a byte comes every second. */
    HEADER("dripping headers"),
    /** Asks the server ten times a second to ask it something, and never answers. */
    ACK("acknowledgements never sent"),
    /** Joins a room and then reads nothing. */
    DEAF("reads nothing, on WebSocket"),
    /** Joins a room and then never polls; its connection brings in others. Holds no file descriptor. */
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

    /** Whether it counts among those that read nothing, not among those that attack. */
    public boolean isDeaf() {
        return this == DEAF || this == DEAF_POLLING;
    }
}
