package dev.parley.socketio.delivery;

import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.socketio.packet.EncodedPacket;
import dev.parley.transport.Frame;

/** Converts a codec's packets to the engine's messages. */
public final class EncodedMessages {

    private EncodedMessages() {}

    /** The message of a packet; {@code tick} as in {@link EncodedMessage#of(java.nio.ByteBuffer, java.util.List, long)}. */
    public static EncodedMessage of(EncodedPacket packet, long tick) {
        Frame head = packet.head();
        if (head.isText()) {
            return EncodedMessage.of(head.payload(), packet.attachments(), tick);
        }
        return EncodedMessage.binary(head.payload(), tick);
    }
}
