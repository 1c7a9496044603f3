package dev.parley.engineio.options;

import dev.parley.transport.policy.OutboundPolicy;

/**
 * The bounds of one session's outbound queue.
 *
 * @param maxMessages the maximum number of messages queued or in flight; {@value #DEFAULT_MAX_MESSAGES} by default
 * @param maxBytes their maximum total size, not applied to a single message; {@value #DEFAULT_MAX_BYTES} by default
 * @param policy what to do when a bound is exceeded; closing by default
 */
public record OutboundLimits(int maxMessages, long maxBytes, OutboundPolicy policy) {

    /**
     * Default maximum number of queued messages per session: as many as one listener may send in one go to a polling
     * client, which cannot receive any meanwhile.
     */
    public static final int DEFAULT_MAX_MESSAGES = 65_536;

    /** Default maximum number of queued bytes per session. */
    public static final long DEFAULT_MAX_BYTES = 16L * 1024 * 1024;

    /**
     * Validates the bounds.
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
     * Returns the defaults.
     *
     * @return the limits
     */
    public static OutboundLimits defaults() {
        return new OutboundLimits(DEFAULT_MAX_MESSAGES, DEFAULT_MAX_BYTES, OutboundPolicy.close());
    }
}
