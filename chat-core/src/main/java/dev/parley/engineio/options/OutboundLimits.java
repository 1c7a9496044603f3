package dev.parley.engineio.options;

import dev.parley.transport.OutboundPolicy;

/**
 * The bounds of one session's outbound queue.
 *
 * @param maxMessages messages that wait or are being written, at most; {@value #DEFAULT_MAX_MESSAGES} by default
 * @param maxBytes their size together, at most, unless a message is alone; {@value #DEFAULT_MAX_BYTES} by default
 * @param policy what happens beyond; closing by default
 */
public record OutboundLimits(int maxMessages, long maxBytes, OutboundPolicy policy) {

    /**
     * Messages that may wait for one session unless configured: what one listener may send in one go to a client that polls,
     * which takes none of it meanwhile.
     */
    public static final int DEFAULT_MAX_MESSAGES = 65_536;

    /** Bytes that may wait for one session unless configured. */
    public static final long DEFAULT_MAX_BYTES = 16L * 1024 * 1024;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a bound is not positive
     */
    public OutboundLimits {
        if (maxMessages < 1 || maxBytes < 1) {
            throw new IllegalArgumentException(
                    "outbound bounds must be positive: maxMessages=" + maxMessages + ", maxBytes=" + maxBytes);
        }
    }

    /**
     * The defaults.
     *
     * @return the limits
     */
    public static OutboundLimits defaults() {
        return new OutboundLimits(DEFAULT_MAX_MESSAGES, DEFAULT_MAX_BYTES, OutboundPolicy.close());
    }
}
