package dev.parley.socketio.packet;

/**
 * Limits of a decoder. The transport has already bounded the size of a message.
 *
 * @param maxAttachments the maximum number of binary attachments per packet
 * @param maxDepth the maximum nesting of arrays and objects in a payload, including the array of arguments
 */
public record PacketLimits(int maxAttachments, int maxDepth) {

    /** Default maximum number of attachments per packet. */
    public static final int DEFAULT_MAX_ATTACHMENTS = 10;

    /** Default maximum nesting of a payload. */
    public static final int DEFAULT_MAX_DEPTH = 128;

    static final int MAX_DEPTH = 1_000;

    /**
     * Validates the bounds.
     *
     * @param maxAttachments not negative
     * @param maxDepth 1 to 1,000
     */
    public PacketLimits {
        if (maxAttachments < 0) {
            throw new IllegalArgumentException("maxAttachments must not be negative: " + maxAttachments);
        }
        if (maxDepth < 1 || maxDepth > MAX_DEPTH) {
            throw new IllegalArgumentException("maxDepth must be between 1 and 1000: " + maxDepth);
        }
    }

    /**
     * Returns the defaults: 10 attachments, a depth of 128.
     *
     * @return the defaults
     */
    public static PacketLimits defaults() {
        return new PacketLimits(DEFAULT_MAX_ATTACHMENTS, DEFAULT_MAX_DEPTH);
    }
}
