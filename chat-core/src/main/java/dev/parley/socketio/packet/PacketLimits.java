package dev.parley.socketio.packet;

/**
 * Bounds of what a decoder accepts. The size of one message is bounded before, by the transport.
 *
 * @param maxAttachments the most binary attachments of one packet
 * @param maxDepth the deepest nesting of arrays and objects in a payload, the array of arguments included
 */
public record PacketLimits(int maxAttachments, int maxDepth) {

    /** The most attachments of a packet, unless said otherwise. */
    public static final int DEFAULT_MAX_ATTACHMENTS = 10;

    /** The deepest payload, unless said otherwise. */
    public static final int DEFAULT_MAX_DEPTH = 128;

    /**
     * Checks the bounds.
     *
     * @param maxAttachments not negative
     * @param maxDepth 1 to 1,000
     */
    public PacketLimits {
        if (maxAttachments < 0) {
            throw new IllegalArgumentException("maxAttachments must not be negative: " + maxAttachments);
        }
        if (maxDepth < 1 || maxDepth > 1_000) {
            throw new IllegalArgumentException("maxDepth must be between 1 and 1000: " + maxDepth);
        }
    }

    /**
     * 10 attachments, a depth of 128.
     *
     * @return the defaults
     */
    public static PacketLimits defaults() {
        return new PacketLimits(DEFAULT_MAX_ATTACHMENTS, DEFAULT_MAX_DEPTH);
    }
}
