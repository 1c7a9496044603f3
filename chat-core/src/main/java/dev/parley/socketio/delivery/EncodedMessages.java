package dev.parley.socketio.delivery;

import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.socketio.packet.EncodedPacket;
import dev.parley.transport.Frame;

/** Converts a codec's packets to the engine's messages. */
public final class EncodedMessages {

    private EncodedMessages() {}

    public static EncodedMessage of(EncodedPacket packet) {
        Frame head = packet.head();
        if (head.isText()) {
            return EncodedMessage.of(head.payload(), packet.attachments());
        }
        return EncodedMessage.binary(head.payload());
    }
}
