package dev.parley.socketio.packet;

import dev.parley.transport.Frame;
import java.util.List;

/**
 * A packet in its wire form: contiguous Engine.IO messages.
 *
 * @param head the first message, without Engine.IO's own type digit
 * @param attachments the binary messages after it, possibly none
 */
public record EncodedPacket(Frame head, List<Frame> attachments) {

    /**
     * Copies the attachments.
     *
     * @param head the first message
     * @param attachments the binary messages after it
     */
    public EncodedPacket {
        attachments = List.copyOf(attachments);
    }

    /**
     * Creates a packet of one message.
     *
     * @param head the message
     * @return the packet
     */
    public static EncodedPacket of(Frame head) {
        return new EncodedPacket(head, List.of());
    }
}
