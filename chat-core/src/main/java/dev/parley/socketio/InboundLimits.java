package dev.parley.socketio;

import dev.parley.transport.policy.HandshakeLimits;
import java.time.Duration;
import java.util.Objects;

/**
 * Limits on unprocessed input of clients; the total memory is limited by {@link SocketServerBuilder#memory}. A client
 * that exceeds one is disconnected, or reading is paused where it says so.
 *
 * @param handshakes limits on pending handshakes, without CONNECT
 * @param connectBytes maximum size of messages and request bodies of a client that is in no namespace yet; positive
 * @param packetBytes maximum heap size of a packet with attachments; positive. The size of each of its messages is
 *     limited by {@link SocketServerBuilder#maxPayload}
 * @param packetTimeout how long a message, and a packet with attachments, may take to arrive completely; positive
 * @param mailboxBytes maximum heap size of one socket's queued and current events before reading from its connection is
 *     paused; positive
 */
public record InboundLimits(
        HandshakeLimits handshakes, int connectBytes, long packetBytes, Duration packetTimeout, long mailboxBytes) {

    /** Default maximum message size of a client that is in no namespace yet. */
    public static final int DEFAULT_CONNECT_BYTES = 32 * 1024;

    /** Default maximum heap size of a packet with attachments. */
    public static final long DEFAULT_PACKET_BYTES = 8L * 1024 * 1024;

    /** Default maximum heap size of one socket's queued events. */
    public static final long DEFAULT_MAILBOX_BYTES = 1024L * 1024;

    private static final InboundLimits DEFAULTS = new InboundLimits(
            HandshakeLimits.defaults(),
            DEFAULT_CONNECT_BYTES,
            DEFAULT_PACKET_BYTES,
            Duration.ofSeconds(45),
            DEFAULT_MAILBOX_BYTES);

    public InboundLimits {
        Objects.requireNonNull(handshakes, "handshakes");
        if (connectBytes < 1 || packetBytes < 1 || mailboxBytes < 1) {
            throw new IllegalArgumentException("limits must be positive: connectBytes=" + connectBytes
                    + ", packetBytes=" + packetBytes + ", mailboxBytes=" + mailboxBytes);
        }
        if (packetTimeout.isNegative() || packetTimeout.isZero()) {
            throw new IllegalArgumentException("packetTimeout must be positive: " + packetTimeout);
        }
    }

    /**
     * Returns the defaults: {@link HandshakeLimits#defaults()}, 32 KiB, 8 MiB, 45 s, 1 MiB.
     *
     * @return the defaults
     */
    public static InboundLimits defaults() {
        return DEFAULTS;
    }

    /**
     * Returns these limits with other limits on pending handshakes.
     *
     * @param value see {@link #handshakes}
     * @return the changed copy
     */
    public InboundLimits withHandshakes(HandshakeLimits value) {
        return new InboundLimits(value, connectBytes, packetBytes, packetTimeout, mailboxBytes);
    }

    /**
     * Returns these limits with another limit before a client is in a namespace.
     *
     * @param value see {@link #connectBytes}
     * @return the changed copy
     */
    public InboundLimits withConnectBytes(int value) {
        return new InboundLimits(handshakes, value, packetBytes, packetTimeout, mailboxBytes);
    }

    /**
     * Returns these limits with another limit on packets with attachments.
     *
     * @param value see {@link #packetBytes}
     * @return the changed copy
     */
    public InboundLimits withPacketBytes(long value) {
        return new InboundLimits(handshakes, connectBytes, value, packetTimeout, mailboxBytes);
    }

    /**
     * Returns these limits with another time limit for messages.
     *
     * @param value see {@link #packetTimeout}
     * @return the changed copy
     */
    public InboundLimits withPacketTimeout(Duration value) {
        return new InboundLimits(handshakes, connectBytes, packetBytes, value, mailboxBytes);
    }

    /**
     * Returns these limits with another limit on queued events.
     *
     * @param value see {@link #mailboxBytes}
     * @return the changed copy
     */
    public InboundLimits withMailboxBytes(long value) {
        return new InboundLimits(handshakes, connectBytes, packetBytes, packetTimeout, value);
    }
}
