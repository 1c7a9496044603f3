package dev.parley.socketio;

import dev.parley.engineio.options.EngineOptions;

/**
 * Limits on unprocessed Socket.IO input of clients. Those of the engine, such as pending handshakes, the size of a
 * message and the total memory, are in {@link EngineOptions}. A client that exceeds a limit is disconnected, or reading
 * is paused where it says so.
 *
 * @param connectBytes maximum size of messages and request bodies of a client that is in no namespace yet; positive
 * @param packetBytes maximum heap size of a packet with attachments; positive. The size of each of its messages is
 *     limited by {@link EngineOptions#maxPayload}
 * @param mailboxBytes maximum heap size of one socket's queued and current events before reading from its connection is
 *     paused; positive
 */
public record InboundLimits(int connectBytes, long packetBytes, long mailboxBytes) {

    /** Default maximum message size of a client that is in no namespace yet. */
    public static final int DEFAULT_CONNECT_BYTES = 32 * 1024;

    /** Default maximum heap size of a packet with attachments. */
    public static final long DEFAULT_PACKET_BYTES = 8L * 1024 * 1024;

    /** Default maximum heap size of one socket's queued events. */
    public static final long DEFAULT_MAILBOX_BYTES = 1024L * 1024;

    private static final InboundLimits DEFAULTS =
            new InboundLimits(DEFAULT_CONNECT_BYTES, DEFAULT_PACKET_BYTES, DEFAULT_MAILBOX_BYTES);

    public InboundLimits {
        if (connectBytes < 1 || packetBytes < 1 || mailboxBytes < 1) {
            throw new IllegalArgumentException("limits must be positive: connectBytes=" + connectBytes
                    + ", packetBytes=" + packetBytes + ", mailboxBytes=" + mailboxBytes);
        }
    }

    /**
     * Returns the defaults: 32 KiB, 8 MiB, 1 MiB.
     *
     * @return the defaults
     */
    public static InboundLimits defaults() {
        return DEFAULTS;
    }

    /**
     * Returns these limits with another limit before a client is in a namespace.
     *
     * @param value see {@link #connectBytes}
     * @return the changed copy
     */
    public InboundLimits withConnectBytes(int value) {
        return new InboundLimits(value, packetBytes, mailboxBytes);
    }

    /**
     * Returns these limits with another limit on packets with attachments.
     *
     * @param value see {@link #packetBytes}
     * @return the changed copy
     */
    public InboundLimits withPacketBytes(long value) {
        return new InboundLimits(connectBytes, value, mailboxBytes);
    }

    /**
     * Returns these limits with another limit on queued events.
     *
     * @param value see {@link #mailboxBytes}
     * @return the changed copy
     */
    public InboundLimits withMailboxBytes(long value) {
        return new InboundLimits(connectBytes, packetBytes, value);
    }
}
