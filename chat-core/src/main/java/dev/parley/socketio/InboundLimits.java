package dev.parley.socketio;

import dev.parley.transport.policy.HandshakeLimits;
import java.time.Duration;
import java.util.Objects;

/**
 * What clients may send before it is handled, each bound for itself; what all of it may hold together is
 * {@link SocketServerBuilder#memory}. A client that breaks one is disconnected, or no longer read where it says so.
 *
 * @param handshakes how many sessions may be on their way in, without having sent CONNECT
 * @param connectBytes the largest message, and request body, of a client that is in no namespace yet; positive
 * @param packetBytes the largest packet with attachments, by what it takes of the heap; positive. The size of each of its messages
 *     is bounded by {@link SocketServerBuilder#maxPayload}
 * @param packetTimeout how long a message, and a packet with attachments, may take to come whole; positive
 * @param mailboxBytes how much of the heap the events of one socket that wait or are handled may take before its connection is no
 *     longer read; positive
 */
public record InboundLimits(
        HandshakeLimits handshakes, int connectBytes, long packetBytes, Duration packetTimeout, long mailboxBytes) {

    /** The largest message of a client that is in no namespace yet, unless said otherwise. */
    public static final int DEFAULT_CONNECT_BYTES = 32 * 1024;

    /** The largest packet with attachments, unless said otherwise. */
    public static final long DEFAULT_PACKET_BYTES = 8L * 1024 * 1024;

    /** What the waiting events of one socket may take, unless said otherwise. */
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
     * {@link HandshakeLimits#defaults()}, 32 KiB, 8 MiB, 45 s, 1 MiB.
     *
     * @return the defaults
     */
    public static InboundLimits defaults() {
        return DEFAULTS;
    }

    /**
     * The same but for the sessions on their way in.
     *
     * @param value see {@link #handshakes}
     * @return the changed copy
     */
    public InboundLimits withHandshakes(HandshakeLimits value) {
        return new InboundLimits(value, connectBytes, packetBytes, packetTimeout, mailboxBytes);
    }

    /**
     * The same but for what may come before a client is in a namespace.
     *
     * @param value see {@link #connectBytes}
     * @return the changed copy
     */
    public InboundLimits withConnectBytes(int value) {
        return new InboundLimits(handshakes, value, packetBytes, packetTimeout, mailboxBytes);
    }

    /**
     * The same but for packets with attachments.
     *
     * @param value see {@link #packetBytes}
     * @return the changed copy
     */
    public InboundLimits withPacketBytes(long value) {
        return new InboundLimits(handshakes, connectBytes, value, packetTimeout, mailboxBytes);
    }

    /**
     * The same but for the time that a message may take.
     *
     * @param value see {@link #packetTimeout}
     * @return the changed copy
     */
    public InboundLimits withPacketTimeout(Duration value) {
        return new InboundLimits(handshakes, connectBytes, packetBytes, value, mailboxBytes);
    }

    /**
     * The same but for events that wait.
     *
     * @param value see {@link #mailboxBytes}
     * @return the changed copy
     */
    public InboundLimits withMailboxBytes(long value) {
        return new InboundLimits(handshakes, connectBytes, packetBytes, packetTimeout, value);
    }
}
