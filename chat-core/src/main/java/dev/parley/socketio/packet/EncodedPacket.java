package dev.parley.socketio.packet;

import dev.parley.transport.Frame;
import java.util.List;

/**
 * A packet in its wire form: Engine.IO messages that follow one another with nothing between.
 *
 * @param head the first message, without Engine.IO's own type digit
 * @param attachments the binary messages behind it, possibly none
 */
public record EncodedPacket(Frame head, List<Frame> attachments) {

    /**
     * Keeps the parts.
     *
     * @param head the first message
     * @param attachments the binary messages behind it; copied
     */
    public EncodedPacket {
        attachments = List.copyOf(attachments);
    }

    /**
     * A packet of one message.
     *
     * @param head the message
     * @return the packet
     */
    public static EncodedPacket of(Frame head) {
        return new EncodedPacket(head, List.of());
    }
}
