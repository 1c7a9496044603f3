package dev.parley.cluster;

/** When the sockets of a server get its own broadcasts, {@code socketsJoin}, {@code socketsLeave} and {@code disconnectSockets}. */
public enum Order {
    /**
     * At once, before other servers: what one thread sends keeps the order of its calls, but servers that send at the same time deliver
     * in different orders.
     */
    LOCAL_FIRST,
    /**
     * When they are read back from the bus, which brings those of all servers into one order: sockets of all servers that do so get
     * the same broadcasts in the same order. What does not go through the bus, such as an emit to a single socket, overtakes them. If
     * the bus makes no progress, they are delivered locally.
     */
    LOG
}
